"""The reconciliation of the ledgers of activities and departments, in integers of the smallest unit of money.

Each department's ledger is what it spent on activities at most, and each activity was spent at the departments named for it. What
contradicts this is set aside, so that every other bound is computed as if it weren't there: a bound may then be generous, but it
is never too narrow. The order is

1. closures (`closures`): they settle their activities and exclude their departments from all others
2. activities whose own amount is larger than all that their departments spent: they are contradicted
3. excesses (`excesses`): groups of activities that are larger together than what their departments spent; each of them can have
   been spent elsewhere, but all together by no more than the excess
4. the rest, which is divided as the ledgers allow (`divisions`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from kentgraf.graph.money.closures import Book, Closing, Closure
from kentgraf.graph.money.divisions import Divisions, Pair
from kentgraf.graph.money.excesses import Excess, find_unplaced


class Reconciliation:
    """What both ledgers say together of the activities in `named` (the departments named for each).

    `book` is the spending of activities and the ledgers of departments, `others` the same in other phases, which only confirm joint
    closures. `contradicted` holds the most that the named departments can have spent, by activity.
    """

    def __init__(self, named: Mapping[str, frozenset[str]], book: Book, others: tuple[Book, ...] = ()) -> None:
        self.named, self.book = named, book
        self.amounts = {a: book.amounts[a] for a in named if book.amounts.get(a)}
        closing = Closing(dict(named), book, others)
        closing.close()
        self.contradicted = self._set_contradicted_aside(closing)
        closing.close()
        self.candidates = closing.candidates
        self.closures, self.excluded = closing.closures, closing.excluded
        self.excesses: list[Excess] = []
        self._owner: dict[str, Divisions] = {}
        self._divide_joint_closures()
        self._divide_the_rest()

    def _set_contradicted_aside(self, closing: Closing) -> dict[str, int]:
        closed = {activity for closure in closing.closures.values() for activity in closure.activities}
        found = {}
        for activity, amount in self.amounts.items():
            room = self.room(self.named[activity])
            if activity not in closed and room is not None and amount > room:
                found[activity] = room
                del closing.candidates[activity]
        return found

    def room(self, departments: Collection[str]) -> int | None:
        """Return the most that departments can have spent together, with the refunds that can be theirs; None if unlimited."""
        if any(department not in self.book.ledger for department in departments):
            return None
        refunds = (
            -amount
            for activity, amount in self.amounts.items()
            if amount < 0 and not self.named[activity].isdisjoint(departments)
        )
        return max(0, sum(max(0, self.book.ledger[one]) for one in departments) + sum(refunds))

    def excess_of(self, activity: str) -> Excess | None:
        """Return the excess that an activity is part of, or None."""
        return next((excess for excess in self.excesses if activity in excess.activities), None)

    def possible(self, activity: str) -> frozenset[str]:
        """Return the departments at which an activity can have been spent."""
        closure = self.closed.get(activity)
        if closure is not None:
            return closure.departments
        return self.candidates.get(activity) or self.named[activity]

    def is_open(self, activity: str) -> bool:
        """Return whether an activity's amount at a department has bounds that can differ."""
        if activity in self.contradicted or self.excess_of(activity) is not None:
            return True
        return len(self.possible(activity)) > 1

    @cached_property
    def closed(self) -> dict[str, Closure]:
        """The activities that are part of a closure, with that closure."""
        return {activity: closure for closure in self.closures.values() for activity in closure.activities}

    def _divide_joint_closures(self) -> None:
        """Divide what closes jointly as the labels say, or, if that can't be, anyhow within the group."""
        for closure in {closure for closure in self.closures.values() if closure.how == "jointly"}:
            amounts = {a: self.amounts[a] for a in sorted(closure.activities) if a in self.amounts}
            ledger = {department: self.book.ledger[department] for department in closure.departments}
            labelled = Divisions(amounts, {a: self.candidates[a] for a in amounts}, ledger)
            anyhow = Divisions(amounts, dict.fromkeys(amounts, closure.departments), ledger)
            self._owner.update(dict.fromkeys(amounts, labelled if labelled.is_feasible() else anyhow))

    def _divide_the_rest(self) -> None:
        rest = {
            a: several
            for a, several in self.candidates.items()
            if a in self.amounts and a not in self.closed and several
        }
        sole = {a: next(iter(several)) for a, several in rest.items() if len(several) == 1}
        shared = {a: several for a, several in rest.items() if len(several) > 1}
        refunded = {one for a, several in shared.items() if self.amounts[a] < 0 for one in several}
        groups = []
        for department, activities in self._overdrawn(sole).items():
            if department in refunded:  # others' refunds may cover what is too much
                shared.update({a: rest[a] for a in activities})
            else:
                groups.append((activities, frozenset({department})))
        sole = {a: one for a, one in sole.items() if a not in shared}
        apart = frozenset(activity for activities, _ in groups for activity in activities)
        room = self._rooms(sole, apart)
        for activities in find_unplaced({a: self.amounts[a] for a in shared}, shared, room):
            departments = frozenset(one for activity in activities for one in shared[activity])
            with_sole = {a for a, one in sole.items() if one in departments and self.amounts[a] > 0}
            groups = [group for group in groups if group[1].isdisjoint(departments)]  # theirs are part of the group's
            groups.append((activities | with_sole, departments))
        apart |= frozenset(activity for activities, _ in groups for activity in activities)
        room = self._rooms(sole, apart)
        left = {a: several for a, several in shared.items() if a not in apart}
        self.divisions = Divisions({a: self.amounts[a] for a in left}, left, room)
        self._owner.update(dict.fromkeys(left, self.divisions))
        for activities, departments in sorted(groups, key=lambda group: -len(group[1])):
            self._divide_excess(activities, departments, room)
        for activity in sorted(self.candidates):
            if not self.candidates[activity] and self.amounts.get(activity, 0) > 0:
                amount = self.amounts[activity]
                self.excesses.append(Excess(frozenset({activity}), self.named[activity], amount, 0))

    def _overdrawn(self, sole: Mapping[str, str]) -> dict[str, frozenset[str]]:
        """Return the activities that are a department's alone, for departments whose ledger can't hold them."""
        own: dict[str, list[str]] = {}
        for activity, department in sole.items():
            own.setdefault(department, []).append(activity)
        return {
            department: frozenset(a for a in activities if self.amounts[a] > 0)
            for department, activities in sorted(own.items())
            if department in self.book.ledger
            and sum(self.amounts[a] for a in activities) > max(0, self.book.ledger[department])
        }

    def _rooms(self, sole: Mapping[str, str], apart: Collection[str]) -> dict[str, int]:
        """Return what each ledger leaves after what is the department's alone, without the activities in `apart`."""
        room = dict(self.book.ledger)
        for activity, department in sole.items():
            if activity not in apart and department in room:
                room[department] -= self.amounts[activity]
        return {department: max(0, left) for department, left in room.items()}

    def _divide_excess(self, activities: frozenset[str], departments: frozenset[str], room: Mapping[str, int]) -> None:
        """Divide activities with an excess among their departments and elsewhere.

        What others must have spent at these departments comes on top of what was spent elsewhere at most.
        """
        refunds = {a for a, amount in self.divisions.amounts.items() if amount < 0 and departments & self.candidates[a]}
        owners = {id(owner): owner for owner in (self.divisions, *self._owner.values()) if owner.elsewhere}
        forced = 0
        for owner in (self.divisions, *owners.values()):
            pairs = ((a, d) for a, several in owner.candidates.items() for d in several if d in departments)
            forced += max(0, owner.bounds(pair for pair in pairs if self.amounts[pair[0]] > 0)[0])
        total = sum(self.amounts[a] for a in activities)
        held = sum(room[one] for one in departments) - sum(self.amounts[a] for a in refunds)
        excess = Excess(activities, departments, total, held)
        self.excesses.append(excess)
        together = sorted(activities | refunds)
        amounts = {a: self.amounts[a] for a in together}
        candidates = {a: self.candidates[a] for a in together}
        capacity = {**{d: 0 for several in candidates.values() for d in several}, **{d: room[d] for d in departments}}
        divisions = Divisions(amounts, candidates, capacity, excess.amount + forced)
        self._owner.update(dict.fromkeys(activities, divisions))

    def bounds(self, pairs: Iterable[Pair]) -> tuple[int, int]:
        """Return the minimum and the maximum of the sum of the amounts of pairs of activity and department.

        The sum at one department is at most its ledger. Without contradictions, both are reached by a division that both
        ledgers allow.
        """
        wanted = frozenset(pair for pair in pairs if pair[0] in self.amounts and pair[1] in self.possible(pair[0]))
        low, high = self._sum_bounds(wanted)
        touched = {department for _, department in wanted} & self._in_contradictions
        if touched:
            high = min(high, self._held_against_ledgers(wanted, touched))
        return min(low, high), high

    def _held_against_ledgers(self, pairs: frozenset[Pair], departments: Collection[str]) -> int:
        """Return the sum of what each of the departments can have spent at most, its ledger being the limit, and the rest."""
        _, high = self._sum_bounds(frozenset(pair for pair in pairs if pair[1] not in departments))
        for department in departments:
            there = frozenset(pair for pair in pairs if pair[1] == department)
            high += min(self._sum_bounds(there)[1], self._limit(department, {activity for activity, _ in there}))
        return high

    def _limit(self, department: str, activities: Collection[str]) -> int:
        """Return the most that activities can make up of a department's ledger; refunds that aren't among them make room."""
        refunds = {a: self.amounts[a] for a in self.amounts if self.amounts[a] < 0 and department in self.possible(a)}
        others = sum(amount for activity, amount in refunds.items() if activity not in activities)
        own = sum(amount for activity, amount in refunds.items() if activity in activities)
        return max(self.book.ledger[department] - others, own)

    @cached_property
    def _in_contradictions(self) -> frozenset[str]:
        """The departments whose ledgers and labels contradict each other, so that bounds must be held against the ledger."""
        contradicted = (department for activity in self.contradicted for department in self.named[activity])
        touched = frozenset(contradicted).union(*(excess.departments for excess in self.excesses))
        return touched & self.book.ledger.keys()

    def _sum_bounds(self, pairs: frozenset[Pair]) -> tuple[int, int]:
        """Return the bounds of a sum before it is held against ledgers."""
        low = high = 0
        by_owner: dict[int, tuple[Divisions, set[Pair]]] = {}
        loose: dict[str, set[str]] = {}
        for activity, department in pairs:
            owner = self._owner.get(activity)
            if owner is not None:
                by_owner.setdefault(id(owner), (owner, set()))[1].add((activity, department))
            elif self.is_open(activity):
                loose.setdefault(activity, set()).add(department)
            else:
                low, high = low + self.amounts[activity], high + self.amounts[activity]
        for owner, of_owner in by_owner.values():
            least, most = owner.bounds(of_owner)
            low, high = low + least, high + most
        for activity, departments in loose.items():
            amount, room = self.amounts[activity], self.room(departments)
            low, high = low + min(0, amount), high + max(0, amount if room is None else min(amount, room))
        return low, high
