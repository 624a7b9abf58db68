"""The rows of a trace: activities with their amounts, and attributions of these amounts to departments.

Amounts are in TL, as exact decimals in Python and as decimal strings in JSON. What is known of an attribution is its `Assessment`.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.graph.money.evidence import Analysis, Assessment, Evidence
from kentgraf.graph.money.ledgers import Department, TransferGroup, exact_sum

Money = dict[tuple[str, str], Decimal]
"""Amounts in TL by phase and fund, e.g. `("spent", "allFunds")`; a blank cell of the source has no entry."""

PHASES: Final = ("initialBudget", "netBudget", "spent")
FUNDS: Final = ("onBudget", "offBudget", "allFunds")
SPENT: Final = ("spent", "allFunds")


@dataclass(frozen=True)
class TraceRow:
    """An activity of the trace with all of its printed amounts."""

    activity: str
    title: str
    goal: str | None
    objective: str | None
    target: str | None
    departments: tuple[Department, ...]
    money: Money
    lines: tuple[int, ...]
    iri: str = ""
    money_lines: tuple[int, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """The evidence from the named departments alone, without their ledgers."""
        if not self.departments:
            return "unlabelled"
        return "labelled" if len(self.departments) == 1 else "shared"


@dataclass(frozen=True)
class Attribution:
    """The attribution of an activity's money, or of a group of transfers, to one department.

    `counted` tells whether the amount is part of the subject's sum; contradicted amounts are not part of a department's sum.
    """

    kind: typing.Literal["activity", "transfers"]
    row: TraceRow | None
    department: Department | None
    title: str
    assessment: Assessment
    lines: tuple[int, ...]
    counted: bool = True
    group: TransferGroup | None = None

    def as_dict(self, analysis: Analysis) -> dict[str, Any]:
        """Return the row as a flat JSON object: with `amount`, or with `low`, `high`, `activity_amount` and `because`."""
        assessment, row = self.assessment, self.row
        answer: dict[str, Any] = {
            "activity": row.activity if row else None,
            "kind": self.kind,
            "title": self.title,
            "goal": row.goal if row else None,
            "objective": row.objective if row else None,
            "target": row.target if row else None,
            "department": self.department.code if self.department else None,
            "department_name": self.department.name if self.department else None,
            "departments": [{"code": d.code, "name": d.name, "line": d.line} for d in (row.departments if row else ())],
            "evidence": assessment.evidence,
            "counted": self.counted,
        }
        if self.is_certain:
            answer["amount"] = optional_money_text(assessment.amount)
        else:
            answer |= {"low": optional_money_text(assessment.low), "high": optional_money_text(assessment.high)}
            answer["activity_amount"] = optional_money_text(row.money.get(SPENT)) if row else None
            answer["because"] = self.competing_codes(analysis)
        departments = analysis.ledgers.departments
        if assessment.excess is not None:
            answer["closes_with"] = sorted(departments[iri].code for iri in assessment.excess.closes_with)
        if row:
            answer["excluded"] = [departments[iri].code for iri in assessment.excluded]
            answer["money"] = nest_by_phase(row.money)
        return {**answer, "lines": list(self.lines)}

    @property
    def is_certain(self) -> bool:
        """Whether there is one amount (or a blank) instead of bounds."""
        return self.assessment.evidence != "shared" and self.assessment.high is None

    def competing_codes(self, analysis: Analysis) -> list[str]:
        """Return the codes of the activities that keep the bounds apart, in numeric order."""
        codes = (analysis.ledgers.codes[activity] for activity in self.assessment.competing)
        return sorted(codes, key=lambda code: (len(code), code))


def attribute(rows: Iterable[TraceRow], analysis: Analysis, department: str | None) -> Iterable[Attribution]:
    """Yield the attribution of each activity to each of its departments, or only to `department` (an IRI).

    With `department`, contradicted amounts are not counted.
    """
    for row in rows:
        named: tuple[Department | None, ...] = row.departments or (None,)
        for one in named:
            assessment = analysis.assessments.get((row.iri, one.iri if one else None))
            if assessment is None or (department is not None and (one is None or one.iri != department)):
                continue
            lines = {*row.money_lines, *([one.line] if one and one.line is not None else [])}
            counted = department is None or assessment.evidence != "contradicted"
            yield Attribution("activity", row, one, row.title, assessment, tuple(sorted(lines)), counted)


def attribute_transfers(analysis: Analysis, department: str | None) -> Iterable[Attribution]:
    """Yield the attribution of each printed group of transfers to its payers, or only to `department` (an IRI).

    A group with several payers has the bounds 0 and its total for each of them.
    """
    departments = analysis.ledgers.departments
    for group in analysis.ledgers.transfers:
        lines = (group.total.line,)
        for payer in group.payers:
            if department not in (None, payer) or payer not in departments:
                continue
            if len(group.payers) == 1:
                assessment = Assessment("printed", group.total.amount)
                counted = department is None or analysis.subtracts_transfers(payer)
            else:
                assessment, counted = Assessment("shared", None, Decimal(0), group.total.amount), True
            yield Attribution("transfers", None, departments[payer], group.title, assessment, lines, counted, group)


@dataclass(frozen=True)
class EvidencePart:
    """The part of a subject's money with one kind of evidence, in TL: an `amount`, or bounds for shares of a department."""

    evidence: Evidence
    rows: int
    amount: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None

    def as_dict(self, stated: Decimal | None) -> dict[str, Any]:
        """Return the part as a JSON object, with its percentage of the stated total to one decimal."""
        answer: dict[str, Any] = {"rows": self.rows}
        for name, amount in (("amount", self.amount), ("low", self.low), ("high", self.high)):
            if amount is not None:
                answer[name] = money_text(amount)
                answer[f"{name}_percent"] = percent_text(amount, stated)
        return answer


def summarise(attributions: Iterable[Attribution], *, one_department: bool) -> list[EvidencePart]:
    """Return the parts of a subject by evidence.

    An activity that several departments share counts once with its whole amount, unless the subject is one department.
    """
    by_evidence: dict[Evidence, list[Attribution]] = {}
    for one in attributions:
        by_evidence.setdefault(one.assessment.evidence, []).append(one)
    order = typing.get_args(Evidence)
    parts = []
    for evidence, several in sorted(by_evidence.items(), key=lambda item: order.index(item[0])):
        certain = [one.assessment.amount for one in several if one.is_certain and one.assessment.amount is not None]
        open_ones = [one.assessment for one in several if not one.is_certain]
        if open_ones and one_department:
            low = exact_sum([*certain, *(v.low for v in open_ones if v.low is not None)])
            high = exact_sum([*certain, *(v.high for v in open_ones if v.high is not None)])
            parts.append(EvidencePart(evidence, len(several), None, low, high))
            continue
        whole = {one.row.iri: one.row.money.get(SPENT) for one in several if one.row and not one.is_certain}
        groups = {one.group.iri: one.group.total.amount for one in several if one.group and not one.is_certain}
        whole_amounts = [amount for amount in (*whole.values(), *groups.values()) if amount is not None]
        parts.append(EvidencePart(evidence, len(several), exact_sum([*certain, *whole_amounts])))
    return parts


def money_text(amount: Decimal) -> str:
    """Format an amount in TL as an exact decimal with at least two decimals, since the store drops trailing zeros."""
    exponent = amount.as_tuple().exponent
    return format(amount if isinstance(exponent, int) and exponent <= -2 else amount.quantize(Decimal("0.01")), "f")


def optional_money_text(amount: Decimal | None) -> str | None:
    """Format an amount by `money_text`; None for a blank."""
    return None if amount is None else money_text(amount)


def percent_text(amount: Decimal, stated: Decimal | None) -> str | None:
    """Format the percentage of the stated total to one decimal; None if the total is 0 or missing."""
    return format((amount * 100 / stated).quantize(Decimal("0.1")), "f") if stated else None


def nest_by_phase(money: Money) -> dict[str, dict[str, str]]:
    """Return amounts as nested JSON objects by phase and fund."""
    return {
        phase: {fund: money_text(money[(phase, fund)]) for fund in FUNDS if (phase, fund) in money}
        for phase in PHASES
        if any((phase, fund) in money for fund in FUNDS)
    }
