"""One value that can't be read, in a store that an older version made, costs its own row and takes nothing else down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.graph.audit.report import audit
from kentgraf.graph.exports.dynamic_networks import dynamic_commission_graph
from kentgraf.graph.exports.fiscal import fiscal_files
from kentgraf.graph.exports.popolo import to_popolo
from kentgraf.graph.exports.stratml import to_stratml
from kentgraf.graph.exports.tables import table_files
from kentgraf.graph.people.as_of import members_on, read_memberships, strength_on
from kentgraf.graph.people.days import change_days, default_date
from kentgraf.graph.people.measures import measure_network
from kentgraf.graph.people.network import member_commission_graph
from kentgraf.graph.plan.tree import read_plan
from kentgraf.graph.search.describe import describe
from kentgraf.graph.sparql import values
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.literals import literal_forms
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH

BAD = {
    "day": Literal("2031-06-01Z", datatype=term("xsd:date")),
    "moment": Literal("gestern"),
    "year": Literal("MMXXXI"),
    "position": Literal("on iki"),
    "count": Literal("çok"),
    "decimal": Literal("9" * 400, datatype=term("xsd:decimal")),
    "boolean": Literal("belki"),
    "checksum": Literal("?"),
    "name": Literal("Ada\x00\x1b[2J"),
    "text": Literal("\x01"),
    "sentence": Literal("\x02"),
    "label": Literal("\x03"),
}
PROPERTIES = sorted((name, form.name) for form in literal_forms().values() for name in form.properties)
DAY = date(2031, 6, 1)
READERS: dict[str, Callable[[Store], object]] = {
    "members": lambda store: members_on(store, DAY),
    "strength": lambda store: strength_on(store, DAY),
    "memberships": lambda store: read_memberships(store),
    "days": lambda store: (change_days(store), default_date(store)),
    "network": lambda store: member_commission_graph(store, DAY),
    "measures": lambda store: measure_network(store, DAY),
    "spells": lambda store: dynamic_commission_graph(store, date(2031, 1, 1), DAY),
    "plan": lambda store: read_plan(store),
    "audit": lambda store: audit(store).as_dict(),
    "popolo": lambda store: to_popolo(store),
    "stratml": lambda store: to_stratml(store),
    "tables": lambda store: list(table_files(store)),
    "fiscal": lambda store: list(fiscal_files(store)),
    "describe": lambda store: [describe(store, seat.subject.value) for seat in _seats(store)],
}


def _seats(store: Store) -> list[Quad]:
    return list(store.quads_for_pattern(None, term("rdf:type"), term("kg:Seat"), None))


def with_one_bad_value(store: Store, name: str, bad: Literal) -> Store | None:
    """Return a copy in which the property has a bad value at the first thing of each class that has it; None without any."""
    changed = Store()
    changed.bulk_extend(store)
    done = set()
    for quad in sorted(store.quads_for_pattern(None, term(name), None, None), key=str):
        kinds = frozenset(q.object for q in store.quads_for_pattern(quad.subject, term("rdf:type"), None, None))
        if quad.graph_name != VOCABULARY_GRAPH and isinstance(quad.subject, NamedNode) and kinds not in done:
            done.add(kinds)
            changed.remove(quad)
            changed.add(Quad(quad.subject, quad.predicate, bad, quad.graph_name))
    return changed if done else None


@pytest.fixture(autouse=True)
def warn_anew() -> None:
    values.warn_of_unreadable.cache_clear()


@pytest.mark.parametrize(("name", "form"), PROPERTIES)
def test_every_reader_survives_one_bad_value_of_each_property(name: str, form: str, invented_store: Store) -> None:
    store = with_one_bad_value(invented_store, name, BAD[form])
    if store is None:
        pytest.skip(f"nothing in the invented graph has {name}")
    failed = {}
    for what, reader in READERS.items():
        try:
            reader(store)
        except NotInGraph:
            assert name == "kg:year", what  # the only source doesn't tell its year any more
        except Exception as error:  # the test names the reader and the cause
            failed[what] = repr(error)
    assert failed == {}


def test_a_bad_day_costs_one_membership_and_is_told_once(
    invented_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store()
    store.bulk_extend(invented_store)
    seat = _seats(store)[0].subject
    before = len(members_on(store, DAY))
    for quad in list(store.quads_for_pattern(seat, term("kg:validUntil"), None, None)):
        store.remove(quad)
        store.add(Quad(seat, quad.predicate, BAD["day"], quad.graph_name))
    with caplog.at_level(logging.WARNING):
        assert len(members_on(store, DAY)) == before - 1
        members_on(store, DAY)
    told = [record.getMessage() for record in caplog.records if "2031-06-01Z" in record.getMessage()]
    assert len([text for text in told if "is left out" in text]) == len(told) <= 2
