"""A query or body that is longer than allowed is refused, with the limit in the message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

MOST = 7
SEATS = "SELECT ?seat WHERE { ?seat a kg:Seat }"


@pytest.fixture(scope="module")
def narrow(store_dir: Path) -> Iterator[TestClient]:
    """A server that gives seven rows at most."""
    settings = Settings(most_rows=MOST, longest_query=500, longest_body=2000)
    with TestClient(create_app(store_dir, settings)) as client:
        yield client


def test_long_queries_and_bodies_are_refused(narrow: TestClient) -> None:
    assert narrow.get("/sparql", params={"query": SEATS + " " * 500}).status_code == 413
    body = narrow.post("/sparql", content=b" " * 3000, headers={"Content-Type": "application/sparql-query"})
    assert body.status_code == 413
    assert "2000 bytes" in body.json()["error"]
