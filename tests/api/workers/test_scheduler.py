"""A client that finds all workers busy learns when to try again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

pytestmark = pytest.mark.alone
GOALS = "SELECT ?g WHERE { ?g a kg:Goal } ORDER BY ?g"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"


def test_a_client_that_finds_all_workers_busy_learns_when_to_retry(store_dir: Path) -> None:
    settings = Settings(query_seconds=3.0, workers=1, wait_seconds=0.3)
    with TestClient(create_app(store_dir, settings)) as client:
        slow = threading.Thread(target=client.get, args=("/sparql",), kwargs={"params": {"query": ENDLESS}})
        slow.start()
        threading.Event().wait(0.8)
        refused = client.get("/sparql", params={"query": GOALS})
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert "busy" in refused.json()["error"]
        slow.join()
        assert client.get("/sparql", params={"query": GOALS}).status_code == 200
        figures = client.get("/metrics").text
        assert "kentgraf_refused_queries 1" in figures
        assert "kentgraf_stopped_queries 1" in figures
