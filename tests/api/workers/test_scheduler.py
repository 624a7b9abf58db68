"""A client that finds all workers busy learns when to try again, and a busy machine answers long queries too."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

pytestmark = pytest.mark.alone
GOALS = "SELECT ?g WHERE { ?g a kg:Goal } ORDER BY ?g"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"


def test_a_client_that_finds_all_workers_busy_learns_when_to_retry(store_dir: Path) -> None:
    settings = Settings(query_seconds=15.0, workers=1, wait_seconds=0.3)
    with TestClient(create_app(store_dir, settings)) as client:
        slow = threading.Thread(target=client.get, args=("/sparql",), kwargs={"params": {"query": ENDLESS}})
        slow.start()
        while "kentgraf_running_queries 1" not in client.get("/metrics").text:
            threading.Event().wait(0.05)
        refused = client.get("/sparql", params={"query": GOALS})
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert "busy" in refused.json()["error"]
        slow.join()
        assert client.get("/sparql", params={"query": GOALS}).status_code == 200
        figures = client.get("/metrics").text
        assert "kentgraf_refused_queries 1" in figures
        assert "kentgraf_stopped_queries 1" in figures


@pytest.fixture
def busy_machine() -> Iterator[None]:
    """A program of somebody else on each processor."""
    with ExitStack() as programs:
        for _ in range(os.cpu_count() or 1):
            program = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            programs.callback(program.wait)
            programs.callback(program.kill)
        yield


@pytest.mark.usefixtures("busy_machine")
def test_a_long_query_is_answered_on_a_machine_that_others_keep_busy(store_dir: Path) -> None:
    """It takes some hundred milliseconds of a processor, and would never run if it only ran when nobody else wants to."""
    long = "SELECT (COUNT(*) AS ?n) WHERE { ?a a kg:Seat . ?b a kg:Seat . ?c a kg:Goal . ?d a kg:Goal }"
    with TestClient(create_app(store_dir, Settings(query_seconds=120.0))) as client:
        for number in range(3):
            answer = client.get("/sparql", params={"query": f"{long} # {number}"})
            assert answer.status_code == 200, answer.text
        assert "kentgraf_stopped_queries 0" in client.get("/metrics").text
