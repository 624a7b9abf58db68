"""A name with characters that XML can't hold leaves every XML document readable and no terminal sees them raw."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.api.query_service.result_formats import RDF_FORMATS, serialize_triples
from kentgraf.api.terminal.people_tables import render_members
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.exports.dynamic_networks import dynamic_commission_graph, to_dynamic_gexf
from kentgraf.graph.exports.networks import WRITERS
from kentgraf.graph.exports.rdf import FORMATS, export
from kentgraf.graph.exports.stratml import to_stratml
from kentgraf.graph.people.as_of import members_on
from kentgraf.graph.people.network import member_commission_graph, project_on_people
from kentgraf.graph.sparql.queries import run_query, serialize
from kentgraf.ontology.namespaces import term

BAD = {
    "NUL": "\x00", "a control character": "\x01", "an escape sequence": "\x1b[2J", "a bell": "\x07", "a form feed": "\x0c",
    "a control character of Latin-1": "\x9b", "a noncharacter": "\ufffe", "the last noncharacter": "\uffff",
}  # fmt: skip
DAY = date(2025, 3, 1)
NAMES = ("foaf:name", "skos:prefLabel", "rdfs:label", "dcterms:title")
XML_WRITERS: dict[str, Callable[[Store], bytes]] = {
    **{
        f"{name} of {what}": lambda store, write=write, project=project: write(
            project(member_commission_graph(store, DAY))
        )  # type: ignore[misc]
        for name, write in WRITERS.items()
        if name in ("graphml", "gexf", "svg")
        for what, project in (("bodies", lambda graph: graph), ("people", project_on_people))
    },
    "dynamic GEXF": lambda store: to_dynamic_gexf(dynamic_commission_graph(store, date(2025, 1, 1), date(2026, 1, 1))),
    "StratML": to_stratml,
    "results": lambda store: serialize(run_query(store, "SELECT ?name { ?p foaf:name ?name }"), "xml"),
    "constructed": lambda store: serialize(run_query(store, "CONSTRUCT { ?p ?q ?o } { ?p ?q ?o }"), "rdfxml"),
    "linked data": lambda store: serialize_triples(
        (quad.triple for quad in store), next(form for form in RDF_FORMATS if form.name == "rdfxml")
    ),
    "export": lambda store: exported(store, "rdfxml"),
}


def exported(store: Store, form: str) -> bytes:
    out = io.BytesIO()
    export(store, form, out)
    return out.getvalue()


def with_bad_names(city: Store, bad: str) -> Store:
    """Return the city with the characters in every name."""
    changed = Store()
    for quad in city:
        node = quad.object
        if isinstance(node, Literal) and quad.predicate in map(term, NAMES):
            value = f"{node.value[:2]}{bad}{node.value[2:]}"
            node = Literal(value, language=node.language) if node.language else Literal(value)
        changed.add(Quad(quad.subject, quad.predicate, node, quad.graph_name))
    return changed


@pytest.mark.parametrize("writer", XML_WRITERS)
@pytest.mark.parametrize("bad", BAD)
def test_every_xml_document_can_be_read(writer: str, bad: str, city: Store) -> None:
    written = XML_WRITERS[writer](with_bad_names(city, BAD[bad]))
    assert ET.fromstring(written).tag  # raises ParseError for what is not XML
    assert "".join(ET.fromstring(written).itertext()) or writer.startswith("gexf")


@pytest.mark.parametrize("bad", BAD)
def test_formats_that_can_hold_them_keep_them(bad: str, city: Store) -> None:
    store = with_bad_names(city, BAD[bad])
    for form in FORMATS:
        if form != "rdfxml":
            assert exported(store, form)
    read = json.loads(serialize(run_query(store, "SELECT ?name { ?p foaf:name ?name }"), "json"))
    assert any(BAD[bad] in row["name"]["value"] for row in read["results"]["bindings"])


@pytest.mark.parametrize("bad", BAD)
def test_tables_show_them_escaped(bad: str, city: Store) -> None:
    members = members_on(with_bad_names(city, BAD[bad]), DAY)
    shown = render_members(members, {f"Parti{BAD[bad]}": 1}) + render_table(
        (f"a{BAD[bad]}",), [(f"b{BAD[bad]}",)], title=BAD[bad]
    )
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]", shown)
    assert shown.count(f"\\u{ord(BAD[bad][0]):04X}") >= len(members) + 3


def test_names_without_them_stay(city: Store) -> None:
    assert NamedNode("https://example.org/id/kentova/person/oya").value in exported(city, "ntriples").decode()
    assert "Can İNCE" in render_members(members_on(city, DAY), {})
