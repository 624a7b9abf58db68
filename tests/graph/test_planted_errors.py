"""One wrong figure anywhere in the money is found by the audit, with its line: two hundred errors planted one by one."""

from __future__ import annotations

import shutil
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

import rdflib
from pyoxigraph import Quad, QuerySolutions, Store
from rdflib.namespace import SH

from graph.planting import KINDS, KURUS, LEDGERS, MONEY, only_money, plant_errors, without_activities
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
PROCESSES = 2
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


def facts_of(package: TablePackage) -> Store:
    store = Store()
    store.bulk_extend(map_package(package))
    return store


def findings_of(store: Store) -> dict[Told, ShapeResult]:
    """What the rules' queries find: the same queries that the validator asks, without its search for what they are aimed at."""
    data = Store()
    data.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in store)
    data.bulk_extend(Quad(triple.subject, triple.predicate, triple.object) for triple in vocabulary_triples())
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


def missed(share: int) -> tuple[list[str], Counter[tuple[str, str]]]:
    """Every `PROCESSES`th planted error from `share` on that the audit doesn't find, and what was planted."""
    money = only_money(load_source())
    known = set(findings_of(facts_of(money)))
    known_without_activities = set(findings_of(facts_of(without_activities(money))))
    unseen: list[str] = []
    seen: Counter[tuple[str, str]] = Counter()
    for place, planted in enumerate(plant_errors(money, ERRORS, seed=20251123)):
        if place % PROCESSES != share:
            continue
        in_ledgers = isinstance(planted.row, LEDGERS)
        store = facts_of(planted.package if in_ledgers else without_activities(planted.package))
        before = known if in_ledgers else known_without_activities
        new = [result for told, result in findings_of(store).items() if told not in before]
        lines = {line.value for result in new for line in quoted_lines(result, store)}
        named = any(line.endswith(f"#line={planted.line - 1},{planted.line}") for line in lines)
        if not new or not (named or planted.kind == "lose"):
            unseen.append(f"{planted} (line {planted.line}; {[r.rule.rpartition('#')[2] for r in new]})")
        seen[(planted.kind, type(planted.row).table)] += 1
    return unseen, seen


def test_every_planted_error_is_found_with_its_line() -> None:
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(missed, range(PROCESSES)))
    seen = sum((counts for _, counts in results), Counter[tuple[str, str]]())
    assert [error for unseen, _ in results for error in unseen] == []
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
