"""Idle clients, slow ones and such that never read, all at once: a new client is answered, and memory comes back."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest
from support.servers.connections import NEVER_WHOLE, PATIENCE, connected, figure, get, holding, read_answer
from support.servers.process_family import proportional_set
from support.servers.server_process import PATIENT, RunningServer, running_server

pytestmark = pytest.mark.alone
IDLE, SLOW, NON_READERS = 500, 100, 20
EVERYTHING = "SELECT * {{ ?s ?p ?o }} LIMIT 30000 # {number}"
"""A query with an answer of megabytes, different for each client, so that none is taken from the cache."""
SEND_SECONDS = 6.0


@pytest.fixture
def server(store_dir: Path) -> Iterator[RunningServer]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 2 * (IDLE + SLOW + NON_READERS):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    # long queries wait for everybody else, and on a busy machine would never be answered
    unhurried = {**PATIENT, "short_seconds": PATIENT["query_seconds"]}
    with running_server(store_dir, send_seconds=SEND_SECONDS, cache_memory=1, **unhurried) as running:
        yield running
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def seconds_of(server: RunningServer, path: str) -> float:
    """How long a new client waits for an answer."""
    begin = time.monotonic()
    with connected(server) as client:
        client.sendall(get(path))
        status, body = read_answer(client)
    assert status == 200, body
    return time.monotonic() - begin


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_a_hostile_crowd_keeps_neither_the_door_nor_the_memory(server: RunningServer) -> None:
    seconds_of(server, "/sparql?" + urlencode({"query": "ASK {}"}))
    before = proportional_set(server.process.pid)
    most, waits = 0.0, []
    with ExitStack() as stack:
        stack.enter_context(holding(server, IDLE))
        stack.enter_context(holding(server, SLOW, NEVER_WHOLE))
        for number in range(NON_READERS):
            path = "/sparql?" + urlencode({"query": EVERYTHING.format(number=number)})
            stack.enter_context(holding(server, 1, get(path), small_buffer=True))
        end = time.monotonic() + 10 * PATIENCE
        while figure(server, "unread_closed_connections") < NON_READERS:
            assert time.monotonic() < end, "non-readers are closed"
            waits.append(seconds_of(server, "/healthz"))
            waits.append(seconds_of(server, "/sparql?" + urlencode({"query": f"ASK {{ ?s ?p {len(waits)} }}"})))
            most = max(most, proportional_set(server.process.pid))
            time.sleep(0.1)
        end = time.monotonic() + 10 * PATIENCE
        while proportional_set(server.process.pid) > before + 60 and time.monotonic() < end:
            time.sleep(0.2)
        after = proportional_set(server.process.pid)
    print(
        f"{before:.0f} MiB before, {most:.0f} at most, {after:.0f} after; the longest wait {max(waits):.2f} s of {len(waits)}"
    )
    assert max(waits) < PATIENCE / 2
    assert after <= before + 60, "what nobody reads is held for ever"
    assert [line for line in server.log if "accept" in line or "Too many" in line] == []


def test_a_server_in_the_crowd_ends_when_it_is_told_to(server: RunningServer) -> None:
    with ExitStack() as stack:
        stack.enter_context(holding(server, 50))
        stack.enter_context(holding(server, 20, NEVER_WHOLE))
        path = "/sparql?" + urlencode({"query": EVERYTHING.format(number="end")})
        stack.enter_context(holding(server, 5, get(path), small_buffer=True))
        time.sleep(2)
        os.kill(server.process.pid, signal.SIGINT)
        server.process.wait(timeout=120)
