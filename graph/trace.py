"""Where a goal's money went: from an area, goal, objective, target or activity down to activities and departments.

The report prints money by activity and by department, never by both at once. So a trace names the departments of each
activity and never divides an amount among them: what one department is named for is `labelled`, what several share is
`shared`, what nobody is named for is `unlabelled`. Funds and phases are never added to each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from pyoxigraph import NamedNode, Store
from rapidfuzz import process

from kentgraf.graph.sparql import query_text, select
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import KG_NS

Evidence = Literal["labelled", "shared", "unlabelled"]
Money = dict[tuple[str, str], Decimal]
"""Amounts in TL by phase and fund, e.g. `("spent", "allFunds")`; a blank cell of the source has no entry."""

PHASES: Final = ("initialBudget", "netBudget", "spent")
FUNDS: Final = ("onBudget", "offBudget", "allFunds")
SPENT: Final = ("spent", "allFunds")

_KINDS: Final = {
    "StrategicArea": "area",
    "Goal": "goal",
    "Objective": "objective",
    "PerformanceTarget": "target",
    "Activity": "activity",
}
_ORDER: Final = ("goal", "objective", "target", "activity")


@dataclass(frozen=True)
class Subject:
    """What a trace is about: its kind, printed code (areas have none, and are known by their number) and title."""

    kind: str
    code: str
    title: str
    iri: str


@dataclass(frozen=True)
class Unit:
    """A department that is named under an activity's heading, and the line that names it."""

    code: str
    name: str
    line: int


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

    @cached_property
    def sums(self) -> Money:
        """The activities' amounts added up, each phase and fund for itself."""
        totals: Money = {}
        for row in self.rows:
            for key, amount in row.money.items():
                totals[key] = totals.get(key, Decimal(0)) + amount
        return totals

    @property
    def remainder(self) -> Decimal | None:
        """What the source states for the subject's spending beyond its activities' sum; None if it states nothing."""
        return self.stated[SPENT] - self.sums.get(SPENT, Decimal(0)) if SPENT in self.stated else None

    def as_dict(self) -> dict[str, Any]:
        """The trace for JSON: amounts as decimal strings in TL; `amount` and `stated_total` are spending from all funds."""
        return {
            "subject": {
                "kind": self.subject.kind,
                "code": self.subject.code,
                "title": self.subject.title,
                "iri": self.subject.iri,
            },
            "stated_total": _text(self.stated.get(SPENT)),
            "stated": _nested(self.stated),
            "lines": list(self.stated_lines),
            "rows": [_row_as_dict(row) for row in self.rows],
            "remainder": _text(self.remainder),
        }


def trace(store: Store, code: str) -> Trace:
    """Trace the money of `code`: a goal `5`, an objective `5.1`, a target `5.1.1` or an activity `87`.

    A number that is both a goal's and an activity's means the goal; `activity:1`, `goal:1`, `area:1`, … choose. Raises
    NotInGraph, with the nearest codes, if the graph has nothing of that code.
    """
    subject = _find(store, code)
    node = NamedNode(subject.iri)
    departments: dict[str, list[Unit]] = {}
    for row in select(store, query_text("_trace_departments"), subject=node):
        unit = Unit(row["code"].value, row["name"].value, int(row["line"].value))
        departments.setdefault(row["activity"].value, []).append(unit)
    money: dict[str, Money] = {}
    lines: dict[str, set[int]] = {}
    for row in select(store, query_text("_trace_amounts"), subject=node):
        activity = row["activity"].value
        money.setdefault(activity, {})[_key(row)] = Decimal(row["amount"].value)
        lines.setdefault(activity, set()).add(int(row["line"].value))
    rows = []
    titles: dict[tuple[str, str], str] = {}
    for row in select(store, query_text("_trace_activities"), subject=node):
        iri = row["activity"].value
        above = {level: row[level].value if row[level] else None for level in ("goal", "objective", "target")}
        for level, value in above.items():
            if value is not None:
                titles[(level, value)] = row[f"{level}Title"].value
        units = tuple(sorted(departments.get(iri, []), key=lambda unit: unit.line))
        quoted = tuple(sorted(lines.get(iri, set()) | {unit.line for unit in units}))
        rows.append(
            TraceRow(
                row["code"].value,
                row["title"].value,
                **above,
                departments=units,
                money=money.get(iri, {}),
                lines=quoted,
            )
        )
    stated, stated_lines = _stated(store, node)
    return Trace(subject, stated, tuple(sorted(rows, key=_plan_order)), stated_lines, titles)


def _key(row: Any) -> tuple[str, str]:
    return row["phase"].value.removeprefix(KG_NS), row["fund"].value.removeprefix(KG_NS)


def _stated(store: Store, node: NamedNode) -> tuple[Money, tuple[int, ...]]:
    """What the source prints for the subject itself."""
    stated: Money = {}
    lines = set()
    for row in select(store, query_text("_stated_amounts"), subject=node):
        stated[_key(row)] = Decimal(row["amount"].value)
        lines.add(int(row["line"].value))
    return stated, tuple(sorted(lines))


def _plan_order(row: TraceRow) -> tuple[list[int], int]:
    place = [int(part) for part in re.findall(r"\d+", row.target or "")]
    return place, min(row.lines, default=0)


def _find(store: Store, code: str) -> Subject:
    subjects = []
    for row in select(store, query_text("_subjects")):
        kind = _KINDS[row["class"].value.removeprefix(KG_NS)]
        printed = row["code"].value if row["code"] else row["thing"].value.rpartition("/")[2]
        subjects.append(Subject(kind, printed, row["label"].value, row["thing"].value))
    wanted = code.strip().rstrip(".")
    kind, _, rest = wanted.rpartition(":")
    found = [
        s for s in subjects if s.iri == wanted or (s.code == rest and (s.kind == kind if kind else s.kind != "area"))
    ]
    if found:
        return min(found, key=lambda s: _ORDER.index(s.kind) if s.kind in _ORDER else -1)
    near = process.extract(rest, sorted({s.code for s in subjects}), limit=4)
    nearest = ", ".join(match for match, _, _ in near)
    hint = f"; near it are {nearest}" if nearest else ""
    raise NotInGraph(
        f"Nothing of the plan has the code {code!r}{hint}. A code is that of a goal, objective, target or activity."
    )


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


def _row_as_dict(row: TraceRow) -> dict[str, Any]:
    return {
        "activity": row.activity,
        "title": row.title,
        "goal": row.goal,
        "objective": row.objective,
        "target": row.target,
        "department": row.departments[0].code if len(row.departments) == 1 else None,
        "departments": [{"code": unit.code, "name": unit.name, "line": unit.line} for unit in row.departments],
        "evidence": row.evidence,
        "amount": _text(row.money.get(SPENT)),
        "money": _nested(row.money),
        "lines": list(row.lines),
    }
