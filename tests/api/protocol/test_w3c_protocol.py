"""The W3C's tests of the SPARQL 1.1 Protocol, run against the server over HTTP.

Their data stand outside this project: the variable KENTGRAF_W3C names their folder (`sparql11`), else it is looked for
beside the repository; without them these tests are skipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from rdflib.collection import Collection
from rdflib.namespace import RDF
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.store.folder import new_build

BESIDE = Path(__file__).parents[4] / "shared" / "w3c" / "sparql11"
FOLDER = Path(os.environ.get("KENTGRAF_W3C") or BESIDE) / "protocol"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
DATA = "http://kasei.us/2009/09/sparql/data/{name}.rdf"
TOKEN = "open sesame"


@dataclass(frozen=True)
class Expected:
    """A request of a test and what should come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[int] = field(default_factory=frozenset)
    boolean: bool | None = None
    form: str | None = None


def read_tests() -> dict[str, list[Expected]]:
    """The tests of the manifest by name, each a row of requests."""
    if not (FOLDER / "manifest.ttl").is_file():
        return {}
    manifest = rdflib.Graph().parse(FOLDER / "manifest.ttl")
    found = {}
    for test in manifest.subjects(RDF.type, MF.ProtocolTest):
        requests = manifest.value(manifest.value(test, MF.action), HT.requests)
        assert requests is not None
        found[str(test).rpartition("#")[2]] = [_read(manifest, request) for request in Collection(manifest, requests)]
    return dict(sorted(found.items()))


def _read(manifest: rdflib.Graph, request: rdflib.term.Node) -> Expected:
    response, body = manifest.value(request, HT.resp), manifest.value(request, HT.body)
    headers = manifest.value(request, HT.headers)
    encoding = str(manifest.value(body, CNT.characterEncoding) or "UTF-8") if body else "UTF-8"
    statuses = {str(status)[-3:] for status in manifest.objects(response, MF.expectedStatus)}
    boolean = manifest.value(response, MF.expectedBoolean)
    form = manifest.value(response, MF.expectedFormat)
    return Expected(
        str(manifest.value(request, HT.methodName)),
        str(manifest.value(request, HT.absolutePath)),
        {
            str(manifest.value(header, HT.fieldName)): str(manifest.value(header, HT.fieldValue))
            for header in (Collection(manifest, headers) if headers else ())
        },
        str(manifest.value(body, CNT.chars)).encode(encoding) if body else b"",
        frozenset(code for code in range(200, 600) if {str(code), f"{code // 100}xx"} & statuses),
        None if boolean is None else bool(boolean.toPython()),  # type: ignore[attr-defined]
        None if form is None else str(form),
    )


TESTS = read_tests()
pytestmark = pytest.mark.skipif(not TESTS, reason="the W3C's tests are not here; KENTGRAF_W3C names their folder")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The server over the three graphs of the tests."""
    directory = tmp_path_factory.mktemp("w3c")
    with new_build(directory) as folder:
        store = Store(str(folder))
        for name in ("data1", "data2", "data3"):
            triples = parse(path=str(FOLDER / f"{name}.nt"), format=RdfFormat.N_TRIPLES)
            graph = NamedNode(DATA.format(name=name))
            store.extend(type(quad)(quad.subject, quad.predicate, quad.object, graph) for quad in triples)
        store.flush()
        del store
    settings = Settings(workers=2, update_token=TOKEN, **PATIENT)
    with TestClient(create_app(directory, settings), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


@pytest.mark.parametrize("name", TESTS)
def test_the_protocol_as_the_w3c_tests_it(endpoint: TestClient, name: str) -> None:
    assert [told for expected in TESTS[name] if (told := _difference(endpoint, expected))] == []


def test_all_tests_of_the_protocol_were_run() -> None:
    assert len(TESTS) == 34


def _difference(endpoint: TestClient, expected: Expected) -> str | None:
    """What is not as expected, or None."""
    path = expected.path.replace("/sparql/", "/sparql", 1)
    answer = endpoint.request(expected.method, path, headers=expected.headers, content=expected.body)
    if expected.statuses and answer.status_code not in expected.statuses:
        return f"status {answer.status_code}: {answer.text[:100]}"
    if expected.boolean is not None and _boolean(answer.text, answer.headers["content-type"]) != expected.boolean:
        return f"answer {answer.text[:100]}"
    kinds = {"boolean": "sparql-results", "tabular": "sparql-results", "RDF": "turtle"}
    if expected.form and answer.status_code < 300 and kinds[expected.form] not in answer.headers["content-type"]:
        return f"form {answer.headers['content-type']}"
    return None


def _boolean(text: str, content_type: str) -> bool:
    if "json" in content_type:
        return bool(json.loads(text)["boolean"])
    found = ElementTree.fromstring(text).find("{http://www.w3.org/2005/sparql-results#}boolean")
    return found is not None and found.text == "true"
