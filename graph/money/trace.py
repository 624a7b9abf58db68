"""Where a goal's money went: from an area, goal, objective, target, activity or department to activities and departments.

The report prints money by activity and by department, never by both at once. So a trace tells for each activity and
department how sure it is that the money is the department's (`evidence`), and never divides what the report doesn't: where
several are possible, there are bounds. Funds and phases are never added to each other. For a department the source states
its own ledger; that is never put under a goal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, QuerySolution, Store

from kentgraf.graph.money.attributions import (
    FUNDS,
    PHASES,
    SPENT,
    Attribution,
    Money,
    Part,
    TraceRow,
    attribute,
    attribute_transfers,
    money_text,
    nested,
    optional_text,
    summarise,
)
from kentgraf.graph.money.evidence import CERTAIN, Analysis
from kentgraf.graph.money.explanations import explain
from kentgraf.graph.money.ledgers import EXACT, add, read_ledgers
from kentgraf.graph.money.trace_subjects import TRANSFERS, Subject, find_subject
from kentgraf.graph.people.days import reported_years
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.namespaces import KG_NS, term

__all__ = ["FUNDS", "PHASES", "SPENT", "Trace", "TraceRow", "analyse", "money_text", "trace"]

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class Trace:
    """A trace: the subject, what the source states for it, its activities in the order of the plan, and whose money it is."""

    subject: Subject
    stated: Money
    rows: tuple[TraceRow, ...]
    analysis: Analysis
    attributions: tuple[Attribution, ...] = ()
    stated_lines: tuple[int, ...] = ()
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    year: int | None = None

    @property
    def of_department(self) -> bool:
        """Whether the subject is a department, against whose own ledger its activities stand."""
        return self.subject.kind == "department"

    def counts(self, row: TraceRow) -> bool:
        """Whether the row's amounts are the subject's alone: not so for what a department shares, or can't have spent."""
        if not self.of_department:
            return True
        verdict = self.analysis.verdicts.get((row.iri, self.subject.iri))
        return verdict is not None and verdict.evidence in CERTAIN

    @cached_property
    def sums(self) -> Money:
        """The activities' amounts added up, each phase and fund for itself; for a department, of those that count."""
        totals: Money = {}
        for row in self.rows:
            if self.counts(row):
                for key, amount in row.money.items():
                    totals[key] = EXACT.add(totals.get(key, _NOTHING), amount)
        return totals

    @cached_property
    def remainders(self) -> Money:
        """What the source states for the subject beyond its activities' sums, below zero if it states less."""
        return {key: EXACT.subtract(stated, self.sums.get(key, _NOTHING)) for key, stated in self.stated.items()}

    @property
    def remainder(self) -> Decimal | None:
        """What the source states of spending from all funds beyond what is shown; None if it states nothing.

        For a department also less its transfers and the least of what it shares: the rest is general management, or
        others' money.
        """
        beyond = self.remainders.get(SPENT)
        if beyond is None:
            return None
        least = [o.verdict.low for o in self.attributions if self.of_department and o.verdict.evidence == "shared"]
        return EXACT.subtract(beyond, add([self.transfers, *(low for low in least if low is not None)]))

    @property
    def remainder_low(self) -> Decimal | None:
        """For a department, what remains if its activities take together as much as they can; else None."""
        stated = self.stated.get(SPENT)
        if stated is None or not self.of_department:
            return None
        return EXACT.subtract(stated, add([self.transfers, self.analysis.most_of_activities(self.subject.iri)]))

    @property
    def transfers(self) -> Decimal:
        """What the subject passed on to other bodies: printed, and a part of what is stated for it."""
        printed = [one for one in self.attributions if one.kind == "transfers" and one.counted]
        if not self.of_department:
            return add({one.group.iri: one.group.total.amount for one in printed if one.group}.values())
        return add(one.verdict.amount for one in printed if one.verdict.amount is not None)

    @property
    def parts(self) -> list[Part]:
        """How much of the subject is proven, implied, labelled, …"""
        return summarise(self.attributions, one_department=self.of_department)

    @property
    def shut_out(self) -> list[str]:
        """For a department, the codes of the activities that it is named for and, by closed ledgers, has no part in."""
        codes = (self.analysis.ledgers.codes[activity] for activity in self.analysis.shut_out(self.subject.iri))
        return sorted(codes, key=_numbers)

    def as_dict(self, explained: bool = False) -> dict[str, Any]:
        """The trace for JSON: amounts as decimal strings in TL, a flat row for each activity and department.

        `amount`, `low`, `high`, `stated_total`, `sum` and `remainder` are spending from all funds; `money`, `stated`,
        `sums` and `remainders` hold every phase and fund, those of activities as wholes. `counted` rows make up `sum`.
        A department has `remainder_low`, and `excluded` activities. `explained` adds an `explanation` to each row.
        """
        answer: dict[str, Any] = {
            "subject": {
                "kind": self.subject.kind,
                "code": self.subject.code,
                "title": self.subject.title,
                "iri": self.subject.iri,
            },
            "year": self.year,
            "currency": "TRY",
            "stated_total": optional_text(self.stated.get(SPENT)),
            "stated": nested(self.stated),
            "lines": list(self.stated_lines),
            "rows": [self._row_as_dict(one, explained) for one in self.attributions],
            "evidence": {part.evidence: part.as_dict(self.stated.get(SPENT)) for part in self.parts},
            "sum": optional_text(self.sums.get(SPENT)),
            "sums": nested(self.sums),
            "remainder": optional_text(self.remainder),
            "remainders": nested(self.remainders),
        }
        if self.of_department:
            answer |= {"remainder_low": optional_text(self.remainder_low), "excluded": self.shut_out}
        return answer

    def _row_as_dict(self, one: Attribution, explained: bool) -> dict[str, Any]:
        row = one.as_dict(self.analysis)
        return {**row, "explanation": explain(one, self.analysis).as_dict()} if explained else row


def analyse(store: Store) -> Analysis:
    """The ledgers of the latest reported year held against each other: the same for every trace of one graph."""
    return Analysis(read_ledgers(store, reported_years(store)[-1]))


def trace(store: Store, code: str, analysis: Analysis | None = None) -> Trace:
    """Trace the money of `code`: a goal `5`, an objective `5.1`, a target `5.1.1`, an activity `87`, a department `46.35.1.42`.

    A number that is both a goal's and an activity's means the goal; `activity:1`, `goal:1`, `area:1`, `department:…`
    choose. `general-management` and `transfers` are what the source states beside the activities. Amounts are those of
    the latest reported year. Whoever traces much of one graph gives its `analysis`. Raises NotInGraph, with what is near,
    if the graph has nothing of that code.
    """
    subject = find_subject(store, code)
    found = analysis or analyse(store)
    node, of_year = NamedNode(subject.iri), Literal(str(found.ledgers.year), datatype=term("xsd:integer"))
    entries: dict[str, list[QuerySolution]] = {}
    for row in select(store, query_text("_trace_amounts"), subject=node, year=of_year):
        entries.setdefault(row["activity"].value, []).append(row)
    rows: dict[str, TraceRow] = {}
    titles: dict[tuple[str, str], str] = {}
    for row in select(store, query_text("_trace_activities"), subject=node):
        iri = row["activity"].value
        above = {level: value_of(row, level) for level in ("goal", "objective", "target")}
        for level, code_above in above.items():
            if code_above is not None:
                titles.setdefault((level, code_above), value_of(row, f"{level}Title") or code_above)
        money, lines = _money(entries.get(iri, []))
        units = found.ledgers.named.get(iri, ())
        named = value_of(row, "code") or iri.rpartition("/")[2]
        quoted = tuple(sorted({*lines, *(unit.line for unit in units if unit.line is not None)}))
        title = value_of(row, "title") or named
        rows.setdefault(
            iri,
            TraceRow(named, title, **above, departments=units, money=money, lines=quoted, iri=iri, money_lines=lines),
        )
    ordered = tuple(sorted(rows.values(), key=_plan_order))
    stated, stated_lines = _money(select(store, query_text("_stated_amounts"), subject=node, year=of_year))
    attributions = tuple(_attributions(subject, ordered, found))
    return Trace(subject, stated, ordered, found, attributions, stated_lines, titles, found.ledgers.year)


def _attributions(subject: Subject, rows: Iterable[TraceRow], analysis: Analysis) -> Iterable[Attribution]:
    department = subject.iri if subject.kind == "department" else None
    yield from attribute(rows, analysis, department)
    if department is not None or subject.iri == TRANSFERS:
        yield from attribute_transfers(analysis, department)


def _money(entries: Iterable[QuerySolution]) -> tuple[Money, tuple[int, ...]]:
    """The amounts of one thing and the lines that print them; what is printed twice counts once, as printed first."""
    money: Money = {}
    lines = set()
    for row in entries:
        key = row["phase"].value.removeprefix(KG_NS), row["fund"].value.removeprefix(KG_NS)
        money.setdefault(key, Decimal(row["amount"].value))
        lines.add(int(row["line"].value))
    return money, tuple(sorted(lines))


def _plan_order(row: TraceRow) -> tuple[list[int], int, list[int]]:
    return _numbers(row.target or ""), min(row.lines, default=0), _numbers(row.activity)


def _numbers(code: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", code)]
