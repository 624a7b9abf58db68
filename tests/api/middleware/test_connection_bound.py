"""However many idle or slow clients hold connections, and however few descriptors there are, a new client gets in."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from support.servers.connections import (
    NEVER_WHOLE,
    PATIENCE,
    connected,
    count_where,
    figure,
    get,
    holding,
    is_closed,
    read_answer,
)
from support.servers.server_process import RunningServer, running_server

LIMIT = 128
"""Descriptors of the server under test."""
CROWD = 200
BODY = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 60\r\n\r\nASK # not whole"


@pytest.fixture(scope="module")
def narrow(store_dir: Path) -> Iterator[RunningServer]:
    """A server with few descriptors, which closes no connection for being idle by itself."""
    with running_server(store_dir, descriptors=(LIMIT, LIMIT), idle_seconds=600, request_seconds=600) as running:
        yield running
        assert [line for line in running.log if "accept" in line or "Too many open files" in line] == []


@pytest.mark.parametrize("content", [b"", NEVER_WHOLE, BODY, get("/healthz")], ids=["mute", "head", "body", "kept"])
def test_a_crowd_without_a_whole_request_locks_nobody_out(narrow: RunningServer, content: bytes) -> None:
    with holding(narrow, CROWD, content) as crowd:
        for number in range(3):
            query = {"query": f"ASK {{ ?s ?p {number} }}"}
            assert httpx.get(f"{narrow.address}/healthz", timeout=PATIENCE).text == "ok\n"
            assert httpx.get(f"{narrow.address}/sparql", params=query, timeout=PATIENCE).status_code == 200
        assert figure(narrow, "open_connections") <= figure(narrow, "max_connections")
        assert count_where(crowd, is_closed) >= CROWD - figure(narrow, "max_connections")
        assert not is_closed(crowd[-1]), "the newest of the crowd stays"
        assert is_closed(crowd[0]), "the oldest goes first"


def test_a_client_that_just_connected_is_not_closed_for_those_who_came_before(narrow: RunningServer) -> None:
    with holding(narrow, CROWD), connected(narrow) as client:
        time.sleep(0.5)
        client.sendall(get("/healthz"))
        assert read_answer(client) == (200, b"ok\n")


def test_a_slow_request_that_gives_way_is_told_so(narrow: RunningServer) -> None:
    with connected(narrow) as client:
        client.sendall(NEVER_WHOLE)
        with holding(narrow, CROWD):
            status, body = read_answer(client)
    assert (status, b"busy" in body) == (503, True)


def test_the_soft_limit_of_descriptors_is_raised_as_far_as_the_connections_need(store_dir: Path) -> None:
    with running_server(store_dir, descriptors=(64, 4096), max_connections=500) as running:
        assert figure(running, "max_connections") == 500
        if Path("/proc").is_dir():
            limits = Path(f"/proc/{running.process.pid}/limits").read_text("ascii")
            soft = next(int(line.split()[3]) for line in limits.splitlines() if line.startswith("Max open files"))
            assert 1000 < soft < 4096, "no more than is needed"


def test_a_server_that_can_hold_hardly_a_connection_says_so_and_does_not_start(store_dir: Path) -> None:
    command = [sys.executable, "-m", "kentgraf.api.cli", "serve", "--port", "0", "--store", str(store_dir)]
    done = subprocess.run(
        ["sh", "-c", 'ulimit -n 100; exec "$@"', "sh", *command, "--workers", "60"],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert "ulimit -n" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_connection_on_which_no_request_comes_is_closed_whatever_else_is_sent(store_dir: Path) -> None:
    with running_server(store_dir, idle_seconds=3) as running:
        with connected(running) as mute, connected(running) as kept, connected(running) as blank:
            for client in (kept, blank):
                client.sendall(get("/healthz"))
                assert read_answer(client) == (200, b"ok\n")
            blank.sendall(b"\r\n")  # allowed before a request, and none itself
            for client in (mute, kept, blank):
                with suppress(ConnectionResetError):
                    assert client.recv(1) == b""
        assert figure(running, "idle_closed_connections") >= 3
