"""What is more than the server allows is cut with a word, or refused with a sentence, and never silently."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient
from support.served import serving

from kentgraf.api.middleware.uvicorn_protocol import make_http_protocol
from kentgraf.api.query_service.settings import Settings, read_settings
from kentgraf.api.server import create_app
from kentgraf.graph.sparql.tokens import refuse_loads, refuse_services
from kentgraf.ontology.errors import QueryRefused

MOST = 7
SEATS = "SELECT ?seat WHERE { ?seat a kg:Seat }"
FORMS = ("json", "xml", "csv", "tsv")


@pytest.fixture(scope="module")
def narrow(store_dir: Path) -> Iterator[TestClient]:
    """A server that gives seven rows at most."""
    settings = Settings(most_rows=MOST, longest_query=500, longest_body=2000)
    with TestClient(create_app(store_dir, settings)) as client:
        yield client


def rows(answer: httpx.Response) -> int:
    kind = answer.headers["content-type"]
    if "json" in kind:
        return len(json.loads(answer.text)["results"]["bindings"])
    return answer.text.count("<result>") if "xml" in kind else len(answer.text.splitlines()) - 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "query",
    [
        SEATS,
        f"{SEATS} # the last line is a comment",
        f"{SEATS} ORDER BY DESC(?seat)",
        f"{SEATS} LIMIT 20",
        f"{SEATS} LIMIT 20 OFFSET 3",
        "SELECT ?seat WHERE { ?seat a ?kind } VALUES ?kind { kg:Seat }",
        "PREFIX k: <https://w3id.org/kentgraf/ns#> # a comment\nSELECT ?seat WHERE { ?seat a k:Seat } LIMIT 50",
    ],
)
def test_an_answer_that_is_cut_says_so(narrow: TestClient, query: str, form: str) -> None:
    answer = narrow.get("/sparql", params={"query": query, "format": form})
    assert answer.status_code == 200
    assert rows(answer) == MOST
    assert answer.headers["X-SPARQL-MaxRows"] == str(MOST)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "query", [f"{SEATS} LIMIT {MOST}", f"{SEATS} LIMIT 3", "SELECT ?goal WHERE { ?goal a kg:Goal }"]
)
def test_an_answer_that_is_whole_says_nothing(narrow: TestClient, query: str, form: str) -> None:
    answer = narrow.get("/sparql", params={"query": query, "format": form})
    assert 0 < rows(answer) <= MOST
    assert "X-SPARQL-MaxRows" not in answer.headers


def test_triples_are_cut_and_counted_as_triples(narrow: TestClient) -> None:
    accept = {"Accept": "application/n-triples"}
    cut = narrow.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s a kg:Seat }"}, headers=accept)
    assert len(cut.text.splitlines()) == MOST
    assert cut.headers["X-SPARQL-MaxRows"] == str(MOST)
    many = "CONSTRUCT { ?g a kg:None } WHERE { ?g a kg:Goal . ?s a kg:Seat }"  # many solutions, few triples
    whole = narrow.get("/sparql", params={"query": many}, headers=accept)
    assert len(set(whole.text.splitlines())) == 5


def test_the_page_says_that_it_was_cut(narrow: TestClient) -> None:
    page = narrow.get("/sparql", params={"query": SEATS, "lang": "en"}, headers={"Accept": "text/html"})
    assert "cut" in page.text
    assert page.text.count("/seat/") >= MOST


def test_long_queries_and_bodies_are_refused(narrow: TestClient) -> None:
    assert narrow.get("/sparql", params={"query": SEATS + " " * 500}).status_code == 413
    body = narrow.post("/sparql", content=b" " * 3000, headers={"Content-Type": "application/sparql-query"})
    assert body.status_code == 413
    assert "2000 bytes" in body.json()["error"]


def test_a_head_that_never_ends_is_refused(store_dir: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(store_dir), log_level="critical", http=make_http_protocol(5.0, 4000))
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not running.started:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    address = listener.getsockname()
    try:
        with socket.create_connection(address, timeout=10) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Endless: " + b"a" * 5000)
            assert b" 431 " in client.recv(4000)
        with socket.create_connection(address, timeout=10) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 3000 + b"\r\n\r\n")
            assert b" 200 " in client.recv(4000)
    finally:
        running.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def other_host() -> Iterator[str]:
    """The address of another endpoint, which answers every query with one row."""

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            content = (
                b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "told"}}]}}'
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def test_only_a_host_that_is_allowed_is_called(store_dir: Path, other_host: str) -> None:
    query = f"SELECT ?a WHERE {{ SERVICE <http://{other_host}/sparql> {{ ?a ?b ?c }} }}"
    with TestClient(create_app(store_dir, Settings(service_hosts=(other_host,)))) as client:
        answer = client.get("/sparql", params={"query": query, "format": "csv"})
        assert answer.text.split() == ["a", "told"]
        assert answer.headers["Cache-Control"] == "no-store"
        elsewhere = query.replace(other_host, "127.0.0.1:1")
        assert client.get("/sparql", params={"query": elsewhere}).status_code == 400
    with TestClient(create_app(store_dir)) as client:
        assert client.get("/sparql", params={"query": query}).status_code == 400


@pytest.mark.parametrize(
    "called",
    [
        "SERVICE <http://evil.example/> { ?a ?b ?c }",
        "SERVICE <http://good.example@evil.example/> { ?a ?b ?c }",
        "SERVICE <http://good.example:8080/> { ?a ?b ?c }",
        "SERVICE <file://good.example/etc/passwd> { ?a ?b ?c }",
        "SERVICE <http://good.example\\u002eevil.example/> { ?a ?b ?c }",
        "SERVICE ?anywhere { ?a ?b ?c }",
        "SERVICE kg:sparql { ?a ?b ?c }",
        "SERVICE <relative> { ?a ?b ?c }",
        "SERVICE <http://good.example/> { SERVICE <http://evil.example/> { ?a ?b ?c } }",
        "SERVICE # <http://good.example/>\n <http://evil.example/> { ?a ?b ?c }",
        "\\u0053ERVICE <http://evil.example/> { ?a ?b ?c }",
    ],
)
def test_an_allowed_host_opens_no_way_to_another(called: str) -> None:
    refuse_services("SELECT * WHERE { SERVICE SILENT <http://good.example/sparql> { ?a ?b ?c } }", ["good.example"])
    with pytest.raises(QueryRefused):
        refuse_services(f"SELECT * WHERE {{ {called} }}", ["good.example"])
    with pytest.raises(QueryRefused):
        refuse_loads(f"INSERT {{ ?a ?b ?c }} WHERE {{ {called} }}", ["good.example"])


def test_a_load_from_an_allowed_host_only() -> None:
    refuse_loads(
        "LOAD <http://good.example/a.ttl> INTO GRAPH <urn:x:g> ; LOAD SILENT <http://good.example/b>", ["good.example"]
    )
    for text in (
        "LOAD <http://evil.example/>",
        "LOAD <file:///etc/passwd>",
        "load silent <http://evil.example/> into graph <urn:x:g>",
    ):
        with pytest.raises(QueryRefused):
            refuse_loads(text, ["good.example"])


def test_every_limit_can_be_set_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KENTGRAF_MOST_ROWS", "5")
    monkeypatch.setenv("KENTGRAF_SERVICE_HOSTS", "a.example, b.example:8080")
    monkeypatch.setenv("KENTGRAF_UPDATE_TOKEN", "open sesame")
    settings = read_settings()
    assert settings.most_rows == 5
    assert settings.service_hosts == ("a.example", "b.example:8080")
    assert settings.update_token == "open sesame"


def test_long_lists_come_in_pages_that_lead_to_each_other(store_dir: Path) -> None:
    with TestClient(create_app(store_dir)) as client:
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


def test_a_thing_of_many_triples_comes_to_programs_in_parts(store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kentgraf.api.protocol.linked_data.MAX_TRIPLES", 10)
    with TestClient(create_app(store_dir)) as client:
        accept = {"Accept": "application/n-triples"}
        whole: list[str] = []
        address: str | None = "/id/izmir/goal/5"
        while address:
            part = client.get(address, headers=accept)
            assert len(part.text.splitlines()) <= 10
            whole += part.text.splitlines()
            address = part.links.get("next", {}).get("url")
        monkeypatch.setattr("kentgraf.api.protocol.linked_data.MAX_TRIPLES", 10_000)
        at_once = client.get("/id/izmir/goal/5", headers={**accept, "Cache-Control": "no-cache"}).text.splitlines()
        assert sorted(whole) == sorted(at_once)
        assert len(whole) > 10


def test_a_query_whose_client_has_gone_is_ended(store_dir: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
    with serving(store_dir) as served:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{served.address}/sparql", params={"query": endless}, timeout=1.5)
        deadline = time.monotonic() + 5
        while "kentgraf_running_queries 0\n" not in httpx.get(f"{served.address}/metrics").text:
            assert time.monotonic() < deadline, "it is still worked on"
            time.sleep(0.1)
    assert "Traceback" not in "".join(served.log)
