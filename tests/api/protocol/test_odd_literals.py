"""A literal comes in only if every page can show what follows: it is refused with a sentence, or all pages answer."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.store.build import build
from kentgraf.graph.store.changes import Update
from kentgraf.graph.store.checksums import record_checksums
from kentgraf.graph.store.folder import current_build
from kentgraf.graph.store.updates import apply_change
from kentgraf.ontology.errors import ShapeViolation
from kentgraf.ontology.namespaces import term

UPDATE = {"Content-Type": "application/sparql-update", "Authorization": "Bearer t"}
BROWSER = {"Accept": "text/html,*/*;q=0.8"}
PAGES = (
    "/", "/council", "/council.csv", "/bodies", "/network", "/network.csv", "/network.gexf", "/network.graphml", "/money", "/departments",
    "/strategy", "/findings", "/source", "/about", "/search?q=a", "/sitemap.xml", "/api/members", "/api/findings", "/id/source/deniz-2031",
    "/id/deniz/person/2031-001", "/id/deniz/seat/2031-001", "/id/deniz/plan/2031-2035/goal/1", "/id/deniz/council",
)  # fmt: skip
ODD = {
    "a day with a zone": ("kg:Seat", "kg:validUntil", '"2031-06-01Z"^^xsd:date'),
    "a day that no calendar has": ("kg:Seat", "kg:validFrom", '"2031-02-30"^^xsd:date'),
    "a line in words": ("kg:SourceLine", "kg:line", '"on iki"'),
    "a line beyond all": ("kg:SourceLine", "kg:lastLine", f'"{"9" * 30}"^^xsd:integer'),
    "an amount of 400 digits": ("kg:BudgetLine", "kg:amount", f'"{"9" * 400}"^^xsd:decimal'),
    "an amount that is not finite": ("kg:BudgetLine", "kg:amount", '"INF"^^xsd:double'),
    "a result of 400 digits": ("kg:IndicatorResult", "kg:actual", f'"{"9" * 400}"^^xsd:decimal'),
    "a year in words": ("kg:Source", "kg:year", '"bu yıl"'),
    "a year beyond all": ("kg:Source", "kg:year", '"99999"^^xsd:integer'),
    "a truth in words": ("kg:Seat", "kg:fromKnown", '"belki"^^xsd:boolean'),
    "a name with a sign for the terminal": ("foaf:Person", "foaf:name", '"Ada\\u001B[2J"'),
    "a name with NUL": ("foaf:Person", "foaf:name", '"Ada\\u0000"'),
    "a name with a sign that XML can't hold": ("foaf:Person", "foaf:name", '"Ada\\uFFFE"'),
    "a title with a sign that XML can't hold": ("kg:Goal", "skos:prefLabel", '"Kent\\u0001"@tr'),
    "a code of 5000 digits": ("kg:Goal", "skos:notation", f'"{"1" * 5000}"'),
    "a name that is no text": ("foaf:Person", "foaf:name", "<https://example.org/name>"),
}


@pytest.fixture(scope="module")
def small_city(invented_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("invented")
    build(invented_path, directory)
    return directory


def client_of(directory: Path) -> TestClient:
    return TestClient(create_app(directory, Settings(update_token="t", **PATIENT)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def editor(small_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    directory = tmp_path_factory.mktemp("changed") / "store"
    shutil.copytree(small_city, directory)
    with client_of(directory) as client:
        yield client


def statuses(client: TestClient, pages: tuple[str, ...] = PAGES) -> dict[str, int]:
    found = {page: client.get(page, headers=BROWSER).status_code for page in pages}
    return {page: status for page, status in found.items() if status >= 500}


def refusal_of(sentences: Sequence[str]) -> bool:
    """Return whether it says of a literal that it can't be read or written, without a sign that a terminal would obey."""
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "".join(sentences))
    return any(re.search(r"can't be read\. Expected: |can't be written", sentence) for sentence in sentences)


def change_to(case: str) -> str:
    kind, name, literal = ODD[case]
    return f"""DELETE {{ GRAPH ?g {{ ?thing {name} ?old }} }} INSERT {{ GRAPH ?g {{ ?thing {name} {literal} }} }}
        WHERE {{ {{ SELECT * {{ GRAPH ?g {{ ?thing a {kind} ; {name} ?old }} }} ORDER BY ?thing LIMIT 1 }} }}"""


@pytest.mark.parametrize("case", ODD)
def test_an_odd_literal_is_refused_with_a_sentence(case: str, small_city: Path, tmp_path: Path) -> None:
    shutil.copytree(small_city, tmp_path / "store")
    with pytest.raises(ShapeViolation) as refused:
        apply_change(Update(change_to(case)), tmp_path / "store")
    assert refusal_of(refused.value.sentences), refused.value.sentences


@pytest.mark.parametrize("case", ["a day with a zone", "a name with a sign that XML can't hold"])
def test_a_client_that_sends_an_odd_literal_is_told_so(case: str, editor: TestClient) -> None:
    answer = editor.post("/sparql", content=change_to(case).encode(), headers=UPDATE)
    assert answer.status_code == 409, answer.text
    assert refusal_of(answer.json()["violations"]), answer.json()


def test_after_all_refusals_every_page_answers(editor: TestClient) -> None:
    assert statuses(editor) == {}


def test_a_sign_that_nobody_can_write_is_refused_in_every_property(editor: TestClient) -> None:
    """Not only in those that the shapes know."""
    update = 'INSERT DATA { GRAPH <urn:x-test:notes> { <urn:x-test:a> <urn:x-test:says> "a\\u0001" } }'
    answer = editor.post("/sparql", content=update, headers=UPDATE)
    assert answer.status_code == 409
    (sentence,) = answer.json()["violations"]
    assert "U+0001" in sentence and "urn:x-test:says" in sentence


OLDER = {
    "kg:validUntil": Literal("2031-06-01Z", datatype=term("xsd:date")),
    "kg:lastLine": Literal("son"),
    "kg:line": Literal("on iki"),
    "kg:actual": Literal("9" * 400, datatype=term("xsd:decimal")),
    "foaf:name": Literal("Ada\x00\x1b[2J\ufffe"),
    "kg:percent": Literal("yüz"),
}


def test_a_store_of_an_older_version_with_bad_values_is_served(
    small_city: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The pages on money by department and activity are not among these where the value is one of theirs."""
    directory = tmp_path / "store"
    shutil.copytree(small_city, directory)
    folder = current_build(directory)
    assert folder is not None
    store = Store(str(folder))
    money = {q.subject for q in store.quads_for_pattern(None, term("kg:amount"), None, None)}
    money |= {q.subject for q in store.quads_for_pattern(None, term("kg:carriedOutBy"), None, None)}
    money |= {q.subject for q in store.quads_for_pattern(None, term("rdf:type"), term("prov:Association"), None)}
    own = []
    for name, literal in OLDER.items():
        quads = [q for q in store.quads_for_pattern(None, term(name), None, None) if q.subject not in money]
        quad = sorted(quads, key=str)[0]
        store.remove(quad)
        store.add(Quad(quad.subject, quad.predicate, literal, quad.graph_name))
        assert isinstance(quad.subject, NamedNode)
        own.append(quad.subject.value.removeprefix("https://w3id.org/kentgraf").partition("#")[0])
    store.flush()
    del store
    record_checksums(folder)
    with client_of(directory) as client, caplog.at_level(logging.WARNING):
        assert statuses(client, (*PAGES, *own)) == {}
