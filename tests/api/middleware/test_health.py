"""A server that can be run in the open: it tells how it is, what it answered, whether an answer still holds, and sends away in time."""

from __future__ import annotations

import logging
import re
import threading
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from kentgraf.api.middleware.access_log import ACCESS_LOG
from kentgraf.api.query_service.settings import Settings, read_settings
from kentgraf.api.server import create_app
from kentgraf.ontology.errors import StoreError

pytestmark = pytest.mark.alone
GOALS = "SELECT ?g WHERE { ?g a kg:Goal } ORDER BY ?g"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?d != ?g) }"


def test_health_and_readiness_are_told_without_a_query(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert int(ready.text.split()[0]) > 10_000
    assert ready.headers["cache-control"] == "no-store"


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


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (f"/sparql?query={GOALS.replace(' ', '+')}", "text/csv"),
        ("/id/izmir/goal/1", "text/turtle"),
        ("/api/trace/5.1", "*/*"),
        ("/", "text/html"),
    ],
)
def test_an_answer_that_still_holds_is_not_sent_again(client: httpx.Client, path: str, accept: str) -> None:
    first = client.get(path, headers={"Accept": accept})
    tag = first.headers["etag"]
    assert "max-age=60" in first.headers["cache-control"]
    again = client.get(path, headers={"Accept": accept, "If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    other = client.get(path, headers={"Accept": "application/ld+json, text/html;q=0.1", "If-None-Match": tag})
    assert other.status_code != 304


def test_what_changes_with_each_asking_gets_no_tag(client: httpx.Client) -> None:
    assert "etag" not in client.get("/sparql", params={"query": "SELECT (NOW() AS ?n) WHERE {}"}).headers
    assert "etag" not in client.get("/sparql", params={"query": "SELECT nonsense"}).headers


def test_long_answers_come_packed_for_who_can_unpack_them(client: httpx.Client) -> None:
    plain = client.get("/api/audit", headers={"Accept-Encoding": "identity"})
    packed = client.get("/api/audit", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.num_bytes_downloaded < len(plain.content) / 3
    assert packed.json() == plain.json()


def test_other_sites_pages_may_ask(client: httpx.Client) -> None:
    asking = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    assert client.options("/sparql", headers=asking).headers["access-control-allow-origin"] == "*"
    plain = client.options("/sparql")
    assert plain.status_code == 204
    assert "POST" in plain.headers["allow"]


def test_the_dataset_is_described_at_its_known_address(client: httpx.Client) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "text/turtle"})
    triples = list(parse(answer.content, format=RdfFormat.TURTLE))
    said = {triple.predicate.value.rpartition("#")[2] for triple in triples}
    assert {"triples", "sparqlEndpoint"} <= said


def test_a_client_that_finds_all_workers_busy_is_sent_away_with_a_time(store_dir: Path) -> None:
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


def test_each_request_is_a_line_in_the_log_that_a_client_cannot_break(
    store_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, ACCESS_LOG), TestClient(create_app(store_dir, Settings(workers=1))) as client:
        client.get("/healthz", headers={"User-Agent": 'a "browser"\x7f'})
    lines = [record.getMessage() for record in caplog.records if record.name == ACCESS_LOG]
    assert len(lines) == 1
    assert re.fullmatch(r'\S+ - - \[[^\]]+\] "GET /healthz HTTP/1\.1" 200 3 "-" "a \\x22browser\\x22\\x7f"', lines[0])


def test_limits_come_from_the_environment_and_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KENTGRAF_QUERY_SECONDS", "2.5")
    monkeypatch.setenv("KENTGRAF_WORKERS", "3")
    assert (read_settings().query_seconds, read_settings().workers) == (2.5, 3)
    monkeypatch.setenv("KENTGRAF_WORKERS", "many")
    with pytest.raises(StoreError, match="KENTGRAF_WORKERS is 'many'"):
        read_settings()
