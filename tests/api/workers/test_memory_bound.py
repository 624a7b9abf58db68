"""One setting bounds the memory of all processes, whatever strangers ask; each attack is tried against it."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from support.servers.process_family import memory_of
from support.servers.server_process import RunningServer, running_server

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc"),
]
MEMORY = 900
QUERY_SECONDS = 240.0
PATIENCE = 2 * QUERY_SECONDS
"""Nothing here is to end by a clock, on a machine that others use too."""
TOKEN = "open sesame"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
LARGE = "SELECT * WHERE { ?s ?p ?o . ?a a kg:Goal } LIMIT 60000"
"""About 18 MiB in JSON."""
HUNGRY = "SELECT (GROUP_CONCAT(CONCAT(STR(?s), STR(?o), STR(?b))) AS ?t) WHERE { ?s ?p ?o . ?a ?b ?c }"
HUNGRY_UPDATE = (
    "INSERT { GRAPH <http://example.org/g> { ?s ?b ?o } } WHERE { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?a ?b ?c } }"
)


@pytest.fixture
def served(store_dir: Path) -> Iterator[RunningServer]:
    # long queries wait for everybody else, and on a busy machine would never be answered
    times = {"query_seconds": QUERY_SECONDS, "short_seconds": QUERY_SECONDS}
    settings = {"memory": MEMORY, "answers_memory": 64, "update_token": TOKEN, **times}
    with running_server(store_dir, **settings) as server:  # type: ignore[arg-type]
        yield server


@contextmanager
def memory_noted(server: RunningServer) -> Iterator[list[float]]:
    """Notes the MiB that all processes hold, several times a second."""
    noted: list[float] = []
    ended = threading.Event()

    def note() -> None:
        while not ended.is_set():
            noted.append(memory_of(server.process.pid))
            ended.wait(0.05)

    noting = threading.Thread(target=note)
    noting.start()
    try:
        yield noted
    finally:
        ended.set()
        noting.join()


def require_service(server: RunningServer) -> None:
    """Ask something small until it is answered, and hold the answer against that of the whole graph."""
    for number in range(100):
        answer = httpx.get(
            f"{server.address}/sparql",
            params={"query": f"{COUNT} # {number}"},
            headers={"Accept": "text/csv"},
            timeout=PATIENCE,
        )
        if answer.status_code == 200:
            assert int(answer.text.split()[1]) > 50_000
            return
        assert answer.status_code == 503, answer.text
        time.sleep(0.2)
    raise AssertionError("nothing was answered any more")


def ask_at_once(clients: int, ask: Callable[[int], httpx.Response]) -> list[int]:
    with ThreadPoolExecutor(clients) as pool:
        return [answer.status_code for answer in pool.map(ask, range(clients))]


def test_queries_that_take_all_they_get(served: RunningServer) -> None:
    def ask(number: int) -> httpx.Response:
        return httpx.post(f"{served.address}/sparql", data={"query": f"{HUNGRY} # {number}"}, timeout=PATIENCE)

    with memory_noted(served) as noted:
        statuses = ask_at_once(24, ask)
    assert set(statuses) == {503}
    assert max(noted) < MEMORY
    require_service(served)


def test_a_change_that_takes_all_it_gets(served: RunningServer) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    with memory_noted(served) as noted:
        answer = httpx.post(f"{served.address}/sparql", content=HUNGRY_UPDATE, headers=headers, timeout=PATIENCE)
    assert answer.status_code == 503
    assert "the graph is as it was" in answer.json()["error"]
    assert max(noted) < MEMORY
    require_service(served)


def test_large_answers_that_nobody_reads(served: RunningServer) -> None:
    """Each of many clients asks for a large answer, and reads nothing of it; then all go away."""
    clients = []
    with memory_noted(served) as noted:
        for number in range(16):
            client = socket.create_connection((served.host, served.port))
            query = urlencode({"query": f"{LARGE} # {number}", "format": "json"})
            client.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: {served.host}:{served.port}\r\n\r\n".encode())
            clients.append(client)
        deadline = time.monotonic() + PATIENCE
        while figure(served, "held_answer_bytes") < 32 << 20:
            assert time.monotonic() < deadline, "nothing was large enough"
            time.sleep(0.2)
        time.sleep(5)
        assert figure(served, "held_answer_bytes") <= 64 << 20
    assert max(noted) < MEMORY
    require_service(served)
    for client in clients:
        client.close()
    deadline = time.monotonic() + PATIENCE
    while figure(served, "held_answer_bytes"):
        assert time.monotonic() < deadline, "what nobody takes is held for ever"
        time.sleep(0.2)


def test_pages_and_long_addresses_without_end(served: RunningServer) -> None:
    def ask(number: int) -> httpx.Response:
        paths = ("/api/measures", "/network", "/money", "/search?q=a", "/api/audit", "/source", "/findings", "/about")
        path = paths[number % len(paths)]
        sign = "&" if "?" in path else "?"
        return httpx.get(f"{served.address}{path}{sign}x{number}={'y' * 20_000}", timeout=PATIENCE)

    with memory_noted(served) as noted, ThreadPoolExecutor(16) as pool:
        statuses = {answer.status_code for answer in pool.map(ask, range(120))}
    assert statuses <= {200, 503}
    assert max(noted) < MEMORY
    require_service(served)


def figure(server: RunningServer, name: str) -> float:
    text = httpx.get(f"{server.address}/metrics", timeout=60).text
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"kentgraf_{name} "))
