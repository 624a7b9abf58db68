"""Requests are counted for Prometheus by path, method and status."""

from __future__ import annotations

import re

import httpx
import pytest

GOALS = "SELECT ?g WHERE { ?g a kg:Goal } ORDER BY ?g"

pytestmark = pytest.mark.alone


def test_every_request_is_counted_by_path_method_and_status(client: httpx.Client) -> None:
    def counted(line: str) -> int:
        found = re.search(rf"^{re.escape(line)} (\d+)$", client.get("/metrics").text, re.M)
        return int(found[1]) if found else 0

    line = 'kentgraf_requests_total{path="/sparql",method="GET",status="200"}'
    before = counted(line)
    client.get("/sparql", params={"query": GOALS})
    assert counted(line) == before + 1
    client.get("/a-path-of-my-own")
    text = client.get("/metrics").text
    assert "a-path-of-my-own" not in text
    assert 'path="other"' in text
    assert "kentgraf_request_seconds_bucket" in text
