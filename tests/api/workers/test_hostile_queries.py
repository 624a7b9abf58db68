"""A query that would block a server, fill its memory or call other hosts is ended in time, and the next one is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from support.attacks.hostile_queries import HOSTILE

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

pytestmark = pytest.mark.alone
DEADLINE = 1.5
GRACE = 15.0
"""What a busy machine may take to end a query and to answer; without its end a hostile one takes hours."""
GOALS = "SELECT (COUNT(?g) AS ?n) WHERE { ?g a kg:Goal }"


@pytest.fixture(scope="module")
def fenced(store_dir: Path) -> Iterator[TestClient]:
    """A server whose queries may take a second and a half."""
    with TestClient(create_app(store_dir, Settings(query_seconds=DEADLINE, workers=2))) as client:
        yield client


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_ends_in_time_and_the_next_one_is_answered(fenced: TestClient, name: str) -> None:
    begin = time.perf_counter()
    answer = fenced.post(
        "/sparql", content=HOSTILE[name], headers={"Content-Type": "application/sparql-query", "Accept": "*/*"}
    )
    assert time.perf_counter() - begin < DEADLINE + GRACE
    assert answer.status_code in (200, 400, 413, 503), answer.text[:200]
    assert "Traceback" not in answer.text[:10_000]
    if answer.status_code != 200:
        assert answer.json()["error"]
    well: httpx.Response = fenced.get("/sparql", params={"query": GOALS}, headers={"Accept": "text/csv"})
    assert well.text.split() == ["n", "5"]


@pytest.mark.parametrize("name", [name for name in HOSTILE if "service" in name or "load" in name or "delete" in name])
def test_a_query_that_calls_others_or_changes_the_graph_is_refused(fenced: TestClient, name: str) -> None:
    answer = fenced.post("/sparql", content=HOSTILE[name], headers={"Content-Type": "application/sparql-query"})
    assert answer.status_code == 400
