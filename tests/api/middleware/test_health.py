"""Health and readiness can be checked without a query."""

from __future__ import annotations

import httpx
import pytest

pytestmark = pytest.mark.alone
GOALS = "SELECT ?g WHERE { ?g a kg:Goal } ORDER BY ?g"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"


def test_health_and_readiness_need_no_query(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert int(ready.text.split()[0]) > 10_000
    assert ready.headers["cache-control"] == "no-store"
