"""One wrong figure anywhere in the money is found by the audit, with its line: two hundred errors planted one by one."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.resources import files

import pytest
import rdflib
from pyoxigraph import Store
from rdflib.namespace import SH

from graph.planting import KINDS, MONEY, only_money, plant_errors
from kentgraf.graph.findings import quoted_lines
from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping import map_package
from kentgraf.loaders.package import TablePackage
from kentgraf.shapes import ShapeResult, validate

ERRORS = 240
COUNTED = rdflib.URIRef("https://w3id.org/kentgraf/shapes#counted")


@cache
def rules_that_compare() -> str:
    """The rules on money that compare figures; those on the form of the graph would only take time here."""
    folder = files("kentgraf.shapes")
    text = "\n".join((folder / f"{name}.ttl").read_text(encoding="utf-8") for name in ("prefixes", "sums", "money"))
    shapes = rdflib.Graph().parse(data=text, format="turtle")
    for rule in set(shapes.subjects(SH.severity, None)):
        if (shapes.value(rule, SH.sparql), COUNTED, None) not in shapes:
            shapes.remove((rule, None, None))
    return shapes.serialize(format="turtle")


def facts_of(package: TablePackage) -> Store:
    store = Store()
    store.bulk_extend(map_package(package))
    return store


def findings_of(store: Store) -> dict[tuple[str, str, str], ShapeResult]:
    report = validate(store, shapes=rules_that_compare())
    return {(r.rule, r.focus, r.message_en): r for r in report.results}


@pytest.fixture(scope="module")
def money() -> TablePackage:
    return only_money(load_source())


def test_every_planted_error_is_found_with_its_line(money: TablePackage) -> None:
    known = set(findings_of(facts_of(money)))
    missed: list[str] = []
    seen: Counter[tuple[str, str]] = Counter()
    for planted in plant_errors(money, ERRORS, seed=20251123):
        store = facts_of(planted.package)
        new = [result for key, result in findings_of(store).items() if key not in known]
        lines = {line.value for result in new for line in quoted_lines(result, store)}
        named = any(line.endswith(f"#line={planted.line - 1},{planted.line}") for line in lines)
        if not new or not (named or planted.kind == "lose"):
            missed.append(f"{planted} (line {planted.line}; {[r.rule.rpartition('#')[2] for r in new]})")
        seen[(planted.kind, type(planted.row).table)] += 1
    assert missed == []
    assert sum(seen.values()) == ERRORS
    assert {table for _, table in seen} == {cls.table for cls in MONEY}
    assert {kind for kind, _ in seen} == set(KINDS)
