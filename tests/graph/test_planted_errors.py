"""One wrong figure anywhere in the money is found by the audit, with its line: two hundred errors planted one by one."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Quad, QuerySolutions, Store
from rdflib.namespace import SH

from graph.planting import KINDS, KURUS, LEDGERS, MONEY, Planted, only_money, plant_errors, without_activities
from kentgraf.graph.audit import audit
from kentgraf.graph.findings import quoted_lines
from kentgraf.graph.store import build, open_store
from kentgraf.loaders.load import load_source, packaged_tables
from kentgraf.loaders.mapping import map_package
from kentgraf.loaders.money_tables import EconomicMoneyRow
from kentgraf.loaders.package import TablePackage
from kentgraf.ontology.namespaces import SPARQL_PROLOGUE
from kentgraf.ontology.vocabulary import vocabulary_triples
from kentgraf.shapes import ShapeResult

ERRORS = 240
SEED = 20251123
SHARES = 4
"""Into so many tests the errors are divided, which may then run beside each other."""
COUNTED = rdflib.URIRef("https://w3id.org/kentgraf/shapes#counted")


@cache
def queries() -> tuple[tuple[str, str], ...]:
    """The rules on money that compare figures, and their queries."""
    folder = files("kentgraf.shapes")
    text = "\n".join((folder / f"{name}.ttl").read_text(encoding="utf-8") for name in ("prefixes", "sums", "money"))
    shapes = rdflib.Graph().parse(data=text, format="turtle")
    found = (
        (str(rule), SPARQL_PROLOGUE + str(shapes.value(constraint, SH.select)).replace("$this", "?this"))
        for rule, constraint in shapes.subject_objects(SH.sparql)
        if (constraint, COUNTED, None) in shapes
    )
    return tuple(sorted(found))


@dataclass(frozen=True)
class Told:
    """What a rule's query says of a node: enough to know it again, and to find its lines."""

    rule: str
    focus: str
    value: str | None
    printed: str | None
    computed: str | None


@dataclass
class Checked:
    """A package whose findings are known, and which can be asked what another one of nearly the same rows adds to them."""

    package: TablePackage

    def __post_init__(self) -> None:
        self._quads = set(map_package(self.package))
        self._data = Store()
        self._data.bulk_extend(map(_flat, self._quads))
        self._data.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in vocabulary_triples())
        self._known = set(findings_in(self._data))

    def new_in(self, other: TablePackage) -> list[tuple[ShapeResult, set[str]]]:
        """What is found in the other package and not in this one, with the lines that it rests on."""
        quads = set(map_package(other))
        gone, come = self._quads - quads, quads - self._quads
        self._change(gone, come)
        try:
            new = [result for told, result in findings_in(self._data).items() if told not in self._known]
            return [(result, {line.value for line in quoted_lines(result, self._data)}) for result in new]
        finally:
            self._change(come, gone)

    def _change(self, gone: set[Quad], come: set[Quad]) -> None:
        for quad in gone:
            self._data.remove(_flat(quad))
        for quad in come:
            self._data.add(_flat(quad))


def _flat(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)


def findings_in(data: Store) -> dict[Told, ShapeResult]:
    """What the rules' queries find: the same queries that the validator asks, without its search for what they are aimed at."""
    found: dict[Told, ShapeResult] = {}
    for rule, query in queries():
        answers = data.query(query)
        assert isinstance(answers, QuerySolutions)
        names = {variable.value for variable in answers.variables}
        for answer in answers:
            said = {name: node.value for name in names if (node := answer[name]) is not None}
            told = Told(rule, said["this"], said.get("value"), said.get("printed"), said.get("computed"))
            evidence = tuple(said.get("evidence", "").split())
            found[told] = ShapeResult(rule, "warning", told.focus, None, told.value, "", "", evidence=evidence)
    return found


def planted() -> Iterator[Planted]:
    return plant_errors(only_money(load_source()), ERRORS, seed=SEED)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_planted_error_is_found_with_its_line(share: int) -> None:
    money = only_money(load_source())
    whole, smaller = Checked(money), Checked(without_activities(money))
    unseen = []
    tried = 0
    for place, error in enumerate(planted()):
        if place % SHARES != share:
            continue
        tried += 1
        in_ledgers = isinstance(error.row, LEDGERS)
        new = whole.new_in(error.package) if in_ledgers else smaller.new_in(without_activities(error.package))
        named = any(line.endswith(f"#line={error.line - 1},{error.line}") for _, lines in new for line in lines)
        if not new or not (named or error.kind == "lose"):
            unseen.append(f"{error} (line {error.line}; {[r.rule.rpartition('#')[2] for r, _ in new]})")
    assert unseen == []
    assert tried == ERRORS // SHARES


def test_errors_of_every_kind_are_planted_and_in_every_table() -> None:
    seen = Counter((error.kind, type(error.row).table) for error in planted())
    assert sum(seen.values()) == ERRORS
    assert {table for _, table in seen} == {cls.table for cls in MONEY}
    assert {kind for kind, _ in seen} == set(KINDS)


def test_an_error_in_the_tables_is_told_by_the_whole_way_through(tmp_path: Path) -> None:
    """From a changed cell in a folder of tables to the finding that a reader sees, with both values and the line."""
    tables = tmp_path / "tables"
    shutil.copytree(packaged_tables(), tables)
    path = tables / f"{EconomicMoneyRow.table}.csv"
    row = next(row for row in load_source().rows(EconomicMoneyRow) if row.code == "1.1")
    text = path.read_text(encoding="utf-8")
    changed = text.replace(f",{row.spent},", f",{(row.spent or 0) + KURUS},", 1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    build(tables, tmp_path / "store")
    before = {(f.rule, f.focus) for f in audit(open_store_of_packaged(tmp_path)).findings}
    new = [f for f in audit(open_store(tmp_path / "store")).findings if (f.rule, f.focus) not in before]
    total = next(f for f in new if f.rule_name == "figure-is-the-sum-of-its-parts")
    assert total.difference == "-0.01"
    assert row.line in total.lines


def open_store_of_packaged(folder: Path) -> Store:
    build(None, folder / "packaged")
    return open_store(folder / "packaged")
