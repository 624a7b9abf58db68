"""The evidence that an activity's money belongs to a department, from the reconciliation of both ledgers.

The report prints what each activity spent, what each department spent, and which departments are named for an activity. From
these follows an `Assessment` for every activity and department:

- `proven`: the department's ledger is to the kuruş the sum of what is its; its ledger is its total less its transfers to other
  bodies, if these fit under it
- `jointly`: the ledgers of two or three departments close together to the kuruş, in every phase that both ledgers print; the
  group's money is proven, and each one's part has bounds
- `implied`: several departments are named, and all others are excluded by closed ledgers
- `labelled`: one department is named, and its ledger doesn't close. If all that it alone is named for is larger than its ledger, the
  amount has bounds: at least the amount less that excess
- `shared`: several departments are possible; `low` and `high` are the tightest bounds that all ledgers allow together
- `contradicted`: the activity's own amount is larger than all that the named departments spent; `high` is the most they can have
  spent
- `unlabelled`: no department is named

Amounts that the report doesn't divide are not divided. Everything is computed from numbers alone (`reconciliation`).
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import networkx as nx

from kentgraf.graph.money.closures import Book, Closure
from kentgraf.graph.money.divisions import Pair
from kentgraf.graph.money.excesses import Excess
from kentgraf.graph.money.hints import Hint, find_hints
from kentgraf.graph.money.ledgers import EXACT, Ledgers
from kentgraf.graph.money.reconciliation import Reconciliation

Evidence = typing.Literal["proven", "jointly", "implied", "labelled", "shared", "contradicted", "unlabelled", "printed"]

_KURUS: typing.Final = 2
_NOTHING: typing.Final = Decimal(0)


@dataclass(frozen=True)
class Assessment:
    """What is known of an activity's money at a department, in TL: an `amount`, or the bounds `low` and `high`.

    A blank cell has neither. `is_named` is false for a department of a joint closure that isn't named for the activity.
    `competing` are the IRIs of the other activities that compete for the same departments, and so keep the bounds apart.
    `closure` proves the amount, `excess` is the activity's, and `excluded` has the closure that excludes each other named
    department (IRI). Amounts in these three are in the smallest unit (`Analysis.in_tl` converts them). `hints` are never evidence.
    """

    evidence: Evidence
    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    competing: tuple[str, ...] = ()
    closure: Closure | None = None
    excess: Excess | None = None
    excluded: dict[str, Closure] = field(default_factory=dict)
    hints: tuple[Hint, ...] = ()
    is_named: bool = True

    @property
    def is_certain(self) -> bool:
        """Whether there is one amount (or a blank) instead of bounds."""
        return self.high is None


class Analysis:
    """Both ledgers of a year with an assessment for every activity and department.

    `assessments` are keyed by the IRIs of activity and department (None if no department is named). A department that is
    excluded from an activity has no assessment for it.
    """

    def __init__(self, ledgers: Ledgers) -> None:
        self.ledgers = ledgers
        amounts = (ledgers.amount(activity, phase) for phase in ledgers.phases for activity in ledgers.codes)
        held = (ledgers.ledger(department, phase) for phase in ledgers.phases for department in ledgers.departments)
        self._digits = max([_KURUS, *(_fraction_digits(one) for one in (*amounts, *held) if one)])
        named = {
            activity: frozenset(department.iri for department in several)
            for activity in ledgers.codes
            if (several := ledgers.named.get(activity, ()))
        }
        spending, *others = (self._book(phase) for phase in ledgers.phases)
        self.reconciliation = Reconciliation(named, spending, tuple(others))
        self.hints = find_hints(self.reconciliation, self._totals_with_transfers(), tuple(others))
        self.assessments: dict[tuple[str, str | None], Assessment] = {}
        for activity in ledgers.codes:
            for department, assessment in self._assess(activity):
                self.assessments[activity, department] = assessment

    def in_tl(self, units: int) -> Decimal:
        """Convert an amount of a closure or excess to TL."""
        return EXACT.scaleb(Decimal(units), -self._digits)

    def of_department(self, department: str) -> dict[str, Assessment]:
        """Return the assessments of one department, by activity."""
        return {activity: assessment for (activity, of), assessment in self.assessments.items() if of == department}

    def possible(self, activity: str) -> frozenset[str]:
        """Return the departments (IRIs) at which an activity for which some are named can have been spent."""
        return self.reconciliation.possible(activity)

    def excluded_activities(self, department: str) -> dict[str, Closure]:
        """Return the activities for which a department is named and from which it is excluded, with the closures."""
        return {
            a: closure
            for (a, of), closure in self.reconciliation.excluded.items()
            if (a, of) not in self.assessments and of == department
        }

    def closure_of(self, department: str) -> Closure | None:
        """Return the closure of the department's ledger, or None."""
        return self.reconciliation.closures.get(department)

    def excesses_of(self, department: str) -> list[Excess]:
        """Return the excesses that the department is part of."""
        return [excess for excess in self.reconciliation.excesses if department in excess.departments]

    def hints_of(self, department: str) -> list[Hint]:
        """Return what would close the department's ledger."""
        return [hint for hint in self.hints if department in hint.departments]

    def sole_total(self, department: str) -> Decimal:
        """Return the sum, in TL, of what only the department can have spent, without contradicted activities."""
        found = self.reconciliation
        own = (a for a, several in found.candidates.items() if several == {department})
        return self.in_tl(sum(found.amounts.get(activity, 0) for activity in own))

    def bounds(self, pairs: Iterable[Pair]) -> tuple[Decimal, Decimal]:
        """Return the minimum and the maximum, in TL, of the sum of the amounts of pairs of activity and department (IRIs).

        The bounds are those of the sum as a whole, which can be narrower than the sums of the pairs' own bounds.
        """
        low, high = self.reconciliation.bounds(pairs)
        return self.in_tl(low), self.in_tl(high)

    def _in_units(self, amount: Decimal) -> int:
        return int(EXACT.scaleb(amount, self._digits))

    def _book(self, phase: str) -> Book:
        ledgers = self.ledgers
        amounts = {a: self._in_units(amount) for a in ledgers.codes if (amount := ledgers.amount(a, phase)) is not None}
        held = {d: self._in_units(left) for d in ledgers.departments if (left := ledgers.ledger(d, phase)) is not None}
        return Book(amounts, held)

    def _totals_with_transfers(self) -> dict[str, int]:
        """Return the totals of departments from whose total transfers were subtracted."""
        return {
            department: self._in_units(total)
            for department in self.ledgers.departments
            if (total := self.ledgers.amount(department)) is not None and self.ledgers.ledger(department) != total
        }

    def _assess(self, activity: str) -> Iterator[tuple[str | None, Assessment]]:
        named = [unit.iri for unit in self.ledgers.named.get(activity, ())]
        amount = self.ledgers.amount(activity)
        if not named:
            yield None, Assessment("unlabelled", amount)
        elif not amount:
            bounds = (None, None) if amount is None else (_NOTHING, _NOTHING)
            for department in named:
                single = Assessment("labelled", amount)
                yield department, single if len(named) == 1 else Assessment("shared", None, *bounds)
        else:
            possible = self.reconciliation.possible(activity)
            for department in [*named, *sorted(possible - set(named))]:
                if department in possible:
                    yield department, self._assess_pair(activity, department, amount, named)

    def _assess_pair(self, activity: str, department: str, amount: Decimal, named: list[str]) -> Assessment:
        found = self.reconciliation
        closure, excess = found.closed.get(activity), found.excess_of(activity)
        low, high = self.bounds([(activity, department)])
        facts: dict[str, Any] = {
            "closure": closure,
            "excess": excess,
            "excluded": {
                d: c
                for (a, d), c in found.excluded.items()
                if a == activity and d in named and d not in found.possible(a)
            },
            "hints": tuple(hint for hint in self.hints if activity in hint.activities),
            "is_named": department in named,
        }
        if activity in found.contradicted:
            return Assessment("contradicted", None, low, high, **facts)
        if closure is not None:
            if closure.how == "alone":
                return Assessment("proven", amount, **facts)
            return Assessment("jointly", None, low, high, **facts)
        if found.is_open(activity):
            competing = () if low == high or excess else self._competing.get(activity, ())
            grade: Evidence = "labelled" if len(named) == 1 else "shared"
            return Assessment(grade, None, low, high, competing, **facts)
        return Assessment("implied" if facts["excluded"] else "labelled", amount, **facts)

    @cached_property
    def _competing(self) -> dict[str, tuple[str, ...]]:
        """By activity, the others that compete with it: connected by departments that can't hold all that they share."""
        divisions = self.reconciliation.divisions
        wanted: dict[str, int] = {}
        for activity, several in divisions.candidates.items():
            for department in several:
                wanted[department] = wanted.get(department, 0) + divisions.amounts[activity]
        scarce: Any = nx.Graph()
        for activity, several in divisions.candidates.items():
            for department in several:
                low, high = divisions.bounds([(activity, department)])
                if low < high and wanted[department] > divisions.capacity.get(department, wanted[department]):
                    scarce.add_edge(("activity", activity), ("department", department))
        competing: dict[str, tuple[str, ...]] = {}
        for group in nx.connected_components(scarce):
            activities = sorted(name for kind, name in group if kind == "activity")
            competing.update({one: tuple(other for other in activities if other != one) for one in activities})
        return competing


def _fraction_digits(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
