"""Connections that cost a server more than they cost the client: slow readers, slow writers, idle ones."""

from __future__ import annotations

import random
import select
import socket
import time
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from soak.tally import Tally

_LARGE: Final = "SELECT * WHERE { ?s ?p ?o }"
_STEP: Final = 0.5
_READ: Final = 512  # a KB in a second
_DROPS: Final = 3


def keep_slow_connections(port: int, seconds: float, number: int, seed: int, tally: Tally) -> None:
    """Hold `number` slow readers, as many slow writers, and four times as many idle connections, for `seconds`.

    Who is closed by the server comes again a little later.
    """
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    kinds = [kind for kind in _KINDS for _ in range(number)]
    running: list[Iterator[None] | None] = [None] * len(kinds)
    while time.monotonic() < end:
        for place, kind in enumerate(kinds):
            client = running[place]
            if client is None:
                if chance.random() < 0.3:  # not all at the same moment
                    running[place] = _hold(kind, port, tally)
            elif next(client, "closed") == "closed":
                running[place] = None
        time.sleep(_STEP)
    for place, client in enumerate(running):
        if client is not None:
            tally.count(kinds[place], "closed by the client")
            del client


def _hold(kind: str, port: int, tally: Tally) -> Iterator[None]:
    """Be one client of a kind, a little at each step, until the server ends the connection."""
    client = socket.socket()
    try:
        if kind in (_NEVER_READS, _READS_SLOWLY):
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        client.settimeout(5)
        client.connect(("127.0.0.1", port))
        client.sendall(_FIRST[kind])
        client.setblocking(False)
        received = b""
        beats = 0
        while True:
            yield
            beats += 1
            if kind in (_SLOW_HEAD, _SLOW_BODY):
                client.sendall(b"a" * _DROPS)
            if kind == _NEVER_READS:
                if _is_closed(client):
                    tally.count(kind, "closed by the server")
                    return
                continue
            try:
                part = client.recv(_READ if kind == _READS_SLOWLY else 65_536)
            except BlockingIOError:
                continue
            if not part:
                tally.count(kind, _status(received))
                return
            received = (received + part)[:200]
    except OSError as error:
        tally.count(kind, "refused" if isinstance(error, ConnectionRefusedError) else "reset")
    finally:
        client.close()


def _is_closed(client: socket.socket) -> bool:
    """Whether the server has closed or reset a connection; nothing is read."""
    waiting = select.poll()
    waiting.register(client, select.POLLRDHUP)
    return bool(waiting.poll(0))


def _status(received: bytes) -> str:
    return received.split(b" ", 2)[1].decode("latin-1") if received.startswith(b"HTTP/") else "closed without an answer"


_NEVER_READS: Final = "client that never reads"
_READS_SLOWLY: Final = "client that reads slowly"
_SLOW_HEAD: Final = "client that sends a head slowly"
_SLOW_BODY: Final = "client that sends a body slowly"
_IDLE: Final = "idle connection"
_IDLE_AFTER: Final = "connection that is idle after an answer"
_ASKED: Final = f"GET /sparql?query={quote(_LARGE)} HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n\r\n".encode()
_FIRST: Final = {
    _NEVER_READS: _ASKED,
    _READS_SLOWLY: _ASKED,
    _SLOW_HEAD: b"GET /sparql?query=",
    _SLOW_BODY: b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Length: 100000\r\n\r\nASK {} #",
    _IDLE: b"",
    _IDLE_AFTER: b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
}
_KINDS: Final = (_NEVER_READS, _READS_SLOWLY, _SLOW_HEAD, _SLOW_BODY, *(_IDLE, _IDLE_AFTER) * 2)
