"""The evidence that an activity's money belongs to a department, from the reconciliation of both ledgers.

The report prints what each activity spent, what each department spent, and which departments are named for an activity. From
these follows an `Assessment` for every activity and department:

- `proven`: the department's ledger is to the kuruş the sum of what is its; its ledger is its total less its transfers to other
  bodies, if these fit under it
- `jointly`: the ledgers of two or three departments close together to the kuruş, in every phase that both ledgers print; the
  group's money is proven, and each one's part has bounds
- `implied`: several departments are named, and all others are excluded by closed ledgers
- `labelled`: one department is named, and its ledger doesn't prove the amount, which is the case of nothing spent, too. If what only
  the department can have paid is larger than its ledger, this amount (or one that is implied) has bounds: at least the amount less
  that excess
- `shared`: several departments are possible; `low` and `high` are the tightest bounds that all ledgers allow together
- `contradicted`: the activity's own amount is larger than all that the named departments can have spent on activities; `high` is
  the most they can have spent
- `unlabelled`: no department is named

Amounts that the report doesn't divide are not divided. Everything is computed from numbers alone (`reconciliation`).
"""

from __future__ import annotations

import typing
from collections import Counter
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
    `competing` are the IRIs of the other activities that draw on the same ledgers, directly or through others, where a ledger can't
    hold all that is shared.
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
        """Whether the department's amount is known (or blank): neither shared nor given by its bounds."""
        return self.evidence != "shared" and self.high is None


class Analysis:
    """Both ledgers of a year with an assessment for every activity and department, made when it is asked for.

    A department that is excluded from an activity has no assessment for it.
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
        self._known: dict[str, dict[str | None, Assessment]] = {}

    def in_tl(self, units: int) -> Decimal:
        """Convert an amount of a closure or excess to TL."""
        return EXACT.scaleb(Decimal(units), -self._digits)

    @property
    def assessments(self) -> dict[tuple[str, str | None], Assessment]:
        """All assessments, by the IRIs of activity and department (None if no department is named)."""
        return {(a, department): one for a in self.ledgers.codes for department, one in self.of_activity(a).items()}

    def of_activity(self, activity: str) -> dict[str | None, Assessment]:
        """Return the assessments of one activity by department: those that are named for it first, in their order."""
        if activity not in self._known:
            self._known[activity] = dict(self._assess(activity))
        return self._known[activity]

    def of_department(self, department: str) -> dict[str, Assessment]:
        """Return the assessments of one department, by activity."""
        there = (a for a in self.ledgers.codes if department in self.possible(a) or department in self._named(a))
        return {a: one for a in there if (one := self.of_activity(a).get(department)) is not None}

    def count_by_evidence(self) -> Counter[Evidence]:
        """Return the number of pairs of activity and department by grade, without computing any bounds of what is divided."""
        counts: Counter[Evidence] = Counter()
        for activity in self.ledgers.codes:
            amount = self.ledgers.amount(activity)
            if amount and activity in self.reconciliation.divisions.amounts:
                counts["shared"] += len(self.possible(activity))
            else:
                counts.update(one.evidence for one in self.of_activity(activity).values())
        return counts

    def _named(self, activity: str) -> list[str]:
        return [unit.iri for unit in self.ledgers.named.get(activity, ())]

    def possible(self, activity: str) -> frozenset[str]:
        """Return the departments (IRIs) at which an activity for which some are named can have been spent."""
        return self.reconciliation.possible(activity) if activity in self.reconciliation.named else frozenset()

    def excluded_activities(self, department: str) -> dict[str, Closure]:
        """Return the activities for which a department is named and from which it is excluded, with the closures."""
        return {
            a: closure
            for (a, of), closure in self.reconciliation.excluded.items()
            if of == department and self.ledgers.amount(a) and department not in self.possible(a)
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
        named, amount = self._named(activity), self.ledgers.amount(activity)
        if not named:
            yield None, Assessment("unlabelled", amount, is_named=False)
        elif not amount:
            bounds = (None, None) if amount is None else (_NOTHING, _NOTHING)
            for department in named:
                single = Assessment("labelled", amount)
                yield department, single if len(named) == 1 else Assessment("shared", None, *bounds)
        else:
            possible = self.reconciliation.possible(activity)
            for department in [*named, *sorted(possible - set(named))]:
                if department in possible:
                    assessment = self._assess_pair(activity, department, amount, named)
                    if assessment.is_named or assessment.high:
                        yield department, assessment

    def _assess_pair(self, activity: str, department: str, amount: Decimal, named: list[str]) -> Assessment:
        found = self.reconciliation
        closure, excess = found.closed.get(activity), found.excess_of(activity)
        possible = found.possible(activity)
        facts: dict[str, Any] = {
            "closure": closure,
            "excess": excess,
            "excluded": {d: found.excluded[activity, d] for d in named if d not in possible},
            "hints": tuple(hint for hint in self.hints if activity in hint.activities),
            "is_named": department in named,
        }
        if closure is not None and closure.how == "alone":
            return Assessment("proven", amount, **facts)
        grade = self._grade(activity, len(named))
        if not found.is_open(activity) and closure is None:
            return Assessment(grade, amount, **facts)
        low, high = self.bounds([(activity, department)])
        competing = self._competing.get(activity, ()) if grade == "shared" and low < high and not excess else ()
        return Assessment(grade, None, low, high, competing, **facts)

    def _grade(self, activity: str, named: int) -> Evidence:
        """Return the grade of an activity that isn't proven; `named` is the number of departments named for it."""
        found = self.reconciliation
        if activity in found.contradicted:
            return "contradicted"
        if activity in found.closed:
            return "jointly"
        if len(found.possible(activity)) > 1:
            return "shared"
        return "labelled" if named == 1 else "implied"

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
                if wanted[department] > divisions.capacity.get(department, wanted[department]):
                    scarce.add_edge(("activity", activity), ("department", department))
        competing: dict[str, tuple[str, ...]] = {}
        for group in nx.connected_components(scarce):
            activities = sorted(name for kind, name in group if kind == "activity")
            competing.update({one: tuple(other for other in activities if other != one) for one in activities})
        return competing


def _fraction_digits(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
