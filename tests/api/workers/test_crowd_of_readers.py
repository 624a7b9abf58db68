"""Many who ask for what takes long to compute delay neither small queries nor each other's pages for long."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support.servers.server_process import RunningServer, running_server

pytestmark = pytest.mark.alone
CLIENTS = 32
SECONDS = 6.0
PATIENCE = 300.0
LOOKUP = "SELECT ?p ?o WHERE {{ <https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/5> ?p ?o }} # {number}"


@pytest.fixture(scope="module")
def served(store_dir: Path) -> Iterator[RunningServer]:
    with running_server(store_dir) as server:
        httpx.get(f"{server.address}/api/measures", timeout=PATIENCE)
        yield server


def lookups(server: RunningServer, times: int, first: int) -> float:
    """The median of some lookups, none of which was asked before."""
    taken = []
    with httpx.Client(base_url=server.address, timeout=PATIENCE) as client:
        for number in range(first, first + times):
            begin = time.perf_counter()
            answer = client.get("/sparql", params={"query": LOOKUP.format(number=number)})
            taken.append(time.perf_counter() - begin)
            assert answer.status_code == 200
            time.sleep(0.02)
    return statistics.median(taken)


def crowd(server: RunningServer, path: str) -> tuple[float, int]:
    """The median of lookups while many clients ask for `path`, each time another way, and how many pages they got."""
    ended, pages = threading.Event(), []

    def read(client: int) -> None:
        with httpx.Client(base_url=server.address, timeout=PATIENCE) as asking:
            while not ended.is_set():
                answer = asking.get(path.format(number=client * 100_000 + len(pages)))
                assert answer.status_code in (200, 503)
                if answer.status_code == 200:
                    pages.append(client)

    readers = [threading.Thread(target=read, args=(client,)) for client in range(CLIENTS)]
    for reader in readers:
        reader.start()
    time.sleep(1.0)
    median = lookups(server, int(SECONDS / 0.04), time.monotonic_ns())
    deadline = time.monotonic() + PATIENCE
    while len(pages) <= CLIENTS and time.monotonic() < deadline:
        time.sleep(0.2)
    ended.set()
    for reader in readers:
        reader.join()
    return median, len(pages)


@pytest.mark.parametrize("path", ["/api/measures?x={number}", "/money?lang=en&x={number}", "/source?x={number}"])
def test_a_crowd_of_readers_hardly_delays_a_small_query(served: RunningServer, path: str) -> None:
    """The crowd is in this process and so takes a processor too; what is bounded is what the server adds."""
    lookups(served, 20, time.monotonic_ns())
    quiet = lookups(served, 100, time.monotonic_ns())
    meanwhile, pages = crowd(served, path)
    print(f"{path}: {quiet * 1000:.1f} ms before, {meanwhile * 1000:.1f} ms meanwhile, {pages} pages")
    assert pages > CLIENTS
    assert meanwhile < quiet + 0.05
