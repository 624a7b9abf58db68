"""A value of the graph and its own printed cell never disagree in silence, whichever way the value came in."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.graph.audit.quoted_values import RULE, check_quoted_values, quoted_values
from kentgraf.graph.sparql.queries import query_text
from kentgraf.graph.store.build import build
from kentgraf.graph.store.changes import Update
from kentgraf.graph.store.opening import open_store
from kentgraf.graph.store.updates import apply_change
from kentgraf.ontology.errors import ShapeViolation
from kentgraf.ontology.namespaces import shorten, term

OTHER_VALUES = {
    "figure": "{}7",
    "number within": "{}7",
    "text": "{} bis",
    "code": "{}7",
    "cells": "{} | 7",
    "words": "{} bis",
}


def with_value(store: Store, fact: str, name: str, old: str, new: str) -> Store:
    """Return a copy of the store in which a fact has another value."""
    changed = Store()
    changed.bulk_extend(store)
    for quad in list(changed.quads_for_pattern(NamedNode(fact), NamedNode(name), None, None)):
        if isinstance(quad.object, Literal) and quad.object.value == old:
            changed.remove(quad)
            literal = Literal(new, datatype=quad.object.datatype)
            changed.add(Quad(quad.subject, quad.predicate, literal, quad.graph_name))
    return changed


@pytest.mark.parametrize("graph", ["izmir_in_memory", "invented_store"])
def test_every_value_that_was_loaded_is_what_its_cell_prints(graph: str, request: pytest.FixtureRequest) -> None:
    wrong, check = check_quoted_values(request.getfixturevalue(graph))
    assert wrong == []
    assert check.checked > 900


def test_another_value_is_found_in_every_property_that_has_a_printed_cell(izmir_in_memory: Store) -> None:
    """One fact a property gets another number, text or day; each is found, with both values in both languages."""
    values = list(quoted_values(izmir_in_memory))
    printing = [v for v in values if v.form in OTHER_VALUES or any(re.search(r"\d[./]\d\d?[./]\d", c) for c in v.cells)]
    chance = random.Random(7)
    tried = set()
    for name, form in sorted({(value.property, value.form) for value in printing if value.form != "name"}):
        value = chance.choice([v for v in printing if (v.property, v.form) == (name, form) and v.value != "0"])
        other = OTHER_VALUES[form].format(value.value) if form in OTHER_VALUES else "1999-12-31"
        wrong, _ = check_quoted_values(with_value(izmir_in_memory, value.fact, name, value.value, other))
        found = next(w for w in wrong if (w.focus, w.path, w.value) == (value.fact, name, other))
        assert found.rule == RULE
        assert all(other in text for text in (found.message_tr, found.message_en))
        tried.add(shorten(name))
    asked = set(re.findall(r"^ +\(\S+ (\S+) \S+ \"", query_text("_quoted_values"), re.MULTILINE))
    assert len(asked) >= 12 and asked <= tried


def test_an_update_that_contradicts_a_printed_cell_is_refused_with_both(invented_path: Path, tmp_path: Path) -> None:
    build(invented_path, tmp_path)
    before = len(open_store(tmp_path))
    update = """DELETE { GRAPH ?g { ?a kg:amount ?old } } INSERT { GRAPH ?g { ?a kg:amount 15.000 } }
        WHERE { { SELECT * { GRAPH ?g { ?a a kg:BudgetLine ; kg:amount ?old ; kg:printed ?cell } FILTER(?old > 15) }
        ORDER BY ?a LIMIT 1 } }"""
    with pytest.raises(ShapeViolation) as refused:
        apply_change(Update(update), tmp_path)
    (told,) = refused.value.sentences
    assert re.search(r"kg:amount is 15(\.000)?; printed there is [\d.,]+\.", told)
    assert RULE.encode() in refused.value.report
    assert len(open_store(tmp_path)) == before


def test_a_printed_cell_that_its_line_does_not_print_is_found(invented_store: Store) -> None:
    """Whoever changes value and cell together still contradicts the text of the line."""
    amount = next(q for q in invented_store.quads_for_pattern(None, term("kg:amount"), None, None))
    changed = with_value(invented_store, amount.subject.value, amount.predicate.value, amount.object.value, "15000.00")
    printed = next(changed.quads_for_pattern(amount.subject, term("kg:printed"), None, None))
    changed = with_value(changed, amount.subject.value, printed.predicate.value, printed.object.value, "15.000,00")
    wrong, _ = check_quoted_values(changed)
    assert [shorten(found.path or "") for found in wrong] == ["kg:printed"]


@pytest.mark.parametrize("kind", ["kg:Seat", "kg:BodyMembership", "kg:Office"])
def test_a_membership_of_somebody_else_than_its_cells_name_is_found(kind: str, invented_store: Store) -> None:
    changed = Store()
    changed.bulk_extend(invented_store)
    seats = sorted(str(quad.subject) for quad in changed.quads_for_pattern(None, term("rdf:type"), term(kind), None))
    (old,) = changed.quads_for_pattern(NamedNode(seats[0][1:-1]), term("org:member"), None, None)
    people = changed.quads_for_pattern(None, term("rdf:type"), term("foaf:Person"), None)
    other = next(quad.subject for quad in people if quad.subject != old.object)
    changed.remove(old)
    changed.add(Quad(old.subject, old.predicate, other, old.graph_name))
    wrong, _ = check_quoted_values(changed)
    assert [(found.focus, found.path) for found in wrong] == [(old.subject.value, term("org:member").value)]


def test_a_correction_may_differ_from_its_cell(invented_store: Store) -> None:
    store = Store()
    store.bulk_extend(invented_store)
    node, graph = NamedNode("https://example.org/correction"), NamedNode("https://example.org/graph")
    for name, value in (("kg:printed", "15.000,00"), ("kg:corrected", "16.000,00"), ("kg:fieldName", "spent_all")):
        store.add(Quad(node, term(name), Literal(value), graph))
    store.add(Quad(node, term("rdf:type"), term("kg:Correction"), graph))
    assert check_quoted_values(store)[0] == []
