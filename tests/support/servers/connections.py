"""Clients that hold connections of a server, over bare sockets: idle ones, slow ones, and such that never read."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from typing import Protocol

PATIENCE = 60.0
"""Seconds after which a client gives up, on a machine that others use too."""
NEVER_WHOLE = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "
RECEIVE_BUFFER = 16_384


class Listening(Protocol):
    """A server at an address."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...


@contextmanager
def holding(
    server: Listening, count: int, content: bytes = b"", small_buffer: bool = False
) -> Iterator[list[socket.socket]]:
    """Hold `count` connections on which `content` was sent and nothing is read."""
    with ExitStack() as stack:
        clients = []
        for _ in range(count):
            client = stack.enter_context(connected(server, small_buffer=small_buffer))
            with suppress(ConnectionError):  # the server may close it at once
                client.sendall(content)
            clients.append(client)
        yield clients


@contextmanager
def connected(server: Listening, small_buffer: bool = False) -> Iterator[socket.socket]:
    """A connection; with a small buffer the client's system takes little of an answer that the client doesn't read."""
    with socket.socket() as client:
        if small_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        client.settimeout(PATIENCE)
        client.connect((server.host, server.port))
        yield client


def get(path: str, keep: bool = True) -> bytes:
    """A request."""
    connection = "keep-alive" if keep else "close"
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\n\r\n".encode()


def read_answer(client: socket.socket) -> tuple[int, bytes]:
    """Read one answer from a connection."""
    answer = HTTPResponse(client)
    answer.begin()
    return answer.status, answer.read()


def is_closed(client: socket.socket) -> bool:
    """Whether the server has closed the connection, as far as can be told without waiting."""
    client.setblocking(False)
    try:
        while client.recv(1 << 20):
            pass
    except BlockingIOError:
        return False
    except ConnectionError:
        pass
    finally:
        client.settimeout(PATIENCE)
    return True


def figure(server: Listening, name: str) -> float:
    """A figure of the server's metrics."""
    with connected(server) as client:
        client.sendall(get("/metrics"))
        text = read_answer(client)[1].decode()
    found = re.search(rf"^kentgraf_{name} (\S+)$", text, re.M)
    assert found, f"no {name} in the metrics"
    return float(found[1])


def count_where(clients: list[socket.socket], holds: Callable[[socket.socket], bool]) -> int:
    return sum(holds(client) for client in clients)
