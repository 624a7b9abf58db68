"""Where a goal's money went: from an area, goal, objective, target, activity or department to activities and departments.

The report prints money by activity and by department, never by both at once. So a trace names the departments of each
activity and never divides an amount among them: what one department is named for is `labelled`, what several share is
`shared`, what nobody is named for is `unlabelled`. Funds and phases are never added to each other. For a department the
source states its own ledger, against which only those activities stand that it carries out alone.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, QuerySolution, Store

from kentgraf.graph.days import reported_years
from kentgraf.graph.sparql import query_text, select, value_of
from kentgraf.graph.subjects import Subject, find_subject
from kentgraf.ontology.namespaces import KG_NS, term

Evidence = typing.Literal["labelled", "shared", "unlabelled"]
Money = dict[tuple[str, str], Decimal]
"""Amounts in TL by phase and fund, e.g. `("spent", "allFunds")`; a blank cell of the source has no entry."""

PHASES: Final = ("initialBudget", "netBudget", "spent")
FUNDS: Final = ("onBudget", "offBudget", "allFunds")
SPENT: Final = ("spent", "allFunds")

_EXACT: Final = Context(prec=999, traps=[Inexact])


@dataclass(frozen=True)
class Unit:
    """A department that carries out an activity, and the line that names it under the activity's heading."""

    code: str
    name: str
    line: int | None


@dataclass(frozen=True)
class TraceRow:
    """An activity of the trace with everything that is known of its money."""

    activity: str
    title: str
    goal: str | None
    objective: str | None
    target: str | None
    departments: tuple[Unit, ...]
    money: Money
    lines: tuple[int, ...]

    @property
    def evidence(self) -> Evidence:
        """How sure it is which department the money belongs to."""
        if not self.departments:
            return "unlabelled"
        return "labelled" if len(self.departments) == 1 else "shared"


@dataclass(frozen=True)
class Trace:
    """A trace: the subject, what the source states for it, and its activities in the order of the plan."""

    subject: Subject
    stated: Money
    rows: tuple[TraceRow, ...]
    stated_lines: tuple[int, ...] = ()
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    year: int | None = None

    def counts(self, row: TraceRow) -> bool:
        """Whether the row's amounts are the subject's alone: not so for what a department shares with others."""
        return self.subject.kind != "department" or row.evidence == "labelled"

    @cached_property
    def sums(self) -> Money:
        """The activities' amounts added up, each phase and fund for itself; for a department, of those not shared."""
        totals: Money = {}
        for row in self.rows:
            if self.counts(row):
                for key, amount in row.money.items():
                    totals[key] = _EXACT.add(totals.get(key, Decimal(0)), amount)
        return totals

    @cached_property
    def remainders(self) -> Money:
        """What the source states for the subject beyond its activities' sums, below zero if it states less."""
        return {key: _EXACT.subtract(stated, self.sums.get(key, Decimal(0))) for key, stated in self.stated.items()}

    @property
    def remainder(self) -> Decimal | None:
        """The remainder of spending from all funds; None if the source states nothing."""
        return self.remainders.get(SPENT)

    def as_dict(self) -> dict[str, Any]:
        """The trace for JSON: amounts as decimal strings in TL.

        `amount`, `stated_total`, `sum` and `remainder` are spending from all funds; `money`, `stated`, `sums` and
        `remainders` hold every phase and fund. `counted` rows make up the sums.
        """
        return {
            "subject": {
                "kind": self.subject.kind,
                "code": self.subject.code,
                "title": self.subject.title,
                "iri": self.subject.iri,
            },
            "year": self.year,
            "currency": "TRY",
            "stated_total": _text(self.stated.get(SPENT)),
            "stated": _nested(self.stated),
            "lines": list(self.stated_lines),
            "rows": [_row_as_dict(row, self.counts(row)) for row in self.rows],
            "sum": _text(self.sums.get(SPENT)),
            "sums": _nested(self.sums),
            "remainder": _text(self.remainder),
            "remainders": _nested(self.remainders),
        }


def trace(store: Store, code: str) -> Trace:
    """Trace the money of `code`: a goal `5`, an objective `5.1`, a target `5.1.1`, an activity `87`, a department `46.35.1.42`.

    A number that is both a goal's and an activity's means the goal; `activity:1`, `goal:1`, `area:1`, `department:…`
    choose. Amounts are those of the latest reported year. Raises NotInGraph, with what is near, if the graph has nothing
    of that code.
    """
    subject = find_subject(store, code)
    year = reported_years(store)[-1]
    node, of_year = NamedNode(subject.iri), Literal(str(year), datatype=term("xsd:integer"))
    departments = _departments(store, node)
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
        units = departments.get(iri, ())
        named = value_of(row, "code") or iri.rpartition("/")[2]
        quoted = tuple(sorted({*lines, *(unit.line for unit in units if unit.line is not None)}))
        rows.setdefault(
            iri, TraceRow(named, value_of(row, "title") or named, **above, departments=units, money=money, lines=quoted)
        )
    stated, stated_lines = _money(select(store, query_text("_stated_amounts"), subject=node, year=of_year))
    return Trace(subject, stated, tuple(sorted(rows.values(), key=_plan_order)), stated_lines, titles, year)


def _departments(store: Store, subject: NamedNode) -> dict[str, tuple[Unit, ...]]:
    """By activity, each department once, in the order of the lines that name them."""
    found: dict[str, dict[str, Unit]] = {}
    for row in select(store, query_text("_trace_departments"), subject=subject):
        iri = row["department"].value
        code = value_of(row, "code") or iri.rpartition("/")[2]
        line = value_of(row, "line")
        unit = Unit(code, value_of(row, "name") or code, None if line is None else int(line))
        found.setdefault(row["activity"].value, {}).setdefault(iri, unit)
    return {
        activity: tuple(sorted(units.values(), key=lambda unit: (unit.line or 0, unit.code)))
        for activity, units in found.items()
    }


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


def money_text(amount: Decimal) -> str:
    """An amount in TL as an exact decimal with at least its kuruş: the store drops zeros at the end."""
    exponent = amount.as_tuple().exponent
    return format(amount if isinstance(exponent, int) and exponent <= -2 else amount.quantize(Decimal("0.01")), "f")


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else money_text(amount)


def _nested(money: Money) -> dict[str, dict[str, str]]:
    return {
        phase: {fund: money_text(money[(phase, fund)]) for fund in FUNDS if (phase, fund) in money}
        for phase in PHASES
        if any((phase, fund) in money for fund in FUNDS)
    }


def _row_as_dict(row: TraceRow, counts: bool) -> dict[str, Any]:
    return {
        "activity": row.activity,
        "title": row.title,
        "goal": row.goal,
        "objective": row.objective,
        "target": row.target,
        "department": row.departments[0].code if len(row.departments) == 1 else None,
        "departments": [{"code": unit.code, "name": unit.name, "line": unit.line} for unit in row.departments],
        "evidence": row.evidence,
        "counted": counts,
        "amount": _text(row.money.get(SPENT)),
        "money": _nested(row.money),
        "lines": list(row.lines),
    }
