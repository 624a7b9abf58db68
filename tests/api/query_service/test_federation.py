"""A query calls another host only if the server allows that host."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.sparql.guard import refuse_loads, refuse_services
from kentgraf.ontology.errors import QueryRefused


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


def test_only_an_allowed_host_is_called(store_dir: Path, other_host: str) -> None:
    query = f"SELECT ?a WHERE {{ SERVICE <http://{other_host}/sparql> {{ ?a ?b ?c }} }}"
    with TestClient(create_app(store_dir, Settings(service_hosts=(other_host,), **PATIENT))) as client:
        answer = client.get("/sparql", params={"query": query, "format": "csv"})
        assert answer.text.split() == ["a", "told"]
        assert answer.headers["Cache-Control"] == "no-store"
        elsewhere = query.replace(other_host, "127.0.0.1:1")
        assert client.get("/sparql", params={"query": elsewhere}).status_code == 400
    with TestClient(create_app(store_dir, Settings(**PATIENT))) as client:
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
def test_an_allowed_host_allows_no_other(called: str) -> None:
    refuse_services("SELECT * WHERE { SERVICE SILENT <http://good.example/sparql> { ?a ?b ?c } }", ["good.example"])
    with pytest.raises(QueryRefused):
        refuse_services(f"SELECT * WHERE {{ {called} }}", ["good.example"])
    with pytest.raises(QueryRefused):
        refuse_loads(f"INSERT {{ ?a ?b ?c }} WHERE {{ {called} }}", ["good.example"])


def test_load_from_an_allowed_host_only() -> None:
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
