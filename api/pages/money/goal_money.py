"""The money of all goals by grade of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.api.charts.amounts import EVIDENCE
from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.ledger_analysis import graph_analysis
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.money.trace import trace
from kentgraf.graph.sparql.queries import select

_GOALS: Final = "SELECT ?goal ?code WHERE { ?goal a kg:Goal ; skos:notation ?code } ORDER BY ?code"


@dataclass(frozen=True)
class EvidencePart:
    """The part of an amount with one grade of evidence: in TL, in per cent of the whole, and where its bar segment starts.

    `low` and `high` bound what the departments of the rows spent of it, where that isn't just the amount.
    """

    evidence: str
    amount: Decimal
    percent: Decimal
    start: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class GoalMoney:
    """A goal, the spending in TL that the source states for it with the lines, and its parts by grade of evidence."""

    iri: str
    code: str
    title: str
    stated: Decimal
    parts: tuple[EvidencePart, ...]
    lines: tuple[int, ...]

    @property
    def evidence_parts(self) -> list[tuple[str, Decimal, Decimal]]:
        """The parts as figures take them."""
        return [(part.evidence, part.amount, part.percent) for part in self.parts]


@cached_per_build
def money_of_goals(snapshot: GraphSnapshot) -> list[GoalMoney]:
    """Return all goals by their codes."""
    analysis = graph_analysis(snapshot)
    found = []
    for row in select(snapshot.store, _GOALS):
        traced = trace(snapshot.store, row["goal"].value, analysis)
        answer = traced.as_dict()
        stated = Decimal(answer["stated_total"] or answer["sum"] or 0)
        goal, parts = traced.subject, split_by_evidence(answer, stated)
        found.append(GoalMoney(goal.iri, goal.code, goal.title, stated, parts, traced.stated_lines))
    return found


def split_by_evidence(answer: dict[str, Any], stated: Decimal) -> tuple[EvidencePart, ...]:
    """Return the parts of a trace, as JSON, by grade of evidence, the surest first; `stated` is the whole."""
    parts, start = [], Decimal(0)
    for evidence in EVIDENCE:
        part = answer["evidence"].get(evidence, {})
        amount, low, high = (Decimal(part[name]) if name in part else None for name in ("amount", "low", "high"))
        if amount and stated:
            percent = (amount * 100 / stated).quantize(Decimal("0.1"))
            parts.append(EvidencePart(evidence, amount, percent, start, low, high))
            start += percent
    return tuple(parts)
