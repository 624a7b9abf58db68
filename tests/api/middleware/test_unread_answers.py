"""Answers that nobody reads don't stay in the server, and those who read slowly get theirs."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress
from http.client import HTTPResponse

import pytest
from support.servers.connections import connected, count_where, get, holding, is_closed, read_answer
from support.servers.http_server import serving

from kentgraf.api.middleware.connection_limits import ConnectionLimits
from kentgraf.api.middleware.http_server import make_listener

LARGE = 4_000_000
SMALL = 50_000
SOON = ConnectionLimits(send_seconds=1.0)
NEVER = 600.0
LOOPS = pytest.mark.parametrize("loop", ["asyncio", "auto"])


@LOOPS
@pytest.mark.parametrize("keep", [True, False])
def test_the_memory_of_answers_that_nobody_reads_comes_back(loop: str, keep: bool) -> None:
    crowd = 5
    with (
        serving(SOON, loop=loop) as running,
        holding(running, crowd, get(f"/{LARGE}", keep), small_buffer=True) as clients,
    ):
        running.wait_until(lambda: running.connections.unread.closed == crowd, "they are closed")
        running.wait_until(lambda: running.figure("open_connections") == 0, "they are gone")
        assert running.figure("unread_bytes") == 0
        for client in clients:
            with pytest.raises(ConnectionResetError):  # so that the system holds nothing either
                while client.recv(1 << 20):
                    pass


def test_a_client_that_pipelines_requests_and_reads_nothing_is_closed() -> None:
    with serving(SOON) as running, holding(running, 3, get(f"/{SMALL}") * 1000, small_buffer=True):
        running.wait_until(lambda: running.connections.unread.closed == 3, "they are closed")
        assert len(running.app.paths) < 100, "what isn't read isn't worked for"


def test_a_client_that_reads_by_the_drop_is_closed() -> None:
    limits = ConnectionLimits(send_seconds=2.0, send_rate=1_000_000)
    with serving(limits) as running, connected(running, small_buffer=True) as client:
        client.sendall(get(f"/{LARGE}"))
        end = time.monotonic() + 50
        with suppress(ConnectionResetError):
            while time.monotonic() < end and client.recv(500):
                time.sleep(0.02)
        assert running.connections.unread.closed == 1


def test_a_slow_reader_gets_the_whole_answer_and_may_ask_again() -> None:
    """It reads for several times as long as each deadline is."""
    size = 1_000_000
    limits = ConnectionLimits(send_seconds=2.0, send_rate=10_000)
    with serving(limits, idle_seconds=1) as running, connected(running, small_buffer=True) as client:
        client.sendall(get(f"/{size}"))
        answer = HTTPResponse(client)
        answer.begin()
        read = 0
        while part := answer.read(20_000):
            read += len(part)
            time.sleep(0.12)
        assert read == size
        client.sendall(get("/7"))
        assert read_answer(client) == (200, b"#" * 7)
        assert (running.connections.unread.closed, running.connections.closed_idle) == (0, 0)


def test_unread_answers_hold_no_more_together_than_is_allowed() -> None:
    bound, crowd = 3 * LARGE, 8
    limits = ConnectionLimits(send_seconds=NEVER, unread_bytes=bound)
    with serving(limits) as running, ExitStack() as stack:
        stack.enter_context(holding(running, crowd, get(f"/{LARGE}"), small_buffer=True))
        running.wait_until(lambda: len(running.app.paths) == crowd, "all are answered")
        running.wait_until(lambda: running.connections.unread.closed >= crowd - 3, "some are closed")
        assert 0 < running.figure("unread_bytes") <= bound
        with connected(running) as reader:  # one that reads isn't closed for those that don't
            for _ in range(3):
                reader.sendall(get(f"/{SMALL}"))
                assert read_answer(reader) == (200, b"#" * SMALL)


def test_those_who_take_least_are_closed_first() -> None:
    """A steady reader of one large answer stays while a crowd that reads nothing comes after it."""
    limits = ConnectionLimits(send_seconds=NEVER, unread_bytes=3 * LARGE)
    with serving(limits) as running, connected(running, small_buffer=True) as reader:
        reader.sendall(get(f"/{LARGE}"))
        answer = HTTPResponse(reader)
        answer.begin()
        read = len(answer.read(200_000))
        with holding(running, 6, get(f"/{LARGE}"), small_buffer=True) as crowd:
            running.wait_until(lambda: running.connections.unread.closed >= 4, "some are closed")
            while part := answer.read(100_000):
                read += len(part)
            assert read == LARGE
            assert count_where(crowd, is_closed) >= 4


def test_a_server_that_stood_still_blames_no_client() -> None:
    limits = ConnectionLimits(send_seconds=1.0)
    with serving(limits, standstill=3.0) as running, connected(running, small_buffer=True) as reader:
        reader.sendall(get(f"/{LARGE}"))
        answer = HTTPResponse(reader)
        answer.begin()
        with connected(running) as other:
            other.sendall(get("/block"))
            read = 0
            while part := answer.read(50_000):
                read += len(part)
                time.sleep(0.02)
        assert read == LARGE


def test_a_server_that_ends_does_not_wait_for_those_who_read_nothing() -> None:
    with serving(ConnectionLimits(send_seconds=NEVER)) as running, ExitStack() as stack:
        stack.enter_context(holding(running, 3, get(f"/{LARGE}"), small_buffer=True))
        running.wait_until(lambda: running.figure("unread_bytes") > LARGE, "answers wait")
        running.server.should_exit = True
        running.wait_until(lambda: running.figure("open_connections") == 0, "it closes them")


def test_the_system_holds_little_of_an_answer() -> None:
    listener = make_listener("127.0.0.1", 0, 30.0)
    with listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * 128 * 1024
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


def test_a_head_request_for_a_large_answer_is_answered_at_once() -> None:
    with serving(SOON) as running, connected(running) as client:
        client.sendall(get(f"/{LARGE}").replace(b"GET", b"HEAD"))
        answer = HTTPResponse(client, method="HEAD")
        answer.begin()
        assert (answer.status, answer.length) == (200, 0)
