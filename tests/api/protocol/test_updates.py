"""A client with the token changes the graph while it is served; a change that violates a shape is refused with the report."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.protocol import updates
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.api.workers.builds import BuildManager, ServedBuild
from kentgraf.graph.store.build import build
from kentgraf.graph.store.folder import current_build
from kentgraf.ontology.errors import StoreError

TOKEN = "open sesame"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = {"Content-Type": "application/sparql-update", **WITH_TOKEN}
TURTLE = {"Content-Type": "text/turtle", **WITH_TOKEN}
NOTE = "INSERT DATA { GRAPH <urn:x-test:notes> { <urn:x-test:a> rdfs:comment 'seen' } }"
SH = "http://www.w3.org/ns/shacl#"


@pytest.fixture(scope="module")
def small_city(invented_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of a short report, which is checked more quickly."""
    directory = tmp_path_factory.mktemp("invented")
    build(invented_path, directory)
    return directory


@pytest.fixture
def city(small_city: Path, tmp_path: Path) -> Path:
    """A graph of its own for each test."""
    shutil.copytree(small_city, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def editor(city: Path) -> Iterator[TestClient]:
    """A client of a server that takes changes."""
    with TestClient(create_app(city, Settings(update_token=TOKEN, **PATIENT))) as client:
        yield client


def ask(client: TestClient, text: str) -> list[dict[str, Any]]:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["results"]["bindings"]
    return rows


def test_a_server_without_a_token_takes_no_changes(store_dir: Path) -> None:
    with TestClient(create_app(store_dir, Settings(update_token="", **PATIENT))) as client:
        assert client.post("/sparql", content=NOTE, headers=UPDATE).status_code == 415
        assert client.post("/sparql", data={"update": NOTE}).status_code == 400
        for method in ("PUT", "POST", "DELETE", "GET"):
            assert client.request(method, "/graphs?default", headers=TURTLE).status_code == 403


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_a_client_without_the_token_is_unauthorized(editor: TestClient, sent: dict[str, str]) -> None:
    for answer in (
        editor.post("/sparql", content=NOTE, headers={"Content-Type": "application/sparql-update", **sent}),
        editor.put("/graphs?default", content=b"", headers={"Content-Type": "text/turtle", **sent}),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_update_shows_in_the_next_answer_and_is_persistent(editor: TestClient, city: Path) -> None:
    question = "SELECT ?what WHERE { <urn:x-test:a> rdfs:comment ?what }"
    assert ask(editor, question) == []
    assert editor.post("/sparql", content=NOTE, headers=UPDATE).status_code == 204
    assert [row["what"]["value"] for row in ask(editor, question)] == ["seen"]
    with TestClient(create_app(city, Settings(**PATIENT))) as other:
        assert [row["what"]["value"] for row in ask(other, question)] == ["seen"]


def test_findings_are_computed_again_after_a_change(editor: TestClient) -> None:
    counted = "SELECT (COUNT(?f) AS ?n) WHERE { ?f a kg:Finding ; sh:resultSeverity sh:Warning }"
    before = int(ask(editor, counted)[0]["n"]["value"])
    change = """
        DELETE { GRAPH ?g { ?a kg:amount ?old ; kg:printed ?cell } } INSERT { GRAPH ?g { ?a kg:amount ?new } }
        WHERE { { SELECT ?a ?g ?old ?cell WHERE { GRAPH ?g { ?a a kg:StatedTotal ; kg:about ?goal ; kg:phase kg:spent ;
                kg:fund kg:allFunds ; kg:amount ?old ; kg:printed ?cell .
                ?goal a kg:Goal } } ORDER BY ?a LIMIT 1 } BIND(?old + 1 AS ?new) }"""
    assert editor.post("/sparql", content=change, headers=UPDATE).status_code == 204
    assert int(ask(editor, counted)[0]["n"]["value"]) > before
    loads = ask(editor, "SELECT ?load WHERE { ?load a prov:Activity ; prov:endedAtTime ?when }")
    assert len(loads) == 2, "the change says when it was made"


def test_a_change_that_breaks_a_shape_is_refused_with_the_report_and_nothing_has_changed(
    editor: TestClient, city: Path
) -> None:
    before = current_build(city)
    breaking = f"DELETE {{ GRAPH ?g {{ ?a kg:amount ?m }} }} WHERE {{ GRAPH ?g {{ ?a a kg:BudgetLine ; kg:amount ?m }} }} ; {NOTE}"
    answer = editor.post("/sparql", content=breaking, headers=UPDATE)
    assert answer.status_code == 409
    assert answer.json()["violations"]
    turtle = editor.post("/sparql", content=breaking, headers={**UPDATE, "Accept": "text/turtle"})
    triples = [quad.triple for quad in parse(turtle.content, format=RdfFormat.TURTLE)]
    results = [t for t in triples if t.predicate.value == f"{SH}result"]
    assert len(results) == len(answer.json()["violations"])
    assert ask(editor, "SELECT * WHERE { <urn:x-test:a> ?p ?o }") == []
    assert current_build(city) == before


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("INSERT DATA {", 400),
        ("LOAD <file:///etc/passwd>", 400),
        ("LOAD <http://127.0.0.1:1/>", 400),
        ("LOAD SILENT <http://127.0.0.1:1/>", 400),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }", 400),
        ("CLEAR GRAPH <urn:x-test:none>", 400),
        (f"{NOTE} ; CREATE GRAPH <urn:x-test:notes>", 400),
    ],
)
def test_a_failed_update_changes_nothing(editor: TestClient, text: str, status: int) -> None:
    answer = editor.post("/sparql", content=text, headers=UPDATE)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert ask(editor, "SELECT * WHERE { <urn:x-test:a> ?p ?o }") == []


def test_a_graph_is_put_read_added_to_and_removed(editor: TestClient) -> None:
    address = "/graphs?graph=urn:x-test:plan"
    assert editor.get(address).status_code == 404
    assert editor.put(address, content="<urn:x-test:b> rdfs:label 'one' .", headers=TURTLE).status_code == 400
    first = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . <urn:x-test:b> rdfs:label 'one' ."
    assert editor.put(address, content=first, headers=TURTLE).status_code == 201
    assert editor.post(address, content=first.replace("one", "two"), headers=TURTLE).status_code == 204
    read = editor.get(address, headers={"Accept": "application/n-triples"})
    assert sorted(line.split('"')[1] for line in read.text.splitlines()) == ["one", "two"]
    assert editor.put(address, content=first, headers=TURTLE).status_code == 204
    assert len(ask(editor, "SELECT ?l WHERE { <urn:x-test:b> rdfs:label ?l }")) == 1
    assert editor.delete(address, headers=TURTLE).status_code == 204
    assert editor.delete(address, headers=TURTLE).status_code == 404
    assert editor.get(address).status_code == 404


def test_an_invalid_graph_is_refused(editor: TestClient) -> None:
    assert editor.put("/graphs", content=b"", headers=TURTLE).status_code == 400
    assert editor.put("/graphs?default&graph=urn:x:g", content=b"", headers=TURTLE).status_code == 400
    assert editor.put("/graphs?graph=g", content=b"", headers=TURTLE).status_code == 400
    csv = {"Content-Type": "text/csv", **WITH_TOKEN}
    assert editor.put("/graphs?default", content=b"a,b", headers=csv).status_code == 415
    assert editor.get("/graphs?default", headers={"Accept": "image/png"}).status_code == 406


def test_concurrent_changes_are_all_made(editor: TestClient) -> None:
    statuses: list[int] = []

    def change(number: int) -> None:
        text = NOTE.replace("urn:x-test:a", f"urn:x-test:a{number}")
        statuses.append(editor.post("/sparql", content=text, headers=UPDATE).status_code)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204] * 3
    assert len(ask(editor, "SELECT ?a WHERE { ?a rdfs:comment 'seen' }")) == 3


class BrokenReader:
    """Fails to open builds so many times, as when the process that reads them is killed."""

    def __init__(self, builds: BuildManager, times: float) -> None:
        self._open = builds._open
        self.left = times

    def __call__(self) -> ServedBuild:
        self.left -= 1
        if self.left >= 0:
            raise StoreError("its reader was killed")
        return self._open()


def test_a_change_is_shown_by_the_next_answer_though_its_reader_was_killed(
    editor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = editor.app.state.builds  # type: ignore[attr-defined]
    monkeypatch.setattr(builds, "_open", BrokenReader(builds, 1))
    assert editor.post("/sparql", content=NOTE, headers=UPDATE).status_code == 204
    assert len(ask(editor, "SELECT * WHERE { <urn:x-test:a> ?p ?o }")) == 1


def test_a_change_that_cannot_be_shown_yet_says_so(editor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    builds = editor.app.state.builds  # type: ignore[attr-defined]
    reader = BrokenReader(builds, float("inf"))
    monkeypatch.setattr(builds, "_open", reader)
    monkeypatch.setattr(updates, "_SECONDS_TO_SHOW", 1.0)
    for answer in (
        editor.post("/sparql", content=NOTE, headers=UPDATE),
        editor.put("/graphs?graph=urn:x-test:new", content=b"<urn:x-test:b> <urn:x-test:c> 1 .", headers=TURTLE),
    ):
        assert (answer.status_code, "was made" in answer.json()["message"]) == (202, True)
    reader.left = 0
    deadline = time.monotonic() + 60
    while not ask(editor, "SELECT * WHERE { <urn:x-test:a> ?p ?o . <urn:x-test:b> ?q 1 }"):
        assert time.monotonic() < deadline, "it is never shown"
        time.sleep(0.2)
