"""What a client sends between and behind the parts of a chunked body takes no memory, no time, and has no say."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from support.servers.connections import connected, get, read_answer
from support.servers.http_server import ThreadedServer, serving

from kentgraf.api.middleware.connection_limits import ConnectionLimits

HEAD = b"POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n"
LONGEST = 65_536
"""The most that the server takes of a head."""
MOST_READ = 8 << 20
"""More than the systems of both ends hold of what isn't read."""


@pytest.fixture(scope="module")
def running() -> Iterator[ThreadedServer]:
    with serving(ConnectionLimits()) as server:
        yield server


@pytest.mark.parametrize(
    ("begin", "piece"),
    [(b"0\r\n", b"x: y\r\n"), (b"0\r\nx: ", b"y"), (b"0\r\n", b"x"), (b"5;", b"a=b;"), (b"5;a=", b"b")],
    ids=["many trailers", "a long trailer", "a long name", "many extensions", "a long extension"],
)
def test_what_never_ends_is_refused_soon(running: ThreadedServer, begin: bytes, piece: bytes) -> None:
    block = piece * (LONGEST // len(piece))
    with connected(running) as client:
        client.sendall(HEAD + begin)
        sent = 0
        with suppress(ConnectionError):
            while sent < 64 << 20:
                client.sendall(block)
                sent += len(block)
        assert sent <= MOST_READ + (16 << 20), "the rest of a refused request is read for a while, and no longer"
    with connected(running) as other:
        other.sendall(get("/3"))
        assert read_answer(other) == (200, b"###")


def test_trailers_that_are_too_long_are_told_so(running: ThreadedServer) -> None:
    with connected(running) as client:
        client.sendall(HEAD + b"0\r\nx: " + b"y" * (LONGEST + 10_000))
        status, body = read_answer(client)
    assert (status, b"trailers" in body) == (431, True)


@pytest.mark.alone
def test_a_long_trailer_holds_up_nobody(running: ThreadedServer) -> None:
    with connected(running) as client:
        with suppress(ConnectionError):
            client.sendall(HEAD + b"0\r\nX: " + b"y" * (10 << 20))
        begin = time.perf_counter()
        with connected(running) as other:
            other.sendall(get("/3"))
            assert read_answer(other) == (200, b"###")
        assert time.perf_counter() - begin < 15


@pytest.mark.parametrize("name", [b"Authorization", b"Host", b"X-Forwarded-Host", b"Content-Encoding", b"Accept"])
def test_a_trailer_is_no_header_of_the_request(running: ThreadedServer, name: bytes) -> None:
    with connected(running) as client:
        client.sendall(HEAD + b"0\r\n" + name + b": Bearer t\r\n\r\n")
        assert read_answer(client) == (200, b"###")
    assert [key for key, _ in running.app.headers[-1]] == [b"host", b"transfer-encoding"]


@pytest.mark.parametrize(
    "rest",
    [b"zz\r\n\r\n", b"0\r\nbad trailer\r\n\r\n", b"0\r\nContent-Length: 5\r\n\r\n", b"-1\r\n\r\n"],
    ids=["no number", "no field", "a length", "a negative number"],
)
def test_a_body_that_breaks_off_into_nonsense_is_told_so(running: ThreadedServer, rest: bytes) -> None:
    with connected(running) as client:
        client.sendall(HEAD + rest)
        status, body = read_answer(client)
    assert (status, b"Invalid HTTP request" in body) == (400, True)
