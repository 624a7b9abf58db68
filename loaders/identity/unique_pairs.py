"""Pairs of what may be one thing in two sources, where neither side may be anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Evidence = TypeVar("Evidence")


def unique_pairs(
    known: Sequence[Evidence], new: Sequence[Evidence], may_be_one: Callable[[Evidence, Evidence], bool]
) -> list[tuple[Evidence, Evidence]]:
    """Return the pairs (known, new) that pass the test, of those that pass it with nobody else."""
    pairs = [(one, other) for one in known for other in new if may_be_one(one, other)]
    return [(one, other) for one, other in pairs if sum(1 for pair in pairs if pair[0] is one or pair[1] is other) == 1]
