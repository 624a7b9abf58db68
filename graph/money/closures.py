"""Closures: departments whose ledgers are exactly the sum of activities, and the exclusions that follow from them.

A department closes *alone* if its ledger is the sum of the activities of which it is the only candidate. Two or three departments
close *jointly* if their ledgers are together the sum of the activities that have no other candidates, in every phase that both
ledgers print, and in one way only. A closed department is excluded from all other activities, which can close further departments,
so the search is repeated until nothing changes. Only numbers are compared here, no names.
"""

from __future__ import annotations

import itertools
import typing
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Final

MAX_JOINT: Final = 3
"""The maximal number of departments that close jointly: the more are tried together, the likelier is a coincidence."""

ClosureKind = typing.Literal["alone", "jointly"]


@dataclass(frozen=True)
class Closure:
    """Departments whose ledgers are together the sum of the activities. `total` is that amount in the smallest unit."""

    how: ClosureKind
    departments: frozenset[str]
    activities: frozenset[str]
    total: int


@dataclass(frozen=True)
class Book:
    """Both ledgers in one phase, in the smallest unit of money: amounts by activity, and ledgers by department."""

    amounts: Mapping[str, int]
    ledger: Mapping[str, int]


@dataclass
class Closing:
    """The search for closures.

    `candidates` by activity are the departments that are not excluded from it; an activity that is set aside has no entry. `book` is
    the spending, `others` the other phases. `close` fills `closures` by department, and `excluded` with the closure that
    excludes a department from an activity.
    """

    candidates: dict[str, frozenset[str]]
    book: Book
    others: tuple[Book, ...] = ()
    closures: dict[str, Closure] = field(default_factory=dict)
    excluded: dict[tuple[str, str], Closure] = field(default_factory=dict)

    def close(self) -> None:
        """Find all closures and exclusions until nothing more follows."""
        while self._close_alone() or self._close_jointly():
            pass

    def own(self, department: str) -> frozenset[str]:
        """Return the activities of which the department is the only candidate."""
        return frozenset(a for a, several in self.candidates.items() if several == {department})

    def sum_of(self, activities: Iterable[str]) -> int:
        """Return the sum of the activities' spending."""
        return sum(self.book.amounts.get(activity, 0) for activity in activities)

    def _close_alone(self) -> bool:
        """Close all departments that close alone, simultaneously, so that their order makes no difference."""
        found = []
        for department in sorted(self.book.ledger.keys() - self.closures.keys()):
            own = self.own(department)
            total = self.sum_of(own)
            if (
                self._spending(own)
                and total == self.book.ledger[department]
                and not self._may_have_refunds({department})
            ):
                found.append(Closure("alone", frozenset({department}), self._spending(own), total))
        return self._apply(found)

    def _close_jointly(self) -> bool:
        groups = [group for group in self.joint_groups() if self._closes_in_all_phases(group)]
        members = [department for group in groups for department in group.departments]
        return self._apply([g for g in groups if all(members.count(department) == 1 for department in g.departments)])

    def joint_groups(self) -> Iterator[Closure]:
        """Yield the smallest groups of open departments whose ledgers are together what only they can have spent."""
        ledger = {one: self.book.ledger[one] for one in sorted(self.book.ledger.keys() - self.closures.keys())}
        gap = {one: amount - self.sum_of(self.own(one)) for one, amount in ledger.items() if amount > 0}
        shared: dict[tuple[str, ...], int] = {}
        for activity, several in self.candidates.items():
            if 1 < len(several) <= MAX_JOINT:
                key = tuple(sorted(several))
                shared[key] = shared.get(key, 0) + self.book.amounts.get(activity, 0)
        closing: list[frozenset[str]] = []
        for size in range(2, MAX_JOINT + 1):
            for group in itertools.combinations(gap, size):
                parts = (part for n in range(2, size + 1) for part in itertools.combinations(group, n))
                if sum(gap[one] for one in group) != sum(shared.get(part, 0) for part in parts):
                    continue
                departments = frozenset(group)
                if not any(smaller < departments for smaller in closing) and not self._may_have_refunds(departments):
                    closing.append(departments)
                    activities, total = self._spending(self._only_of(departments)), sum(ledger[one] for one in group)
                    yield Closure("jointly", departments, activities, total)

    def _only_of(self, departments: frozenset[str]) -> frozenset[str]:
        return frozenset(a for a, several in self.candidates.items() if several and several <= departments)

    def _may_have_refunds(self, departments: Set[str]) -> bool:
        """Return whether a refund can be theirs or others': it would leave room for more than what fills their ledgers."""
        return any(
            self.book.amounts.get(activity, 0) < 0 and departments & several and not several <= departments
            for activity, several in self.candidates.items()
        )

    def _spending(self, activities: frozenset[str]) -> frozenset[str]:
        """Return the activities without those that spent nothing, or whose cell is blank."""
        return frozenset(activity for activity in activities if self.book.amounts.get(activity))

    def _closes_in_all_phases(self, group: Closure) -> bool:
        """Return whether a group closes in every other phase in which both ledgers print amounts."""
        for book in self.others:
            ledgers = [book.ledger[one] for one in group.departments if one in book.ledger]
            amounts = [book.amounts[one] for one in self._only_of(group.departments) if one in book.amounts]
            if ledgers and amounts and sum(ledgers) != sum(amounts):
                return False
        return True

    def _apply(self, closures: list[Closure]) -> bool:
        """Exclude the departments of closures from what isn't theirs alone; all at once, so that their order doesn't matter."""
        theirs = [(closure, self._only_of(closure.departments)) for closure in closures]
        for closure, activities in theirs:
            self.closures.update(dict.fromkeys(closure.departments, closure))
            for activity in self.candidates.keys() - activities:
                gone = self.candidates[activity] & closure.departments
                self.candidates[activity] -= gone
                self.excluded.update({(activity, department): closure for department in gone})
        return bool(closures)
