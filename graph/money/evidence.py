"""The evidence that an activity's money belongs to a department, from the reconciliation of both ledgers.

The report prints what each activity spent, what each department spent, and which departments are named for an activity. From
these follows an `Assessment` for every activity and department:

- `proven`: the department's ledger, less its transfers to other bodies, is to the kuruş the sum of its activities
- `implied`: several departments are named, and all others are excluded by closed ledgers
- `labelled`: one department is named, and its ledger doesn't close
- `shared`: several departments are possible; `low` and `high` are the tightest bounds that all ledgers allow together
- `contradicted`: the totals of the named departments are smaller than the activities for which only they are named, as when
  units were founded or merged during the year. The bounds of other activities are computed without these activities, so they
  may be too wide but never too narrow
- `unlabelled`: no department is named

Amounts that the report doesn't divide are not divided. Closures are computed from numbers alone (`closures`, `bounds`).
"""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import networkx as nx

from kentgraf.graph.money.bounds import Flow
from kentgraf.graph.money.closures import Closure, Excess, Reconciliation
from kentgraf.graph.money.ledgers import EXACT, Ledgers, exact_sum

Evidence = typing.Literal["proven", "implied", "labelled", "shared", "contradicted", "unlabelled", "printed"]
CERTAIN: typing.Final = frozenset({"proven", "implied", "labelled"})
"""The evidence with which the whole amount belongs to the department."""

_KURUS: typing.Final = 2
_NOTHING: typing.Final = Decimal(0)


@dataclass(frozen=True)
class Assessment:
    """What is known of an activity's money at a department, in TL: an `amount`, or the bounds `low` and `high`.

    A blank cell has neither. `competing` are the IRIs of the other activities that compete for the same departments, and so
    keep the bounds apart. `closure` proves the amount, `excess` contradicts it, and `excluded` has the closure that excludes
    each other named department (IRI). Amounts in these three are in the smallest unit (`Analysis.in_tl` converts them).
    """

    evidence: Evidence
    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    competing: tuple[str, ...] = ()
    closure: Closure | None = None
    excess: Excess | None = None
    excluded: dict[str, Closure] = field(default_factory=dict)


class Analysis:
    """Both ledgers of a year with an assessment for every activity and department.

    `assessments` are keyed by the IRIs of activity and department (None if no department is named). A department that is
    excluded from an activity has no assessment for it.
    """

    def __init__(self, ledgers: Ledgers) -> None:
        self.ledgers = ledgers
        self._digits = max([_KURUS, *(_fraction_digits(entry.amount) for entry in ledgers.spent.values())])
        self._books = self._create_reconciliation()
        self._books.reconcile()
        self._flow: Flow = self._books.flow.without_fixed()
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

    def excluded_activities(self, department: str) -> dict[str, Closure]:
        """Return the activities for which a department is named and from which it is excluded, with the closures."""
        return {activity: closure for (activity, of), closure in self._books.excluded.items() if of == department}

    def capacity(self, department: str) -> Decimal:
        """Return what the department's ledger leaves for activities, in TL; 0 if no total is printed for it."""
        return self.in_tl(self._books.capacity.get(department, 0))

    def subtracts_transfers(self, department: str) -> bool:
        """Return whether transfers are part of the department's ledger: not if it closes to the kuruş without them."""
        full = self._books.full_capacity.get(department)
        return full is None or self._books.capacity[department] < full

    def closure_of(self, department: str) -> Closure | None:
        """Return the closure of the department's ledger, or None."""
        return self._books.closures.get(department)

    def maximum_for_activities(self, department: str) -> Decimal:
        """Return the maximum, in TL, that a department's activities can have spent together, without contradicted ones."""
        certain = exact_sum(
            v.amount for v in self.of_department(department).values() if v.evidence in CERTAIN and v.amount
        )
        return EXACT.add(certain, self.in_tl(self._flow.maximum_of(department)))

    def _in_units(self, amount: Decimal) -> int:
        return int(EXACT.scaleb(amount, self._digits))

    def _create_reconciliation(self) -> Reconciliation:
        """Convert the ledgers to integers. A negative amount increases the capacity of its departments."""
        ledgers = self.ledgers
        amounts: dict[str, int] = {}
        named: dict[str, frozenset[str]] = {}
        capacity: dict[str, int] = {}
        full_capacity: dict[str, int] = {}
        for department in ledgers.departments:
            if (entry := ledgers.spent.get(department)) is not None:
                total, passed_on = self._in_units(entry.amount), self._in_units(ledgers.own_transfers(department))
                capacity[department] = max(0, total - passed_on)
                if passed_on:
                    full_capacity[department] = total
        for activity in ledgers.codes:
            several = frozenset(unit.iri for unit in ledgers.named.get(activity, ()))
            if not several or (entry := ledgers.spent.get(activity)) is None:
                continue
            if entry.amount > 0:
                amounts[activity], named[activity] = self._in_units(entry.amount), several
            else:
                for department in several & capacity.keys():
                    capacity[department] -= self._in_units(entry.amount)
        return Reconciliation(amounts, named, capacity, full_capacity)

    def _assess(self, activity: str) -> typing.Iterator[tuple[str | None, Assessment]]:
        named = [unit.iri for unit in self.ledgers.named.get(activity, ())]
        entry = self.ledgers.spent.get(activity)
        amount = None if entry is None else entry.amount
        if not named:
            yield None, Assessment("unlabelled", amount)
        elif amount is None or amount <= 0:
            low, high = (None, None) if amount is None else (amount, _NOTHING)
            for department in named:
                yield (
                    department,
                    Assessment("labelled", amount) if len(named) == 1 else Assessment("shared", None, low, high),
                )
        elif excess := self._excess_of(activity):
            for department in named:
                if len(named) == 1:
                    yield department, Assessment("contradicted", amount, excess=excess)
                else:
                    yield department, Assessment("contradicted", None, _NOTHING, amount, excess=excess)
        else:
            candidates = self._books.candidates[activity]
            excluded = {d: self._books.excluded[activity, d] for d in named if d not in candidates}
            for department in (department for department in named if department in candidates):
                yield department, self._assess_candidate(activity, department, amount, excluded)

    def _assess_candidate(
        self, activity: str, department: str, amount: Decimal, excluded: dict[str, Closure]
    ) -> Assessment:
        closure = self._books.closures.get(department)
        if len(self._books.candidates[activity]) > 1:
            low, high = (self.in_tl(bound) for bound in self._flow.bounds(activity, department))
            competing = () if low == high else self._competing.get(activity, ())
            return Assessment("shared", None, low, high, competing, closure, None, excluded)
        if closure is not None and activity in closure.activities:
            return Assessment("proven", amount, closure=closure, excluded=excluded)
        return Assessment("implied" if excluded else "labelled", amount, excluded=excluded)

    @cached_property
    def _competing(self) -> dict[str, tuple[str, ...]]:
        """By activity, the others that compete with it: connected by departments that can't hold all that they share."""
        wanted: dict[str, int] = {}
        for activity, several in self._flow.candidates.items():
            for department in several:
                wanted[department] = wanted.get(department, 0) + self._flow.amounts[activity]
        scarce: Any = nx.Graph()
        for activity, several in self._flow.candidates.items():
            for department in several:
                low, high = self._flow.bounds(activity, department)
                if low < high and wanted[department] > self._flow.capacity.get(department, wanted[department]):
                    scarce.add_edge(("activity", activity), ("department", department))
        competing: dict[str, tuple[str, ...]] = {}
        for group in nx.connected_components(scarce):
            activities = sorted(name for kind, name in group if kind == "activity")
            competing.update({one: tuple(other for other in activities if other != one) for one in activities})
        return competing

    def _excess_of(self, activity: str) -> Excess | None:
        return next((excess for excess in self._books.excesses if activity in excess.activities), None)


def _fraction_digits(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
