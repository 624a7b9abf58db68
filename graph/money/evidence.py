"""How sure it is which department an activity's money belongs to: the two ledgers held against each other.

The report prints what each activity spent, what each department spent, and who is named for an activity. For every
activity and department that follows a `Verdict`:

- `proven`: the department's ledger (less what it passed on to other bodies) is to the kuruş the sum of what is its
- `implied`: several are named, and the ledgers of all others closed without it
- `labelled`: one department is named, and its ledger leaves more
- `shared`: several are possible; `low` and `high` are the tightest bounds that both ledgers allow together
- `contradicted`: the named departments' totals can't hold it: a department less than what only it is named for, or
  several together less than what only they are named for (units were founded or merged during the year). The others'
  bounds are told as if it weren't there: generous ones, since nobody knows what of those ledgers is whose
- `unlabelled`: nobody is named

Nothing is divided that the report doesn't divide, and closures are found by computation alone (`closures`, `bounds`).
"""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import networkx as nx

from kentgraf.graph.money.bounds import Flow
from kentgraf.graph.money.closures import Books, Closure, Excess
from kentgraf.graph.money.ledgers import EXACT, Ledgers, add

Evidence = typing.Literal["proven", "implied", "labelled", "shared", "contradicted", "unlabelled", "printed"]
CERTAIN: typing.Final = frozenset({"proven", "implied", "labelled"})
"""With these the whole amount is the department's."""

_KURUS: typing.Final = 2
_NOTHING: typing.Final = Decimal(0)


@dataclass(frozen=True)
class Verdict:
    """What is known of an activity's money at a department, in TL: an `amount`, or the bounds `low` and `high`.

    A blank cell has neither. `because` names the other activities (IRIs) that keep the bounds apart: their own money can
    be moved through the same departments, which can't hold all of it. `closure` proves, `excess` contradicts, `excluded`
    tells by department beside (IRI) which closure shut it out. Amounts in these three are in units (`Analysis.in_tl`).
    """

    evidence: Evidence
    amount: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    because: tuple[str, ...] = ()
    closure: Closure | None = None
    excess: Excess | None = None
    excluded: dict[str, Closure] = field(default_factory=dict)


class Analysis:
    """Both ledgers of a year with a verdict for every activity and department.

    `verdicts` are by the IRIs of activity and department (None where nobody is named); departments that a closure shut out
    of an activity have none there.
    """

    def __init__(self, ledgers: Ledgers) -> None:
        self.ledgers = ledgers
        self._digits = max([_KURUS, *(_fraction_digits(entry.amount) for entry in ledgers.spent.values())])
        self._books = self._open_books()
        self._books.close()
        self._flow: Flow = self._books.flow.without_fixed()
        self.verdicts: dict[tuple[str, str | None], Verdict] = {}
        for activity in ledgers.codes:
            for department, verdict in self._judge(activity):
                self.verdicts[activity, department] = verdict

    def in_tl(self, units: int) -> Decimal:
        """An amount of closures and excesses in TL."""
        return EXACT.scaleb(Decimal(units), -self._digits)

    def of_department(self, department: str) -> dict[str, Verdict]:
        """The verdicts on one department, by activity."""
        return {activity: verdict for (activity, of), verdict in self.verdicts.items() if of == department}

    def shut_out(self, department: str) -> dict[str, Closure]:
        """The activities that a department is named for and has no part in, and the closures that say so."""
        return {activity: closure for (activity, of), closure in self._books.excluded.items() if of == department}

    def capacity(self, department: str) -> Decimal:
        """What the department's ledger leaves for activities, in TL; nothing if no total is printed for it."""
        return self.in_tl(self._books.capacity.get(department, 0))

    def takes_off_transfers(self, department: str) -> bool:
        """Whether transfers are a part of the department's ledger: not if that closes to the kuruş without them."""
        whole = self._books.whole.get(department)
        return whole is None or self._books.capacity[department] < whole

    def closure_of(self, department: str) -> Closure | None:
        """What closes the department's ledger."""
        return self._books.closures.get(department)

    def most_of_activities(self, department: str) -> Decimal:
        """The most, in TL, that the department's activities can take of its ledger together, those contradicted aside."""
        certain = add(v.amount for v in self.of_department(department).values() if v.evidence in CERTAIN and v.amount)
        return EXACT.add(certain, self.in_tl(self._flow.most(department)))

    def _units(self, amount: Decimal) -> int:
        return int(EXACT.scaleb(amount, self._digits))

    def _open_books(self) -> Books:
        """The ledgers in whole units. An amount below zero, if ever, leaves its departments room for as much more."""
        ledgers = self.ledgers
        amounts: dict[str, int] = {}
        named: dict[str, frozenset[str]] = {}
        capacity: dict[str, int] = {}
        whole: dict[str, int] = {}
        for department in ledgers.units:
            if (entry := ledgers.spent.get(department)) is not None:
                total, passed_on = self._units(entry.amount), self._units(ledgers.passed_on(department))
                capacity[department] = max(0, total - passed_on)
                if passed_on:
                    whole[department] = total
        for activity in ledgers.codes:
            several = frozenset(unit.iri for unit in ledgers.named.get(activity, ()))
            if not several or (entry := ledgers.spent.get(activity)) is None:
                continue
            if entry.amount > 0:
                amounts[activity], named[activity] = self._units(entry.amount), several
            else:
                for department in several & capacity.keys():
                    capacity[department] -= self._units(entry.amount)
        return Books(amounts, named, capacity, whole)

    def _judge(self, activity: str) -> typing.Iterator[tuple[str | None, Verdict]]:
        named = [unit.iri for unit in self.ledgers.named.get(activity, ())]
        entry = self.ledgers.spent.get(activity)
        amount = None if entry is None else entry.amount
        if not named:
            yield None, Verdict("unlabelled", amount)
        elif amount is None or amount <= 0:
            low, high = (None, None) if amount is None else (amount, _NOTHING)
            for department in named:
                yield department, Verdict("labelled", amount) if len(named) == 1 else Verdict("shared", None, low, high)
        elif excess := self._excess_with(activity):
            for department in named:
                if len(named) == 1:
                    yield department, Verdict("contradicted", amount, excess=excess)
                else:
                    yield department, Verdict("contradicted", None, _NOTHING, amount, excess=excess)
        else:
            possible = self._books.possible[activity]
            excluded = {d: self._books.excluded[activity, d] for d in named if d not in possible}
            for department in (department for department in named if department in possible):
                yield department, self._weigh(activity, department, amount, excluded)

    def _weigh(self, activity: str, department: str, amount: Decimal, excluded: dict[str, Closure]) -> Verdict:
        closure = self._books.closures.get(department)
        if len(self._books.possible[activity]) > 1:
            low, high = (self.in_tl(bound) for bound in self._flow.bounds(activity, department))
            return Verdict("shared", None, low, high, self._movers(activity, low, high), closure, None, excluded)
        if closure is not None and activity in closure.activities:
            return Verdict("proven", amount, closure=closure, excluded=excluded)
        return Verdict("implied" if excluded else "labelled", amount, excluded=excluded)

    def _movers(self, activity: str, low: Decimal, high: Decimal) -> tuple[str, ...]:
        return () if low == high else self._linked.get(activity, ())

    @cached_property
    def _linked(self) -> dict[str, tuple[str, ...]]:
        """By activity, the others that can take its room: linked by departments that can't hold all that they share."""
        wanted: dict[str, int] = {}
        for activity, several in self._flow.possible.items():
            for department in several:
                wanted[department] = wanted.get(department, 0) + self._flow.amounts[activity]
        scarce: Any = nx.Graph()
        for activity, several in self._flow.possible.items():
            for department in several:
                low, high = self._flow.bounds(activity, department)
                if low < high and wanted[department] > self._flow.capacity.get(department, wanted[department]):
                    scarce.add_edge(("activity", activity), ("department", department))
        linked: dict[str, tuple[str, ...]] = {}
        for group in nx.connected_components(scarce):
            activities = sorted(name for kind, name in group if kind == "activity")
            linked.update({one: tuple(other for other in activities if other != one) for one in activities})
        return linked

    def _excess_with(self, activity: str) -> Excess | None:
        return next((excess for excess in self._books.excesses if activity in excess.activities), None)


def _fraction_digits(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
