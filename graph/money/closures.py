"""Which departments' ledgers close to the last unit with the activities named for them, and whom that excludes elsewhere.

A department closes *alone* if its capacity is the sum of the activities that can only be its; *in a group* if several
departments are full together, with activities that can only be theirs; or *with a part*: if, of the activities that it
shares, exactly one choice fills what is left of its capacity. Who is closed has no part in any other activity, and that can
close further departments: everything is repeated until nothing changes. Nothing is known here of names, only numbers.
"""

from __future__ import annotations

import typing
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from kentgraf.graph.money.bounds import Flow, find_flow

MOST_SHARED: Final = 20
"""A department with more shared activities than this is not tried for a part: among a million choices and more, one that
fits by chance to the kuruş is no longer out of the question."""
MOST_UNNAMED: Final = 20
"""How many departments without activities are tried, at most, for what the named departments lack."""

How = typing.Literal["alone", "group", "part"]


@dataclass(frozen=True)
class Closure:
    """Departments whose capacity, together, is the sum of the activities; `total` is both."""

    how: How
    departments: frozenset[str]
    activities: frozenset[str]
    total: int


@dataclass(frozen=True)
class Excess:
    """Activities that the departments named for them can't hold, by how much, and what unnamed departments would make up."""

    activities: frozenset[str]
    departments: frozenset[str]
    total: int
    capacity: int
    closes_with: frozenset[str]


@dataclass
class Books:
    """The two ledgers while they are held against each other.

    `amounts` above zero by activity; `possible` by activity, the departments that can still have part in it; `capacity` by
    department, what its ledger leaves for activities. `whole` is another capacity to try, for departments whose ledger
    holds transfers: without taking them off. Afterwards `closures` tells by department what closed it, `excluded` by
    activity and department what shut it out, `flow` how everything fits that fits, and `excesses` what doesn't.
    """

    amounts: Mapping[str, int]
    possible: dict[str, frozenset[str]]
    capacity: dict[str, int]
    whole: Mapping[str, int] = field(default_factory=dict)
    closures: dict[str, Closure] = field(default_factory=dict)
    excluded: dict[tuple[str, str], Closure] = field(default_factory=dict)
    flow: Flow = field(default_factory=lambda: Flow({}, {}, {}, {}))
    excesses: tuple[Excess, ...] = ()

    def close(self) -> None:
        """Find every closure, until nothing more follows."""
        while self._close_alone() or self._close_groups() or self._close_one_part():
            pass
        self.excesses = tuple(self._excesses())

    def exclude(self, activity: str, departments: frozenset[str], closure: Closure) -> bool:
        """Shut the departments out of the activity; whether that is new."""
        gone = self.possible[activity] & departments
        self.possible[activity] -= gone
        self.excluded.update({(activity, department): closure for department in gone})
        return bool(gone)

    def own(self, department: str) -> frozenset[str]:
        """The activities that can only be the department's."""
        return frozenset(a for a, several in self.possible.items() if several == {department})

    def _sum(self, activities: Iterable[str]) -> int:
        return sum(self.amounts[activity] for activity in activities)

    def _fit(self, possible: Mapping[str, frozenset[str]], capacity: Mapping[str, int], but: Set[str]) -> Flow:
        """As much of the activities as fits; those in `but` are left out."""
        held = {a: amount for a, amount in self.amounts.items() if possible[a] and a not in but}
        return find_flow(held, possible, capacity)

    def _overdrawn(self) -> dict[str, frozenset[str]]:
        """By department whose ledger can't hold even what can only be its, those activities."""
        own = {department: self.own(department) for department in sorted(self.capacity)}
        return {d: activities for d, activities in own.items() if self._sum(activities) > self.capacity[d]}

    def _close_alone(self) -> bool:
        """All departments that close as things stand, at once: none of them goes before another."""
        found = {}
        for department in sorted(self.capacity.keys() - self._closed_alone()):
            own = self.own(department)
            total = self._sum(own)
            if total and total in (self.capacity[department], self.whole.get(department)):
                self.capacity[department] = total
                found[department] = Closure("alone", frozenset({department}), own, total)
        for department, closure in found.items():
            self._settle(department, closure)
        return bool(found)

    def _settle(self, department: str, closure: Closure) -> None:
        self.closures[department] = closure
        for activity in self.possible:
            if activity not in closure.activities:
                self.exclude(activity, closure.departments, closure)

    def _close_groups(self) -> bool:
        """Groups that are full in every way in which the money fits; those that can't hold theirs prove nothing."""
        overdrawn = self._overdrawn()
        flow = self._fit(self.possible, self.capacity, frozenset().union(*overdrawn.values()))
        too_much = flow.too_much()
        refuted = overdrawn.keys() | {department for activity in too_much for department in self.possible[activity]}
        kept = {activity: amount for activity, amount in flow.amounts.items() if activity not in too_much}
        parts = {ends: money for ends, money in flow.parts.items() if ends[0] in kept}
        self.flow = Flow(kept, {activity: self.possible[activity] for activity in kept}, self.capacity, parts)
        groups = [
            Closure("group" if len(group) > 1 else "alone", group, filling, self._sum(filling))
            for group, filling in self.flow.full_groups(refuted)
        ]
        changed = False
        for closure in groups:
            for activity in kept:
                others = self.possible[activity] - closure.departments
                if activity not in closure.activities:
                    changed |= self.exclude(activity, closure.departments, closure)
                else:
                    changed |= self.exclude(activity, others, closure)
        if not changed:
            self.closures.update(
                {
                    department: closure
                    for closure in groups
                    for department in closure.departments - self._closed_alone()
                    if closure.total
                }
            )
        return changed

    def _close_one_part(self) -> bool:
        """The first department that closes with a part of what it shares, where that doesn't speak against the others."""
        found = {
            department: self._part(department) for department in sorted(self.capacity.keys() - self._closed_alone())
        }
        claims = [activity for part in found.values() if part for activity in part[0]]
        before = None
        for department, part in found.items():
            if part is None or any(claims.count(activity) > 1 for activity in part[0]):
                continue
            taken, total = part
            me = frozenset({department})
            possible = {a: me if a in taken or several == me else several - me for a, several in self.possible.items()}
            before = before if before is not None else self._fit(self.possible, self.capacity, frozenset()).total
            capacity = {**self.capacity, department: total}
            if any(not several and self.possible[a] for a, several in possible.items()):
                continue
            if self._fit(possible, capacity, frozenset()).total < before:
                continue
            self.capacity = capacity
            closure = Closure("part", me, self.own(department) | taken, total)
            for activity in taken:
                self.exclude(activity, self.possible[activity] - me, closure)
            self._settle(department, closure)
            return True
        return False

    def _closed_alone(self) -> set[str]:
        return {department for department, closure in self.closures.items() if closure.how != "group"}

    def _part(self, department: str) -> tuple[frozenset[str], int] | None:
        """The only choice of shared activities that fills the department, and the capacity that it fills."""
        own = self._sum(self.own(department))
        shared = sorted(a for a, several in self.possible.items() if department in several and len(several) > 1)
        totals = {self.capacity[department], self.whole.get(department, self.capacity[department])}
        fitting = [
            (choice, total)
            for total in sorted(totals)
            for choice in choose_sum({a: self.amounts[a] for a in shared}, total - own, MOST_SHARED)
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _excesses(self) -> Iterator[Excess]:
        """What doesn't fit: what a department can't hold by itself, then of the rest each connected part for itself."""
        overdrawn = self._overdrawn()
        for department, own in overdrawn.items():
            yield self._excess(own, frozenset({department}))
        left = set(self._fit(self.possible, self.capacity, frozenset().union(*overdrawn.values())).too_much())
        while left:
            activities: set[str] = set()
            wider = {min(left)}
            while wider != activities:
                activities = wider
                departments = frozenset(d for activity in activities for d in self.possible[activity])
                wider = {activity for activity in left if departments & self.possible[activity]}
            left -= activities
            yield self._excess(frozenset(activities), departments)
        for activity in sorted(activity for activity, several in self.possible.items() if not several):
            yield self._excess(frozenset({activity}), frozenset())

    def _excess(self, activities: frozenset[str], departments: frozenset[str]) -> Excess:
        """With the only choice of departments without activities that would make up, to the unit, what is lacking."""
        named = {department for several in self.possible.values() for department in several}
        idle = {d: self.capacity[d] for d in self.capacity.keys() - named if d not in self.closures}
        total, capacity = self._sum(activities), sum(self.capacity[department] for department in departments)
        choices = choose_sum(idle, total - capacity, MOST_UNNAMED)
        return Excess(activities, departments, total, capacity, choices[0] if len(choices) == 1 else frozenset())


def choose_sum(amounts: Mapping[str, int], wanted: int, most: int) -> list[frozenset[str]]:
    """The choices of amounts (all above zero) that make up `wanted`: none, the only one, or two where there are more.

    Amounts larger than `wanted` are left out first; if more than `most` remain, nothing is searched. The two halves'
    sums are met in the middle: some 2 ** (most / 2) steps.
    """
    fitting = [name for name in sorted(amounts) if 0 < amounts[name] <= wanted]
    if wanted <= 0 or len(fitting) > most:
        return []
    middle = len(fitting) // 2
    left, right = _sums(fitting[:middle], amounts), sorted(_sums(fitting[middle:], amounts))
    found: list[frozenset[str]] = []
    for total, chosen in left:
        first = bisect_left(right, (wanted - total, ()))
        for other, further in right[first : first + 2]:
            if other == wanted - total:
                found.append(frozenset(chosen + further))
        if len(found) > 1:
            return found[:2]
    return found


def _sums(names: Sequence[str], amounts: Mapping[str, int]) -> list[tuple[int, tuple[str, ...]]]:
    """The sum of every choice of names."""
    sums: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for name in names:
        sums += [(total + amounts[name], (*chosen, name)) for total, chosen in sums]
    return sums
