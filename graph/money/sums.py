"""Sums of a trace by grade of evidence and by department, with the bounds that the ledgers allow for each sum as a whole."""

from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kentgraf.graph.money.attributions import SPENT, Attribution, money_text, percent_text
from kentgraf.graph.money.divisions import Pair
from kentgraf.graph.money.evidence import Analysis, Evidence
from kentgraf.graph.money.ledgers import EXACT, Department, exact_sum


@dataclass(frozen=True)
class EvidencePart:
    """The part of a subject's money with one grade of evidence, in TL.

    `amount` is the sum of the activities' whole amounts, or, if the subject is a department, what is certainly its own. `low` and
    `high` bound what the departments of the rows spent of it, where that isn't just the amount. If all cells are blank, there is
    neither.
    """

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


@dataclass(frozen=True)
class DepartmentSum:
    """What one department spent on a subject's activities: between `low` and `high` in TL, from `rows` rows.

    If all cells are blank, there are no bounds.
    """

    department: Department
    rows: int
    low: Decimal | None = None
    high: Decimal | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the sum as a JSON object: with `amount` if both bounds are the same, else with `low` and `high`."""
        answer: dict[str, Any] = {
            "department": self.department.code,
            "department_name": self.department.name,
            "rows": self.rows,
        }
        if self.low is None or self.high is None:
            return answer
        if self.low == self.high:
            return {**answer, "amount": money_text(self.low)}
        return {**answer, "low": money_text(self.low), "high": money_text(self.high)}


def sum_by_evidence(
    attributions: Iterable[Attribution], analysis: Analysis, *, one_department: bool
) -> list[EvidencePart]:
    """Return the parts of a subject by grade of evidence, without rows that aren't counted.

    An activity with several departments counts once with its whole amount, unless the subject is one department.
    """
    by_evidence: dict[Evidence, list[Attribution]] = {}
    for one in attributions:
        if one.counted:
            by_evidence.setdefault(one.assessment.evidence, []).append(one)
    order = typing.get_args(Evidence)
    parts = []
    for evidence, several in sorted(by_evidence.items(), key=lambda item: order.index(item[0])):
        if _are_blank(several):
            parts.append(EvidencePart(evidence, len(several), None))
            continue
        low, high = sum_bounds(several, analysis)
        if one_department:
            part = EvidencePart(evidence, len(several), low) if low == high else None
            parts.append(part or EvidencePart(evidence, len(several), None, low, high))
            continue
        whole = _whole_amount(several)
        known = evidence in ("unlabelled", "printed") or low == high == whole
        parts.append(EvidencePart(evidence, len(several), whole, *(() if known else (low, high))))
    return parts


def sum_by_department(attributions: Iterable[Attribution], analysis: Analysis) -> list[DepartmentSum]:
    """Return what each department spent on the activities of a trace, those that can have spent most first."""
    by_department: dict[str, list[Attribution]] = {}
    for one in attributions:
        if one.department is not None and one.kind == "activity":
            by_department.setdefault(one.department.iri, []).append(one)
    sums = [
        DepartmentSum(
            analysis.ledgers.departments[iri],
            len(several),
            *(() if _are_blank(several) else sum_bounds(several, analysis)),
        )
        for iri, several in by_department.items()
    ]
    return sorted(sums, key=lambda one: (-(one.high or 0), -(one.low or 0), one.department.code))


def _are_blank(attributions: Iterable[Attribution]) -> bool:
    """Return whether no row has an amount."""
    return all(one.row is not None and one.row.money.get(SPENT) is None for one in attributions)


def sum_bounds(attributions: Iterable[Attribution], analysis: Analysis) -> tuple[Decimal, Decimal]:
    """Return the bounds of what the departments of the rows spent together: activities, and transfers to other bodies."""
    pairs: list[Pair] = []
    own: list[Decimal] = []
    shared: dict[str, Decimal] = {}
    for one in attributions:
        if one.group is not None:
            if one.is_certain:
                own.append(one.group.total.amount)
            else:
                shared[one.group.iri] = one.group.total.amount
        elif one.row is not None and one.department is not None:
            pairs.append((one.row.iri, one.department.iri))
    low, high = analysis.bounds(pairs)
    known = exact_sum(own)
    return EXACT.add(low, known), exact_sum([high, known, *shared.values()])


def _whole_amount(attributions: Iterable[Attribution]) -> Decimal:
    """Return the sum of the whole amounts of activities and groups of transfers, each counted once."""
    whole: dict[str, Decimal | None] = {}
    for one in attributions:
        if one.row is not None:
            whole[one.row.iri] = one.row.money.get(SPENT)
        if one.group is not None:
            whole[one.group.iri] = one.group.total.amount
    return exact_sum(amount for amount in whole.values() if amount is not None)
