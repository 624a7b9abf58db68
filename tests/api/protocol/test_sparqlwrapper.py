"""SPARQLWrapper, the usual client in Python, works as its documentation shows it, with each of its formats."""

from __future__ import annotations

import json
import warnings
from typing import Any
from xml.dom.minidom import Document

import pytest
import rdflib
from SPARQLWrapper import GET, JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper, Wrapper

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
GOALS = 5
SELECT = "PREFIX kg: <https://w3id.org/kentgraf/ns#> SELECT ?g WHERE { ?g a kg:Goal }"
ASK = "PREFIX kg: <https://w3id.org/kentgraf/ns#> ASK { ?g a kg:Goal }"
CONSTRUCT = "PREFIX kg: <https://w3id.org/kentgraf/ns#> CONSTRUCT { ?g a kg:Goal } WHERE { ?g a kg:Goal }"
DESCRIBE = "DESCRIBE <https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/1>"
FORMATS = ("json", "json-ld", "xml", "turtle", "n3", "rdf", "rdf+xml", "csv", "tsv")
METHODS = (
    (GET, URLENCODED),
    (POST, URLENCODED),
    (POST, POSTDIRECTLY),
)


def ask(server: str, query: str, form: str | None, method: tuple[str, str]) -> Any:
    """What the client makes of the answer, without its warnings that the answer has another format than was named."""
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(query)
    client.setMethod(method[0])
    client.setRequestMethod(method[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        if form is not None:
            client.setReturnFormat(form)
        return client.query().convert()


def count(found: Any) -> int:
    """The rows of a table, or the goals among triples, in any form that the client makes of an answer."""
    if isinstance(found, rdflib.Graph):
        return len(found)
    if isinstance(found, Document):
        return len(found.getElementsByTagName("result"))
    if isinstance(found, dict):
        return len(found["results"]["bindings"])
    text = found.decode()
    if text.startswith(("g\r\n", "?g\n")):
        return len(text.split()) - 1
    return len(rdflib.Graph().parse(data=text, format="turtle"))


def test_all_formats_of_the_client_are_tried() -> None:
    assert set(FORMATS) == set(Wrapper._allowedFormats)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("form", [None, *FORMATS])
def test_every_operation_works_in_every_format(server: str, form: str | None, method: tuple[str, str]) -> None:
    assert count(ask(server, SELECT, form, method)) == GOALS
    assert count(ask(server, CONSTRUCT, form, method)) == GOALS
    assert count(ask(server, DESCRIBE, form, method)) >= GOALS
    truth = ask(server, ASK, form, method)
    told = truth.toxml() if isinstance(truth, Document) else truth.decode() if isinstance(truth, bytes) else str(truth)
    assert "true" in told.lower()


@pytest.mark.parametrize(
    ("query", "form", "kind"),
    [
        (SELECT, None, Document),
        (SELECT, "json", dict),
        (SELECT, "csv", bytes),
        (CONSTRUCT, None, rdflib.Graph),
        (CONSTRUCT, "json", rdflib.Graph),
        (CONSTRUCT, "json-ld", rdflib.Graph),
        (CONSTRUCT, "rdf", rdflib.Graph),
        (DESCRIBE, None, rdflib.Graph),
        (DESCRIBE, "rdf+xml", rdflib.Graph),
        (DESCRIBE, "turtle", bytes),
        (DESCRIBE, "n3", bytes),
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_a_format_that_fits_comes_as_that_format(
    server: str, query: str, form: str | None, kind: type, method: tuple[str, str]
) -> None:
    assert isinstance(ask(server, query, form, method), kind)


def test_the_first_example_of_its_documentation_works(server: str) -> None:
    client = SPARQLWrapper(f"{server}/sparql", returnFormat=JSON)
    client.setQuery(SELECT)
    assert len(client.queryAndConvert()["results"]["bindings"]) == GOALS
    assert json.dumps(client.query().convert())


def test_a_graph_of_rdflib_can_be_queried_through_it(server: str) -> None:
    client = SPARQLWrapper(f"{server}/sparql")
    client.addDefaultGraph("https://w3id.org/kentgraf/id/graph/izmir-2025")
    client.setQuery(CONSTRUCT)
    assert len(client.queryAndConvert()) == GOALS
