"""Hints: what would close a department's ledger to the kuruş, if one thing were different from what the report prints.

A hint stands beside the grade of evidence and never changes it. Whoever knows the city can look whether a label is wrong. Only
hints that are the single one of each of their departments are given, since several show how easily sums coincide.
"""

from __future__ import annotations

import typing
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kentgraf.graph.money.closures import Book, Closing
from kentgraf.graph.money.reconciliation import Reconciliation
from kentgraf.graph.money.subset_sums import subsets_by_sum

MAX_SHARED: Final = 12
"""The maximal number of shared activities of a department for which hints are searched, in 4096 subsets."""

HintKind = typing.Literal["whole", "label", "spending", "transfers"]


@dataclass(frozen=True)
class Hint:
    """What would close the ledgers of `departments`, which hold `total` in the smallest unit.

    - `whole`: if the shared activities in `whole` were spent at the department alone, and its other shared ones not there
    - `label`: the same, if the activity in `moved` were the department's (`gained`), or another's
    - `transfers`: the same as `whole`, if the department's transfers weren't part of its total
    - `spending`: the departments close together, but only in spending, not in the other phases
    """

    kind: HintKind
    departments: frozenset[str]
    total: int
    whole: frozenset[str] = frozenset()
    moved: str | None = None
    gained: bool = False
    shares: bool = False
    """Whether the department shares any activity."""

    @property
    def activities(self) -> frozenset[str]:
        """The activities whose rows the hint belongs to."""
        return self.whole | ({self.moved} if self.moved else set())


def find_hints(found: Reconciliation, without_transfers: dict[str, int], others: tuple[Book, ...]) -> list[Hint]:
    """Return the hints by department. `without_transfers` are the totals of departments whose transfers were subtracted."""
    open_ones = sorted(found.book.ledger.keys() - found.closures.keys())
    hints = [hint for one in open_ones for hint in _of_department(found, one, without_transfers.get(one))]
    hints += _only_in_spending(found, others)
    counts = Counter(department for hint in hints for department in hint.departments)
    return [hint for hint in hints if all(counts[department] == 1 for department in hint.departments)]


def _of_department(found: Reconciliation, department: str, full_total: int | None) -> Iterator[Hint]:
    placed = {a: several for a, several in found.candidates.items() if a in found.amounts and a not in found.closed}
    own = {a for a, several in placed.items() if several == {department}}
    shared = {a: found.amounts[a] for a, several in placed.items() if department in several and len(several) > 1}
    if len(shared) > MAX_SHARED:
        return
    sums = subsets_by_sum(shared)
    ledger, own_sum = found.book.ledger[department], sum(found.amounts[a] for a in own)
    me = frozenset({department})

    def wholes(wanted: int) -> Iterator[frozenset[str]]:
        yield from sums.get(wanted, ())

    if ledger > 0:
        for whole in wholes(ledger - own_sum):
            yield Hint("whole", me, ledger, whole)
        for moved in sorted(placed):
            if moved in own:
                for whole in wholes(ledger - own_sum + found.amounts[moved]):
                    if whole or own != {moved}:
                        yield Hint("label", me, ledger, whole, moved)
            elif moved not in shared:
                for whole in wholes(ledger - own_sum - found.amounts[moved]):
                    yield Hint("label", me, ledger, whole, moved, gained=True)
    if full_total is not None and full_total > 0:
        too_large = sum(found.amounts[a] for a in found.contradicted if found.named[a] == me)
        for whole in wholes(full_total - own_sum - too_large):
            yield Hint("transfers", me, full_total, whole, shares=bool(shared))


def _only_in_spending(found: Reconciliation, others: tuple[Book, ...]) -> Iterator[Hint]:
    """Yield the groups that close in spending but not in the other phases."""
    if not others:
        return
    named = {a: found.named[a] for a in found.contradicted}
    candidates = {**{a: several for a, several in found.candidates.items() if several}, **named}
    for group in Closing(candidates, found.book, (), dict(found.closures)).joint_groups():
        yield Hint("spending", group.departments, group.total, group.activities)
