"""The JSON API gives the same answers as the command line."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import httpx
import pytest

Ask = Callable[..., httpx.Response]


@pytest.fixture
def get(server: str) -> Ask:
    def ask(path: str, **parameters: str) -> httpx.Response:
        return httpx.get(f"{server}/api/{path}", params=parameters, timeout=60)

    return ask


def test_a_trace_adds_up(get: Ask) -> None:
    found = get("trace/5").json()
    amounts = {row["activity"]: Decimal(row["activity_amount"]) for row in found["rows"] if row["activity_amount"]}
    assert sum(amounts.values()) == Decimal(found["stated_total"])
    assert get("trace/99.9").status_code == 404


def test_council_bodies_and_persons_are_as_of_a_day(get: Ask) -> None:
    answer = get("members", on="2025-03-06").json()
    assert answer["strength"]["Bağımsız"] == 3
    assert len(answer["members"]) == 184
    assert get("members").json()["on"] == "2025-12-31"
    body = get("body", name="ulasim", on="12.02.2025").json()
    assert len(body["members"]) == 9
    person = get("person", name="esref cakir", on="2025-03-01").json()
    assert [h["organisation"]["name"] for h in person["holdings"] if h["kind"] == "PartyAffiliation"] == ["Bağımsız"]


def test_an_unknown_name_is_a_404_and_an_invalid_date_a_400(get: Ask) -> None:
    assert get("person", name="Zeus").status_code == 404
    refused = get("members", on="gestern")
    assert refused.status_code == 400
    assert "2025-04-14" in refused.json()["error"]


def test_networks_measures_and_findings_are_answered(get: Ask) -> None:
    network = get("network", on="2025-03-01").json()
    assert len(network["edges"]) == 24 * 9
    people = get("network", on="2025-03-01", people="true").json()
    measures = get("measures", on="2025-03-01", since="2025-01-01").json()
    assert measures["links"] == len(people["edges"])
    assert len(measures["changes"]) == 24
    audit = get("audit").json()
    assert audit["people"]["people"] == 192
    assert audit["open"] and audit["findings"]


def test_every_route_is_described(server: str) -> None:
    paths = httpx.get(f"{server}/openapi.json", timeout=60).json()["paths"]
    wanted = {
        f"/api/{name}"
        for name in ("trace/{code}", "network", "measures", "audit", "members", "body", "person", "queries")
    }
    assert wanted <= set(paths)
    assert all(
        route["get"]["summary"] and route["get"]["description"] for path, route in paths.items() if path in wanted
    )
