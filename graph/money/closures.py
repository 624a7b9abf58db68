"""Closures: departments whose ledgers are exactly the sum of activities, and the exclusions that follow from them.

A department closes *alone* if its capacity is the sum of the activities of which it is the only candidate. Departments close *in
a group* if activities that have no other candidates fill all of them. A department closes *with a part* if exactly one subset of
the activities that it shares fills the rest of its capacity. A closed department is excluded from all other activities, which can
close further departments, so the search is repeated until nothing changes. Only numbers are compared here, no names.
"""

from __future__ import annotations

import typing
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from kentgraf.graph.money.bounds import Flow, find_maximum_flow

MAX_SHARED: Final = 20
"""The maximal number of shared activities of a department that can close with a part: among more than a million subsets, one
that fits to the kuruş by coincidence can't be ruled out."""
MAX_UNNAMED: Final = 20
"""The maximal number of departments without activities among which the missing amount of an excess is searched."""

ClosureKind = typing.Literal["alone", "group", "part"]


@dataclass(frozen=True)
class Closure:
    """Departments whose total capacity is the sum of the activities. `total` is that amount in the smallest unit."""

    how: ClosureKind
    departments: frozenset[str]
    activities: frozenset[str]
    total: int


@dataclass(frozen=True)
class Excess:
    """Activities whose `total` is larger than the `capacity` of the departments named for them.

    `closes_with` are the departments without activities whose ledgers are exactly the missing amount, if only one set fits.
    """

    activities: frozenset[str]
    departments: frozenset[str]
    total: int
    capacity: int
    closes_with: frozenset[str]


@dataclass
class Reconciliation:
    """The reconciliation of the ledgers of activities and departments, in the smallest unit of money.

    `amounts` by activity are positive. `candidates` by activity are the departments that are not excluded from it. `capacity`
    by department is what its ledger leaves for activities. `full_capacity` is an alternative for departments with transfers:
    the ledger without subtracting them.

    `reconcile` fills the rest: `closures` by department, `excluded` with the closure that excludes a department from an
    activity, `flow` with an allocation of all that fits, and `excesses` with what doesn't fit.
    """

    amounts: Mapping[str, int]
    candidates: dict[str, frozenset[str]]
    capacity: dict[str, int]
    full_capacity: Mapping[str, int] = field(default_factory=dict)
    closures: dict[str, Closure] = field(default_factory=dict)
    excluded: dict[tuple[str, str], Closure] = field(default_factory=dict)
    flow: Flow = field(default_factory=lambda: Flow({}, {}, {}, {}))
    excesses: tuple[Excess, ...] = ()

    def reconcile(self) -> None:
        """Find all closures and exclusions until nothing more follows, and then the excesses."""
        while self._close_alone() or self._close_groups() or self._close_one_part():
            pass
        self.excesses = tuple(self._excesses())

    def exclude(self, activity: str, departments: frozenset[str], closure: Closure) -> bool:
        """Exclude departments from an activity, and return whether any of them was a candidate."""
        gone = self.candidates[activity] & departments
        self.candidates[activity] -= gone
        self.excluded.update({(activity, department): closure for department in gone})
        return bool(gone)

    def own(self, department: str) -> frozenset[str]:
        """Return the activities of which the department is the only candidate."""
        return frozenset(a for a, several in self.candidates.items() if several == {department})

    def _sum(self, activities: Iterable[str]) -> int:
        return sum(self.amounts[activity] for activity in activities)

    def _fit(self, candidates: Mapping[str, frozenset[str]], capacity: Mapping[str, int], but: Set[str]) -> Flow:
        """Return a maximum flow of the activities, except for those in `but`."""
        held = {a: amount for a, amount in self.amounts.items() if candidates[a] and a not in but}
        return find_maximum_flow(held, candidates, capacity)

    def _overdrawn(self) -> dict[str, frozenset[str]]:
        """Return the departments whose capacity is smaller than the sum of their own activities, with these activities."""
        own = {department: self.own(department) for department in sorted(self.capacity)}
        return {d: activities for d, activities in own.items() if self._sum(activities) > self.capacity[d]}

    def _close_alone(self) -> bool:
        """Close all departments that close alone, simultaneously, so that their order makes no difference."""
        found = {}
        for department in sorted(self.capacity.keys() - self._closed_alone()):
            own = self.own(department)
            total = self._sum(own)
            if total and total in (self.capacity[department], self.full_capacity.get(department)):
                self.capacity[department] = total
                found[department] = Closure("alone", frozenset({department}), own, total)
        for department, closure in found.items():
            self._apply_closure(department, closure)
        return bool(found)

    def _apply_closure(self, department: str, closure: Closure) -> None:
        self.closures[department] = closure
        for activity in self.candidates:
            if activity not in closure.activities:
                self.exclude(activity, closure.departments, closure)

    def _close_groups(self) -> bool:
        """Close groups that are saturated in every feasible allocation; departments in an excess prove nothing."""
        overdrawn = self._overdrawn()
        flow = self._fit(self.candidates, self.capacity, frozenset().union(*overdrawn.values()))
        infeasible = flow.infeasible_activities()
        refuted = overdrawn.keys() | {department for activity in infeasible for department in self.candidates[activity]}
        kept = {activity: amount for activity, amount in flow.amounts.items() if activity not in infeasible}
        allocation = {ends: money for ends, money in flow.allocation.items() if ends[0] in kept}
        self.flow = Flow(kept, {activity: self.candidates[activity] for activity in kept}, self.capacity, allocation)
        groups = [
            Closure("group" if len(group) > 1 else "alone", group, filling, self._sum(filling))
            for group, filling in self.flow.saturated_groups(refuted)
        ]
        changed = False
        for closure in groups:
            for activity in kept:
                others = self.candidates[activity] - closure.departments
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
        """Close the first department that closes with a part, if that contradicts neither other ledgers nor other parts."""
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
            candidates = {
                a: me if a in taken or several == me else several - me for a, several in self.candidates.items()
            }
            before = before if before is not None else self._fit(self.candidates, self.capacity, frozenset()).total
            capacity = {**self.capacity, department: total}
            if any(not several and self.candidates[a] for a, several in candidates.items()):
                continue
            if self._fit(candidates, capacity, frozenset()).total < before:
                continue
            self.capacity = capacity
            closure = Closure("part", me, self.own(department) | taken, total)
            for activity in taken:
                self.exclude(activity, self.candidates[activity] - me, closure)
            self._apply_closure(department, closure)
            return True
        return False

    def _closed_alone(self) -> set[str]:
        return {department for department, closure in self.closures.items() if closure.how != "group"}

    def _part(self, department: str) -> tuple[frozenset[str], int] | None:
        """Return the only subset of shared activities that fills the department, with the capacity that it fills, or None."""
        own = self._sum(self.own(department))
        shared = sorted(a for a, several in self.candidates.items() if department in several and len(several) > 1)
        totals = {self.capacity[department], self.full_capacity.get(department, self.capacity[department])}
        fitting = [
            (choice, total)
            for total in sorted(totals)
            for choice in find_subset_sums({a: self.amounts[a] for a in shared}, total - own, MAX_SHARED)
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _excesses(self) -> Iterator[Excess]:
        """Yield the excesses: those of single departments, then those of connected activities and departments."""
        overdrawn = self._overdrawn()
        for department, own in overdrawn.items():
            yield self._excess(own, frozenset({department}))
        left = set(
            self._fit(self.candidates, self.capacity, frozenset().union(*overdrawn.values())).infeasible_activities()
        )
        while left:
            activities: set[str] = set()
            wider = {min(left)}
            while wider != activities:
                activities = wider
                departments = frozenset(d for activity in activities for d in self.candidates[activity])
                wider = {activity for activity in left if departments & self.candidates[activity]}
            left -= activities
            yield self._excess(frozenset(activities), departments)
        for activity in sorted(activity for activity, several in self.candidates.items() if not several):
            yield self._excess(frozenset({activity}), frozenset())

    def _excess(self, activities: frozenset[str], departments: frozenset[str]) -> Excess:
        """Return an excess, with the only set of departments without activities whose capacity is the missing amount."""
        named = {department for several in self.candidates.values() for department in several}
        idle = {d: self.capacity[d] for d in self.capacity.keys() - named if d not in self.closures}
        total, capacity = self._sum(activities), sum(self.capacity[department] for department in departments)
        choices = find_subset_sums(idle, total - capacity, MAX_UNNAMED)
        return Excess(activities, departments, total, capacity, choices[0] if len(choices) == 1 else frozenset())


def find_subset_sums(amounts: Mapping[str, int], wanted: int, most: int) -> list[frozenset[str]]:
    """Return at most two subsets of the amounts whose sum is `wanted` (subset sum problem); all amounts are positive.

    Amounts larger than `wanted` are dropped first. If more than `most` remain, nothing is searched. The search meets in the
    middle, in some 2 ** (most / 2) steps.
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
    """Return every subset of names with its sum."""
    sums: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for name in names:
        sums += [(total + amounts[name], (*chosen, name)) for total, chosen in sums]
    return sums
