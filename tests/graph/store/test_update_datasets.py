"""The WHERE clauses of an update are evaluated on the dataset of its request."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kentgraf.graph.store.update_datasets import add_using_clauses
from kentgraf.ontology.errors import QueryRefused

ONE, TWO = "http://example.org/g/1", "http://example.org/g/2"
S, P = NamedNode("http://example.org/s"), NamedNode("http://example.org/p")


@pytest.fixture
def store() -> Store:
    """A triple in each of two graphs."""
    held = Store()
    held.extend([Quad(S, P, NamedNode(ONE), NamedNode(ONE)), Quad(S, P, NamedNode(TWO), NamedNode(TWO))])
    return held


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("INSERT { GRAPH <http://example.org/new> { ?s ?p ?o } } WHERE { ?s ?p ?o }", {ONE}),
        ("# WHERE {\nINSERT { GRAPH <http://example.org/new> { ?s ?p ?o } } where { ?s ?p ?o { SELECT * WHERE { ?s ?p ?o } } }", {ONE}),
        ("INSERT DATA { GRAPH <http://example.org/x> { <a:a> <a:b> 'WHERE {' } } ; "
         "INSERT { GRAPH <http://example.org/new> { ?s ?p ?o } } WHERE { ?s ?p ?o }", {ONE}),
        ("INSERT { GRAPH <http://example.org/new> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", {TWO}),
    ],
)  # fmt: skip
def test_only_the_named_graphs_are_asked(store: Store, text: str, left: set[str]) -> None:
    store.update(add_using_clauses(text, [ONE], [TWO]))
    copied = store.quads_for_pattern(None, None, None, NamedNode("http://example.org/new"))
    assert {quad.object.value for quad in copied if isinstance(quad.object, NamedNode)} == left


def test_delete_where_deletes_what_it_finds_in_those_graphs(store: Store) -> None:
    store.update(add_using_clauses("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", [], [TWO]))
    assert [quad.graph_name for quad in store] == [NamedNode(ONE)]


def test_an_update_of_which_no_graph_is_named_stays_as_it_is() -> None:
    text = "DELETE WHERE { ?a ?b ?c }"
    assert add_using_clauses(text, [], []) == text


@pytest.mark.parametrize(
    "text", ["WITH <a:a> DELETE { ?a ?b ?c } WHERE { ?a ?b ?c }", "DELETE { ?a ?b ?c } USING <a:a> WHERE { ?a ?b ?c }"]
)
def test_graphs_named_twice_are_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match="only one of them may"):
        add_using_clauses(text, [ONE], [])
