"""Subsets of amounts with a given sum (subset sum problem), for small sets."""

from __future__ import annotations

import itertools
from collections.abc import Mapping


def subsets_by_sum(amounts: Mapping[str, int]) -> dict[int, list[frozenset[str]]]:
    """Return for each sum at most two of the subsets of the amounts that have it; the empty subset has the sum 0.

    There are 2 ** n subsets of n amounts, so the set must be small.
    """
    found: dict[int, list[frozenset[str]]] = {}
    names = sorted(amounts)
    for size in range(len(names) + 1):
        for chosen in itertools.combinations(names, size):
            same = found.setdefault(sum(amounts[name] for name in chosen), [])
            if len(same) < 2:
                same.append(frozenset(chosen))
    return found
