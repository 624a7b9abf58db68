"""A query that names an IRI of an earlier scheme is told which one stands for the same thing now."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kentgraf.graph.sparql.retired_iris import find_retired_iris
from kentgraf.ontology.namespaces import term

ID = "https://w3id.org/kentgraf/id/"
OLD, NEW = f"{ID}izmir/goal/5", f"{ID}izmir/plan/2025-2029/goal/5"


@pytest.fixture(scope="module")
def store() -> Store:
    graph = Store()
    graph.add(
        Quad(NamedNode(OLD), term("dcterms:isReplacedBy"), NamedNode(NEW), NamedNode(f"{ID}graph/izmir-2025/about"))
    )
    return graph


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?p {{ <{OLD}> ?p ?o }}",
        f"DESCRIBE <{OLD}>",
        f"PREFIX id: <{ID}izmir/> SELECT ?p {{ id:goal\\/5 ?p ?o }}",
        f"PREFIX goal: <{ID}izmir/goal/> SELECT ?p {{ goal:5 ?p ?o }}",
        f"prefix : <{ID}izmir/goal/> SELECT ?p {{ :5 ?p ?o }}",
        f"BASE <{ID}> SELECT ?p {{ <izmir/goal/5> ?p ?o }}",
        f"SELECT ?p {{ VALUES ?s {{ <{OLD}> }} ?s ?p ?o }}",
        f'SELECT ?p {{ BIND(IRI("{OLD}") AS ?s) ?s ?p ?o }}',
        f"SELECT ?p {{ ?s ?p ?o FILTER(STR(?s) = '{OLD}') }}",
        f"SELECT ?p {{ GRAPH ?g {{ ?x kg:partOf+ <{OLD}> }} }} # <{ID}izmir/goal/6>",
    ],
)
def test_each_way_to_name_a_retired_iri_is_seen(store: Store, query: str) -> None:
    (found,) = find_retired_iris(store, query)
    assert (found.iri, found.replaced_by) == (OLD, (NEW,))
    assert OLD in found.warning
    assert NEW in found.warning


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?p {{ <{NEW}> ?p ?o }}",
        "SELECT * { ?s ?p ?o FILTER(?s < 5 && ?p > 3) }",
        "ASK {}",
        f"ASK {{}} # <{OLD}>",
        'SELECT ("\\u0000" AS ?x) { ?s ?p "<>" }',
        "no query <at all",
    ],
)
def test_other_queries_get_no_warning(store: Store, query: str) -> None:
    assert find_retired_iris(store, query) == []


def test_a_thing_that_became_several_names_all_of_them(store: Store) -> None:
    graph = Store()
    graph.extend(store)
    other = f"{ID}izmir/plan/2020-2024/goal/5"
    graph.add(Quad(NamedNode(OLD), term("dcterms:isReplacedBy"), NamedNode(other)))
    (found,) = find_retired_iris(graph, f"DESCRIBE <{OLD}>")
    assert set(found.replaced_by) == {NEW, other}
