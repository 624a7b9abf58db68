"""The audit finds any single wrong figure in the tables on money, with its line: two hundred injected errors, one by one.

Every third is tried here, and all of them by `make fuzz`, which sets KENTGRAF_ALL_ERRORS.
"""

from __future__ import annotations

import gc
import itertools
import os
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
from support.reports.error_injection import (
    KINDS,
    KURUS,
    LEDGERS,
    InjectedError,
    inject_errors,
    only_money,
    without_activities,
)

from kentgraf.graph.audit.findings import quoted_lines
from kentgraf.graph.audit.report import audit
from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store
from kentgraf.loaders.load import load_source, packaged_tables
from kentgraf.loaders.mapping.package import map_package
from kentgraf.loaders.tables.classifications import EconomicMoneyRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.registry import MONEY
from kentgraf.ontology.namespaces import SPARQL_PROLOGUE
from kentgraf.ontology.vocabulary import vocabulary_triples
from kentgraf.shapes import ValidationResult

ERRORS = 200
SEED = 20251123
SHAPE_FILES = ("amounts", "classification-sums", "restatements", "shares", "totals")
PARTS = 2
"""The number of tests among which the errors are divided, so that they can run in parallel."""
EVERY = 1 if os.environ.get("KENTGRAF_ALL_ERRORS") else 3
COUNTED = rdflib.URIRef("https://w3id.org/kentgraf/shapes#counted")


@cache
def queries() -> tuple[tuple[str, str], ...]:
    """Return the rules on money that compare figures, with their queries."""
    folder = files("kentgraf.shapes")
    text = "\n".join((folder / f"{name}.ttl").read_text(encoding="utf-8") for name in ("prefixes", *SHAPE_FILES))
    shapes = rdflib.Graph().parse(data=text, format="turtle")
    found = (
        (str(rule), SPARQL_PROLOGUE + str(shapes.value(constraint, SH.select)).replace("$this", "?this"))
        for rule, constraint in shapes.subject_objects(SH.sparql)
        if (constraint, COUNTED, None) in shapes
    )
    return tuple(sorted(found))


@dataclass(frozen=True)
class Match:
    """A solution of a rule's query, without its evidence."""

    rule: str
    focus: str
    value: str | None
    printed: str | None
    computed: str | None


@dataclass
class AuditedPackage:
    """A package with its findings, for comparison with packages that differ in a few rows."""

    package: TablePackage

    def __post_init__(self) -> None:
        self._quads = set(map_package(self.package))
        self._data = Store()
        self._data.bulk_extend(map(_flat, self._quads))
        self._data.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in vocabulary_triples())
        self._rules = dict(queries())
        self._known = {rule: findings_of(rule, query, self._data).keys() for rule, query in self._rules.items()}

    def new_in(self, error: InjectedError, package: TablePackage) -> tuple[bool, list[ValidationResult]]:
        """Return whether the error in another package is found, and the new findings up to the one that finds it.

        A finding counts if it quotes the line of the row. For a lost row, which isn't quoted any more, any finding counts.
        The rules that found the last errors run first, and rules after a successful one don't run.
        """
        quads = set(map_package(package))
        gone, come = self._quads - quads, quads - self._quads
        new: list[ValidationResult] = []
        self._change(gone, come)
        try:
            for rule, query in list(self._rules.items()):
                found = findings_of(rule, query, self._data)
                come_up = [result for match, result in found.items() if match not in self._known[rule]]
                new += come_up
                if any(error.kind == "lose" or self._names(result, error.line) for result in come_up):
                    self._rules = {rule: query} | self._rules
                    return True, new
            return False, new
        finally:
            self._change(come, gone)

    def _names(self, result: ValidationResult, line: int) -> bool:
        return any(quoted.value.endswith(f"#line={line - 1},{line}") for quoted in quoted_lines(result, self._data))

    def _change(self, gone: set[Quad], come: set[Quad]) -> None:
        for quad in gone:
            self._data.remove(_flat(quad))
        for quad in come:
            self._data.add(_flat(quad))


def _flat(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)


def findings_of(rule: str, query: str, data: Store) -> dict[Match, ValidationResult]:
    """Return the results of a rule's query, which the validator runs too, without the selection of focus nodes."""
    answers = data.query(query)
    assert isinstance(answers, QuerySolutions)
    names = {variable.value for variable in answers.variables}
    found: dict[Match, ValidationResult] = {}
    for answer in answers:
        said = {name: node.value for name in names if (node := answer[name]) is not None}
        match = Match(rule, said["this"], said.get("value"), said.get("printed"), said.get("computed"))
        evidence = tuple(said.get("evidence", "").split())
        found[match] = ValidationResult(rule, "warning", match.focus, None, match.value, "", "", evidence=evidence)
    return found


@pytest.fixture
def garbage_collection_off() -> Iterator[None]:
    """Turn off garbage collection, which takes half the time with hundreds of thousands of statements in memory."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def injected_errors() -> Iterator[InjectedError]:
    return inject_errors(only_money(load_source()), ERRORS, seed=SEED)


@pytest.mark.usefixtures("garbage_collection_off")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_injected_error_is_found_with_its_line(part: int) -> None:
    money = only_money(load_source())
    whole, smaller = AuditedPackage(money), AuditedPackage(without_activities(money))
    unseen = []
    tried = Counter[str]()
    for error in itertools.islice(injected_errors(), part * EVERY, None, PARTS * EVERY):
        tried[error.kind] += 1
        if isinstance(error.row, LEDGERS):
            is_found, new = whole.new_in(error, error.package)
        else:
            is_found, new = smaller.new_in(error, without_activities(error.package))
        if not is_found:
            unseen.append(f"{error} (line {error.line}; {[r.rule.rpartition('#')[2] for r in new]})")
    assert unseen == []
    assert tried.total() >= ERRORS // PARTS // EVERY
    assert tried.keys() == set(KINDS)


def test_errors_of_every_kind_are_injected_into_every_table() -> None:
    seen = Counter((error.kind, type(error.row).table) for error in injected_errors())
    assert sum(seen.values()) == ERRORS
    assert {table for _, table in seen} == {cls.table for cls in MONEY}
    assert {kind for kind, _ in seen} == set(KINDS)


def test_an_error_in_the_tables_is_told_by_the_whole_way_through(tmp_path: Path, izmir_store: Store) -> None:
    """A report that prints a kuruş too much leads to a finding with both values and the line."""
    tables = tmp_path / "tables"
    shutil.copytree(packaged_tables(), tables)
    path = tables / f"{EconomicMoneyRow.table}.csv"
    row = next(row for row in load_source().rows(EconomicMoneyRow) if row.code == "1.1")
    text = path.read_text(encoding="utf-8")
    assert row.spent is not None
    wrong = row.spent + KURUS
    printed, misprinted = (f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) for amount in (row.spent, wrong))
    changed = text.replace(f",{row.spent},", f",{wrong},", 1).replace(printed, misprinted, 1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    build(tables, tmp_path / "store")
    before = {(f.rule, f.focus) for f in audit(izmir_store).findings}
    new = [f for f in audit(open_store(tmp_path / "store")).findings if (f.rule, f.focus) not in before]
    total = next(f for f in new if f.rule_name == "figure-is-the-sum-of-its-parts")
    assert total.difference == "-0.01"
    assert row.line in total.lines
