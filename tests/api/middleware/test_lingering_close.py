"""A client that is answered before its request is complete gets the answer, and can't hold the connection by sending on."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from kentgraf.api.middleware.uvicorn_protocol import Lingering, make_http_protocol

PATIENCE = 60.0
BODY_BYTES = 8_000_000
"""More than the buffers of both ends hold together."""
PIECE = b"#" * 65_536
ANSWER = b"refused"

pytestmark = pytest.mark.alone


async def refuse_unread(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - the body stays unread
    """Answer without reading the body, as an application does for a media type that it doesn't take.

    The answer comes slowly at `/slow`, and closes the connection at `/last`.
    """
    assert scope["type"] == "http"
    paths.append(scope["path"])
    if scope["path"] == "/slow":
        await asyncio.sleep(1.4)
    headers = [(b"content-length", str(len(ANSWER)).encode())]
    if scope["path"] == "/last":
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": 415, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


paths: list[str] = []
"""The paths of the requests that the application has received."""


@dataclass(frozen=True)
class Running:
    """A server in a thread of this process."""

    server: uvicorn.Server
    address: tuple[str, int]

    def seconds_until_free(self) -> float:
        """How long it takes until the server holds no connection any more."""
        begin = time.monotonic()
        while self.server.server_state.connections:
            assert time.monotonic() - begin < PATIENCE, "the server still holds the connection"
            time.sleep(0.01)
        return time.monotonic() - begin


@contextmanager
def serving(lingering: Lingering, loop: str = "auto", keep_alive: int = 20) -> Iterator[Running]:
    protocol = make_http_protocol(request_seconds=PATIENCE, max_header_bytes=4000, lingering=lingering)
    config = uvicorn.Config(
        refuse_unread,
        http=protocol,
        ws="none",
        lifespan="off",
        log_level="error",
        loop=loop,
        timeout_keep_alive=keep_alive,
    )
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield Running(server, listener.getsockname())
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE)
        listener.close()
    assert not thread.is_alive()


def head(length: int, connection: str, path: str = "/") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\nContent-Length: {length}\r\n\r\n".encode()


def send_slowly(client: socket.socket, length: int) -> None:
    """The whole body, in pieces between which the server has all the time to answer and to close."""
    pieces = [PIECE] * (length // len(PIECE)) + [b"#" * (length % len(PIECE))]
    for number, piece in enumerate(pieces):
        client.sendall(piece)
        if number < 10:
            time.sleep(0.02)


def read_answer(client: socket.socket) -> tuple[int, bytes]:
    answer = HTTPResponse(client, method="POST")
    answer.begin()
    return answer.status, answer.read()


@pytest.mark.parametrize("loop", ["asyncio", "auto"])
def test_a_client_that_reads_only_after_sending_all_gets_its_early_answer(loop: str) -> None:
    with serving(Lingering(), loop) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        client.sendall(head(BODY_BYTES, "close"))
        send_slowly(client, BODY_BYTES)
        assert read_answer(client) == (415, ANSWER)
        assert client.recv(1) == b"", "one answer, and then the end of the connection"
        running.seconds_until_free()


def test_a_chunked_body_is_read_to_its_end_too() -> None:
    with serving(Lingering()) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(BODY_BYTES // len(PIECE)):
            client.sendall(b"%x\r\n%s\r\n" % (len(PIECE), PIECE))
        client.sendall(b"0\r\n\r\n")
        assert read_answer(client) == (415, ANSWER)


def test_a_kept_connection_takes_the_next_request_after_a_refused_body() -> None:
    with serving(Lingering()) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        for _ in range(2):
            client.sendall(head(BODY_BYTES, "keep-alive"))
            send_slowly(client, BODY_BYTES)
            assert read_answer(client) == (415, ANSWER)


@pytest.mark.parametrize(("connection", "path"), [("close", "/"), ("keep-alive", "/last")])
def test_a_request_after_one_that_closes_the_connection_is_not_carried_out(connection: str, path: str) -> None:
    with serving(Lingering()) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        client.sendall(head(10, connection, path))
        assert read_answer(client) == (415, ANSWER)
        client.sendall(b"#" * 10 + b"GET /too-late HTTP/1.1\r\nHost: x\r\n\r\n")
        running.seconds_until_free()
        time.sleep(0.1)
    assert "/too-late" not in paths


def test_a_request_that_follows_a_refused_body_at_once_has_all_its_time() -> None:
    with (
        serving(Lingering(), keep_alive=1) as running,
        socket.create_connection(running.address, timeout=PATIENCE) as client,
    ):
        client.sendall(head(10, "keep-alive"))
        assert read_answer(client) == (415, ANSWER)
        client.sendall(b"#" * 10 + b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_answer(client) == (415, ANSWER)


def test_a_kept_connection_ends_when_no_further_request_comes() -> None:
    with (
        serving(Lingering(), keep_alive=1) as running,
        socket.create_connection(running.address, timeout=PATIENCE) as client,
    ):
        client.sendall(head(100_000, "keep-alive"))
        send_slowly(client, 100_000)
        assert read_answer(client) == (415, ANSWER)
        assert client.recv(1) == b""
        running.seconds_until_free()


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
def test_a_client_that_stops_sending_is_disconnected(connection: str) -> None:
    lingering = Lingering(idle_seconds=0.3, total_seconds=PATIENCE)
    with serving(lingering) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        client.sendall(head(BODY_BYTES, connection) + PIECE)
        assert read_answer(client) == (415, ANSWER)
        assert running.seconds_until_free() < PATIENCE / 2


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
def test_a_client_that_sends_its_body_byte_by_byte_is_disconnected(connection: str) -> None:
    lingering = Lingering(idle_seconds=PATIENCE, total_seconds=0.5)
    with serving(lingering) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        client.sendall(head(BODY_BYTES, connection))
        begin = time.monotonic()
        with pytest.raises(OSError, match=r"reset|pipe"):
            while time.monotonic() - begin < PATIENCE:
                client.sendall(b"#")
                time.sleep(0.02)
        assert 0.4 < time.monotonic() - begin < PATIENCE / 2
        assert running.seconds_until_free() < PATIENCE / 2


@pytest.mark.parametrize("connection", ["close", "keep-alive"])
def test_a_client_that_sends_without_end_is_disconnected(connection: str) -> None:
    limit = 1_000_000
    lingering = Lingering(max_bytes=limit)
    with serving(lingering) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
        client.sendall(head(10**12, connection))
        sent = 0
        with pytest.raises(OSError, match=r"reset|pipe"):
            while sent < 100 * limit:
                sent += client.send(PIECE)
        assert limit < sent < 20 * limit, "what the buffers of the system hold counts too"
        assert running.seconds_until_free() < PATIENCE / 2


def test_a_server_that_shuts_down_waits_for_no_lingering_client() -> None:
    with serving(Lingering(idle_seconds=PATIENCE, total_seconds=PATIENCE)) as running:
        client = socket.create_connection(running.address, timeout=PATIENCE)
        client.sendall(head(BODY_BYTES, "close") + PIECE)
        assert read_answer(client) == (415, ANSWER)
        begin = time.monotonic()
    assert time.monotonic() - begin < PATIENCE / 2
    client.close()


def test_a_client_that_sends_on_after_a_refused_head_gets_the_refusal() -> None:
    with serving(Lingering()) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        client.sendall(b"GET /" + b"a" * 5000)
        send_slowly(client, BODY_BYTES)
        status, body = read_answer(client)
        assert (status, b"4000 bytes" in body) == (431, True)


def test_the_connection_of_a_complete_request_closes_at_once() -> None:
    lingering = Lingering(idle_seconds=PATIENCE, total_seconds=PATIENCE)
    with serving(lingering) as running, socket.create_connection(running.address, timeout=PATIENCE) as client:
        client.sendall(head(10, "close") + b"#" * 10)
        assert read_answer(client) == (415, ANSWER)
        assert running.seconds_until_free() < PATIENCE / 2
