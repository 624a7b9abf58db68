"""The rows of a trace: activities with their amounts, and attributions of these amounts to departments.

Amounts are in TL, as exact decimals in Python and as decimal strings in JSON. What is known of an attribution is its `Assessment`.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.graph.money.evidence import Analysis, Assessment
from kentgraf.graph.money.ledgers import Department, TransferGroup, exact_sum
from kentgraf.graph.money.reasons import (
    LANGUAGES,
    Reason,
    describe_hint,
    reasons_of_activity,
    reasons_of_transfers,
)

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


@dataclass(frozen=True)
class Attribution:
    """The attribution of an activity's money, or of a group of transfers, to one department.

    `counted` tells whether the amount is part of the subject's sum: transfers larger than the department's total are not.
    `reasons` are those of the grade; hints stand apart in `hints`.
    """

    kind: typing.Literal["activity", "transfers"]
    row: TraceRow | None
    department: Department | None
    title: str
    assessment: Assessment
    lines: tuple[int, ...]
    counted: bool = True
    group: TransferGroup | None = None
    reasons: tuple[Reason, ...] = ()
    hints: tuple[Reason, ...] = ()

    def as_dict(self, analysis: Analysis) -> dict[str, Any]:
        """Return the row as a flat JSON object: with `amount`, or with `low`, `high` and `because`.

        `reason` is in English, `reasons` in English and Turkish.
        """
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
            "named": assessment.is_named,
            "evidence": assessment.evidence,
            "counted": self.counted,
        }
        if self.is_certain:
            answer["amount"] = optional_money_text(assessment.amount)
        else:
            answer |= {"low": optional_money_text(assessment.low), "high": optional_money_text(assessment.high)}
            answer["because"] = self.competing_codes(analysis)
        if row:
            answer["activity_amount"] = optional_money_text(row.money.get(SPENT))
        departments = analysis.ledgers.departments
        together = assessment.closure or assessment.excess
        if together is not None and len(together.departments) > 1:
            answer["together"] = sorted(departments[iri].code for iri in together.departments)
        answer |= {"reason": self.reason("en"), "reasons": {one: self.reason(one) for one in LANGUAGES}}
        if self.hints:
            answer["hints"] = [{one: hint.text(one) for one in LANGUAGES} for hint in self.hints]
        if row:
            answer["excluded"] = [departments[iri].code for iri in assessment.excluded]
            answer["money"] = nest_by_phase(row.money)
        return {**answer, "lines": list(self.lines)}

    @property
    def is_certain(self) -> bool:
        """Whether the department's amount is known (or blank): neither shared nor given by its bounds."""
        return self.assessment.is_certain

    def reason(self, language: str, notation: str | None = None) -> str:
        """Return the reason for the grade in `tr` or `en`, with amounts in the notation of that or another language."""
        return " ".join(reason.text(language, notation) for reason in self.reasons)

    def competing_codes(self, analysis: Analysis) -> list[str]:
        """Return the codes of the activities that keep the bounds apart, in numeric order."""
        codes = (analysis.ledgers.codes[activity] for activity in self.assessment.competing)
        return sorted(codes, key=lambda code: (len(code), code))


def attribute(rows: Iterable[TraceRow], analysis: Analysis, department: str | None) -> Iterable[Attribution]:
    """Yield the attribution of each activity to each of its departments, or only to `department` (an IRI).

    An activity's departments are those that are named for it, then those whose ledgers close jointly with one of them.
    """
    for row in rows:
        named: tuple[Department | None, ...] = row.departments or (None,)
        further = sorted(analysis.possible(row.iri) - {one.iri for one in row.departments})
        for one in (*named, *(analysis.ledgers.departments[iri] for iri in further)):
            assessment = analysis.of_activity(row.iri).get(one.iri if one else None)
            if assessment is None or (department is not None and (one is None or one.iri != department)):
                continue
            is_named = assessment.is_named and one is not None and one.line is not None
            lines = {*row.money_lines, *([one.line] if is_named and one and one.line is not None else [])}
            reasons = tuple(reasons_of_activity(row.iri, one.iri if one else None, assessment, analysis))
            hints = tuple(describe_hint(hint, analysis) for hint in assessment.hints)
            yield Attribution(
                "activity", row, one, row.title, assessment, tuple(sorted(lines)), True, None, reasons, hints
            )


def attribute_transfers(analysis: Analysis, department: str | None) -> Iterable[Attribution]:
    """Yield the attribution of each printed group of transfers to its payers, or only to `department` (an IRI).

    Of a group with several payers, each paid at most its own total, and at least what the others can't have paid.
    """
    departments = analysis.ledgers.departments
    for group in analysis.ledgers.transfers:
        lines = (group.total.line,)
        for payer in group.payers:
            if department not in (None, payer) or payer not in departments:
                continue
            if len(group.payers) == 1:
                assessment = Assessment("printed", group.total.amount)
                counted = department is None or analysis.ledgers.subtracts_transfers(payer)
            else:
                assessment, counted = Assessment("shared", None, *_bounds_of_payer(group, payer, analysis)), True
            reasons = tuple(reasons_of_transfers(group, payer, counted, analysis))
            yield Attribution(
                "transfers", None, departments[payer], group.title, assessment, lines, counted, group, reasons
            )


def _bounds_of_payer(group: TransferGroup, payer: str, analysis: Analysis) -> tuple[Decimal, Decimal]:
    """Return what one of several payers can have paid of a group of transfers, within the totals of all of them."""

    def most(department: str) -> Decimal:
        total = analysis.ledgers.amount(department)
        return group.total.amount if total is None else min(group.total.amount, max(total, Decimal(0)))

    others = exact_sum(most(one) for one in group.payers if one != payer)
    return min(max(Decimal(0), group.total.amount - others), most(payer)), most(payer)


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
