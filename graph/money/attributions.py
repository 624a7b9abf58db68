"""The rows of a trace: an activity with its money, and each attribution of that money to one department.

Amounts are in TL, exact decimals here and decimal strings in JSON. What is known of an attribution is a `Verdict`.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.graph.money.evidence import Analysis, Evidence, Verdict
from kentgraf.graph.money.ledgers import TransferGroup, Unit, add

Money = dict[tuple[str, str], Decimal]
"""Amounts in TL by phase and fund, e.g. `("spent", "allFunds")`; a blank cell of the source has no entry."""

PHASES: Final = ("initialBudget", "netBudget", "spent")
FUNDS: Final = ("onBudget", "offBudget", "allFunds")
SPENT: Final = ("spent", "allFunds")


@dataclass(frozen=True)
class TraceRow:
    """An activity of the trace with everything that is printed of its money."""

    activity: str
    title: str
    goal: str | None
    objective: str | None
    target: str | None
    departments: tuple[Unit, ...]
    money: Money
    lines: tuple[int, ...]
    iri: str = ""
    money_lines: tuple[int, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """What the naming of departments alone says, without their ledgers."""
        if not self.departments:
            return "unlabelled"
        return "labelled" if len(self.departments) == 1 else "shared"


@dataclass(frozen=True)
class Attribution:
    """An activity's money, or a group of transfers, at one department.

    `counted` says whether the amount is part of the subject's sum: what is contradicted is not part of a department's.
    """

    kind: typing.Literal["activity", "transfers"]
    row: TraceRow | None
    unit: Unit | None
    title: str
    verdict: Verdict
    lines: tuple[int, ...]
    counted: bool = True
    group: TransferGroup | None = None

    def as_dict(self, analysis: Analysis) -> dict[str, Any]:
        """The flat row for JSON: with `amount`, or with `low`, `high`, `activity_amount` and `because`."""
        verdict, row = self.verdict, self.row
        answer: dict[str, Any] = {
            "activity": row.activity if row else None,
            "kind": self.kind,
            "title": self.title,
            "goal": row.goal if row else None,
            "objective": row.objective if row else None,
            "target": row.target if row else None,
            "department": self.unit.code if self.unit else None,
            "department_name": self.unit.name if self.unit else None,
            "departments": [{"code": u.code, "name": u.name, "line": u.line} for u in (row.departments if row else ())],
            "evidence": verdict.evidence,
            "counted": self.counted,
        }
        if self.is_certain:
            answer["amount"] = optional_text(verdict.amount)
        else:
            answer |= {"low": optional_text(verdict.low), "high": optional_text(verdict.high)}
            answer["activity_amount"] = optional_text(row.money.get(SPENT)) if row else None
            answer["because"] = self.because(analysis)
        if verdict.excess is not None:
            units = analysis.ledgers.units
            answer["closes_with"] = sorted(units[department].code for department in verdict.excess.closes_with)
        if row:
            names = analysis.ledgers.units
            answer["excluded"] = [names[department].code for department in verdict.excluded]
            answer["money"] = nested(row.money)
        return {**answer, "lines": list(self.lines)}

    @property
    def is_certain(self) -> bool:
        """Whether there is one amount (or a blank), not bounds."""
        return self.verdict.evidence != "shared" and self.verdict.high is None

    def because(self, analysis: Analysis) -> list[str]:
        """The codes of the activities that keep the bounds apart, in the order of their numbers."""
        codes = (analysis.ledgers.codes[activity] for activity in self.verdict.because)
        return sorted(codes, key=lambda code: (len(code), code))


def attribute(rows: Iterable[TraceRow], analysis: Analysis, department: str | None) -> Iterable[Attribution]:
    """Each activity at each of its departments, or only at `department` (an IRI), whose sum leaves out contradictions."""
    for row in rows:
        units: tuple[Unit | None, ...] = row.departments or (None,)
        for unit in units:
            verdict = analysis.verdicts.get((row.iri, unit.iri if unit else None))
            if verdict is None or (department is not None and (unit is None or unit.iri != department)):
                continue
            lines = {*row.money_lines, *([unit.line] if unit and unit.line is not None else [])}
            counted = department is None or verdict.evidence != "contradicted"
            yield Attribution("activity", row, unit, row.title, verdict, tuple(sorted(lines)), counted)


def attribute_transfers(analysis: Analysis, department: str | None) -> Iterable[Attribution]:
    """What was passed on to other bodies, by `department` (an IRI) or by all, group by group as printed.

    What several departments paid together is the own of none: nothing of it or all of it.
    """
    units = analysis.ledgers.units
    for group in analysis.ledgers.transfers:
        lines = (group.total.line,)
        for payer in group.payers:
            if department not in (None, payer) or payer not in units:
                continue
            if len(group.payers) == 1:
                verdict = Verdict("printed", group.total.amount)
                counted = department is None or analysis.takes_off_transfers(payer)
            else:
                verdict, counted = Verdict("shared", None, Decimal(0), group.total.amount), True
            yield Attribution("transfers", None, units[payer], group.title, verdict, lines, counted, group)


@dataclass(frozen=True)
class Part:
    """How much of a subject has one evidence, in TL: an `amount`, or bounds for what a department has part in."""

    evidence: Evidence
    rows: int
    amount: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None

    def as_dict(self, stated: Decimal | None) -> dict[str, Any]:
        """For JSON, with the share of what is stated in percent, to a tenth."""
        answer: dict[str, Any] = {"rows": self.rows}
        for name, amount in (("amount", self.amount), ("low", self.low), ("high", self.high)):
            if amount is not None:
                answer[name] = money_text(amount)
                answer[f"{name}_percent"] = percent_text(amount, stated)
        return answer


def summarise(attributions: Iterable[Attribution], *, one_department: bool) -> list[Part]:
    """The parts of a subject by evidence; an activity that several share is one amount unless a department is asked for."""
    by_evidence: dict[Evidence, list[Attribution]] = {}
    for one in attributions:
        by_evidence.setdefault(one.verdict.evidence, []).append(one)
    order = typing.get_args(Evidence)
    parts = []
    for evidence, several in sorted(by_evidence.items(), key=lambda item: order.index(item[0])):
        certain = [one.verdict.amount for one in several if one.is_certain and one.verdict.amount is not None]
        open_ones = [one.verdict for one in several if not one.is_certain]
        if open_ones and one_department:
            low = add([*certain, *(v.low for v in open_ones if v.low is not None)])
            high = add([*certain, *(v.high for v in open_ones if v.high is not None)])
            parts.append(Part(evidence, len(several), None, low, high))
            continue
        whole = {one.row.iri: one.row.money.get(SPENT) for one in several if one.row and not one.is_certain}
        groups = {one.group.iri: one.group.total.amount for one in several if one.group and not one.is_certain}
        whole_amounts = [amount for amount in (*whole.values(), *groups.values()) if amount is not None]
        parts.append(Part(evidence, len(several), add([*certain, *whole_amounts])))
    return parts


def money_text(amount: Decimal) -> str:
    """An amount in TL as an exact decimal with at least its kuruş: the store drops zeros at the end."""
    exponent = amount.as_tuple().exponent
    return format(amount if isinstance(exponent, int) and exponent <= -2 else amount.quantize(Decimal("0.01")), "f")


def optional_text(amount: Decimal | None) -> str | None:
    """An amount as `money_text` writes it; None for a blank."""
    return None if amount is None else money_text(amount)


def percent_text(amount: Decimal, stated: Decimal | None) -> str | None:
    """The share of what is stated, in percent to a tenth; None of nothing."""
    return format((amount * 100 / stated).quantize(Decimal("0.1")), "f") if stated else None


def nested(money: Money) -> dict[str, dict[str, str]]:
    """Amounts by phase and fund, in their order, for JSON."""
    return {
        phase: {fund: money_text(money[(phase, fund)]) for fund in FUNDS if (phase, fund) in money}
        for phase in PHASES
        if any((phase, fund) in money for fund in FUNDS)
    }
