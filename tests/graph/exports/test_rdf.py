"""The whole graph as a file: nothing is lost, nothing is added, and the same data gives the same bytes."""

from __future__ import annotations

import io
import random

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, Store, parse

from kentgraf.graph.exports.rdf import FORMATS, QUAD_FORMATS, TRIPLE_FORMATS, export
from kentgraf.ontology.errors import QueryRefused
from kentgraf.ontology.namespaces import PREFIXES

READERS = {**TRIPLE_FORMATS, **QUAD_FORMATS}


def written(store: Store, form: str) -> bytes:
    out = io.BytesIO()
    export(store, form, out)
    return out.getvalue()


@pytest.mark.parametrize("form", TRIPLE_FORMATS)
def test_every_statement_is_written_once(city: Store, form: str) -> None:
    found = [quad.triple for quad in parse(written(city, form), format=READERS[form])]
    assert set(found) == {quad.triple for quad in city}
    assert len(found) == len(set(found))


@pytest.mark.parametrize("form", QUAD_FORMATS)
def test_formats_with_named_graphs_keep_them(city: Store, form: str) -> None:
    assert set(parse(written(city, form), format=READERS[form])) == set(city)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_data_gives_the_same_bytes_however_it_came(city: Store, form: str) -> None:
    quads = sorted(city, key=str)
    random.Random(5).shuffle(quads)
    other = Store()
    for quad in quads:
        other.add(quad)
    assert written(other, form) == written(city, form)


@pytest.mark.parametrize("form", ["turtle", "trig"])
def test_prefixes_are_declared(city: Store, form: str) -> None:
    text = written(city, form).decode()
    assert all(f"@prefix {prefix}: <{iri}>" in text for prefix, iri in PREFIXES.items())
    assert "kg:Goal" in text


@pytest.mark.parametrize(("form", "name"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml")])
def test_another_library_reads_the_same_number_of_statements(city: Store, form: str, name: str) -> None:
    graph = rdflib.Graph().parse(data=written(city, form), format=name)
    assert len(graph) == len({quad.triple for quad in city})


@pytest.mark.parametrize(("form", "name"), [("nquads", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_another_library_finds_the_same_named_graphs(city: Store, form: str, name: str) -> None:
    dataset = rdflib.Dataset().parse(data=written(city, form), format=name)
    named = {str(graph.identifier): len(graph) for graph in dataset.graphs() if len(graph)}
    expected: dict[str, int] = {}
    for quad in city:
        expected[str(quad.graph_name.value)] = expected.get(str(quad.graph_name.value), 0) + 1  # type: ignore[union-attr]
    assert named == expected


def test_an_unknown_format_is_refused_with_those_there_are(city: Store) -> None:
    with pytest.raises(QueryRefused, match="turtle, ntriples"):
        written(city, "docx")


def test_an_export_can_be_loaded_again(city: Store) -> None:
    again = Store()
    again.load(written(city, "trig"), format=RdfFormat.TRIG)
    assert set(again) == set(city)
    assert written(again, "nquads") == written(city, "nquads")
    assert all(isinstance(quad, Quad) for quad in again)
