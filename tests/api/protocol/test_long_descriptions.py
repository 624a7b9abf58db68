"""A long description of an entity is split into pages that link to each other."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.graph_app import create_graph_app
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.snapshot import GraphSnapshot, read_info
from kentgraf.api.server import create_app
from kentgraf.graph.store.opening import open_store


def test_long_lists_are_split_into_linked_pages(store_dir: Path) -> None:
    with TestClient(create_app(store_dir, Settings(**PATIENT))) as client:
        thing = {"iri": "https://w3id.org/kentgraf/ns#allFunds"}
        seen: set[str] = set()
        address: str | None = str(httpx.URL("/describe", params={**thing, "lang": "en"}))
        pages = 0
        while address:
            answer = client.get(address, headers={"Accept": "text/html"})
            assert answer.status_code == 200
            found = {part.split('"')[0] for part in answer.text.split('href="/id/')[1:]}
            assert not found & seen, "a thing stands on two pages"
            seen |= found
            address = answer.links.get("next", {}).get("url")
            pages += 1
        assert pages > 5
        assert (
            client.get("/describe", params={**thing, "page": "999"}, headers={"Accept": "text/html"}).status_code == 404
        )
        assert client.get("/describe", params={**thing, "page": "-1"}).status_code == 400


def test_many_triples_are_split_into_linked_responses(store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kentgraf.api.protocol.linked_data.MAX_TRIPLES", 10)
    store = open_store(store_dir)
    with TestClient(create_graph_app(GraphSnapshot(read_info(store), "build", store), Settings())) as client:
        accept = {"Accept": "application/n-triples"}
        whole: list[str] = []
        address: str | None = "/id/izmir/plan/2025-2029/goal/5"
        while address:
            part = client.get(address, headers=accept)
            assert len(part.text.splitlines()) <= 10
            whole += part.text.splitlines()
            address = part.links.get("next", {}).get("url")
        monkeypatch.setattr("kentgraf.api.protocol.linked_data.MAX_TRIPLES", 10_000)
        at_once = client.get(
            "/id/izmir/plan/2025-2029/goal/5", headers={**accept, "Cache-Control": "no-cache"}
        ).text.splitlines()
        assert sorted(whole) == sorted(at_once)
        assert len(whole) > 10
