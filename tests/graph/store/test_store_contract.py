"""All stores give the same results for the same graph: a local folder, the Oxigraph server and Virtuoso.

What SPARQL leaves to implementations is not compared: the order of rows with equal sort keys, the order of values in a
GROUP_CONCAT, and the lexical form of numbers (`0.00`, `0`).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryTriples, Store
from support.servers.sparql_servers import oxigraph_server, virtuoso_server

from kentgraf.graph.audit.report import audit
from kentgraf.graph.audit.verify import verify
from kentgraf.graph.exports.fiscal import fiscal_files
from kentgraf.graph.exports.popolo import to_popolo
from kentgraf.graph.exports.rdf import export
from kentgraf.graph.exports.stratml import to_stratml
from kentgraf.graph.exports.tables import table_files
from kentgraf.graph.money.trace import trace
from kentgraf.graph.people.as_of import body_on, members_on, person_history, read_memberships, strength_on
from kentgraf.graph.people.measures import changes_between, measure_network
from kentgraf.graph.people.network import member_commission_graph
from kentgraf.graph.search.describe import describe
from kentgraf.graph.sparql.queries import list_queries, run_query, select
from kentgraf.graph.store.location import parse_location
from kentgraf.graph.store.opening import open_store
from kentgraf.graph.store.remote.upload import remote_build
from kentgraf.ontology.errors import QueryRefused

GOAL = NamedNode("https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/5")
DAY = date(2025, 6, 1)
NUMBERS = {"integer", "decimal", "double", "float"}
JOINED = {"most-commissions": 2, "shared-activities": 3}
SERVERS = {"oxigraph": oxigraph_server, "virtuoso": virtuoso_server}


@pytest.fixture(scope="module", params=["folder", *SERVERS])
def engine(
    request: pytest.FixtureRequest, izmir_store: Store, izmir_in_memory: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The graph of the packaged tables in each kind of store."""
    if request.param == "folder":
        yield izmir_store
        return
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as address:
        place = parse_location(address)
        with remote_build(place) as build:
            build.publish(izmir_in_memory)
        yield open_store(place)


def value(node: Any) -> Any:
    """Return a node in the form in which it is compared: numbers by their value."""
    if isinstance(node, Literal) and node.datatype.value.rpartition("#")[2] in NUMBERS:
        return Decimal(node.value)
    return str(node)


def rows(store: Store, text: str, joined: int | None = None) -> Counter[tuple[Any, ...]]:
    """Return the rows of a query as a multiset; the values in the column `joined` are compared as a multiset too."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in select(store, text):
        cells = [value(node) for node in row]
        if joined is not None:
            cells[joined] = tuple(sorted(cells[joined].strip('"').split("; ")))
        found[tuple(cells)] += 1
    return found


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_every_query_of_the_gallery_has_the_same_rows(query: Any, engine: Store, izmir_in_memory: Store) -> None:
    joined = JOINED.get(query.name)
    expected = rows(izmir_in_memory, query.text, joined)
    assert expected
    assert rows(engine, query.text, joined) == expected


@pytest.mark.parametrize(
    "code", ["1", "5", "5.1", "3.1.1", "87", "46.35.1.42", "area:1", "general-management", "transfers"]
)
def test_money_is_traced_to_the_same_kurus(code: str, engine: Store, izmir_in_memory: Store) -> None:
    assert trace(engine, code).as_dict(explained=True) == trace(izmir_in_memory, code).as_dict(explained=True)


ANSWERS: dict[str, Callable[[Store], Any]] = {
    "network": lambda store: nx.node_link_data(member_commission_graph(store, DAY)),
    "measures": lambda store: measure_network(store, DAY).as_dict(),
    "changes": lambda store: changes_between(store, date(2025, 1, 1), DAY),
    "members": lambda store: (members_on(store, DAY), strength_on(store, DAY)),
    "body": lambda store: body_on(store, "Ulaşım", DAY),
    "person": lambda store: person_history(store, "Eşref ÇAKIR"),
    "show": lambda store: sorted(describe(store, GOAL.value).statements) + sorted(describe(store, GOAL.value).incoming),
    "audit": lambda store: audit(store).as_dict("tr"),
    "csv": table_files,
    "fdp": fiscal_files,
    "popolo": to_popolo,
    "stratml": to_stratml,
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_commands_ask_has_the_same_answer(answer: str, engine: Store, izmir_in_memory: Store) -> None:
    expected = ANSWERS[answer](izmir_in_memory)
    assert expected
    assert ANSWERS[answer](engine) == expected


def test_everything_that_anyone_held_is_the_same(engine: Store, izmir_in_memory: Store) -> None:
    assert Counter(map(repr, read_memberships(engine))) == Counter(map(repr, read_memberships(izmir_in_memory)))


def test_the_report_bears_out_the_same_quotations(engine: Store, izmir_in_memory: Store, report_path: Path) -> None:
    found = verify(engine, report_path)
    assert found.quotations > 5000
    assert found == verify(izmir_in_memory, report_path)


def test_the_whole_graph_comes_out_as_it_went_in(engine: Store, izmir_in_memory: Store) -> None:
    def written(store: Store) -> bytes:
        out = io.BytesIO()
        export(store, "nquads", out)
        return out.getvalue()

    assert written(engine) == written(izmir_in_memory)


def test_each_class_and_each_graph_has_as_many_things(engine: Store, izmir_in_memory: Store) -> None:
    for text in (
        "SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) { ?thing a ?class } GROUP BY ?class",
        "SELECT ?graph (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/kentgraf/ns> { ?s ?p ?o }",
    ):
        assert rows(engine, text) == rows(izmir_in_memory, text)
    assert len(engine) == len(izmir_in_memory)
    assert set(engine.named_graphs()) == set(izmir_in_memory.named_graphs())


def test_a_yes_is_a_yes_and_a_no_is_a_no(engine: Store) -> None:
    for text, truth in (("ASK { ?x a kg:Goal }", True), ("ASK { ?x a kg:Unicorn }", False)):
        answer = run_query(engine, text)
        assert isinstance(answer, QueryBoolean)
        assert bool(answer) is truth


def test_triples_can_be_made_of_the_graph(engine: Store, izmir_in_memory: Store) -> None:
    text = (
        f"CONSTRUCT {{ {GOAL} ?p ?o . ?a a kg:Budgeted }} WHERE {{ {{ {GOAL} ?p ?o }} UNION {{ ?a kg:about {GOAL} }} }}"
    )
    answer = run_query(engine, text)
    assert isinstance(answer, QueryTriples)
    assert set(map(str, answer)) == set(map(str, run_query(izmir_in_memory, text)))


def test_a_description_holds_all_that_is_said_of_the_thing(engine: Store, izmir_in_memory: Store) -> None:
    """A server may add statements that refer to the thing, which SPARQL allows and Virtuoso does."""
    told = list(run_query(engine, f"DESCRIBE {GOAL}"))
    expected = set(map(str, run_query(izmir_in_memory, f"DESCRIBE {GOAL}")))
    assert {str(triple) for triple in told if triple.subject == GOAL} == expected
    assert all(GOAL in (triple.subject, triple.object) for triple in told)


def test_lookups_find_what_a_page_of_linked_data_shows(engine: Store, izmir_in_memory: Store) -> None:
    for pattern in ((GOAL, None, None), (None, None, GOAL), (None, NamedNode(f"{GOAL.value}/none"), None)):
        found = {str(quad) for quad in engine.quads_for_pattern(*pattern, None)}
        assert found == {str(quad) for quad in izmir_in_memory.quads_for_pattern(*pattern, None)}


def test_a_text_that_is_no_query_is_refused_with_its_own_words(engine: Store) -> None:
    with pytest.raises(QueryRefused, match=r"WHER \{"):
        run_query(engine, "SELECT ?x WHER { ?x a kg:Goal }")
