"""Times of answers on a machine that other programs use too."""

from __future__ import annotations

from collections.abc import Sequence


def best_quarter(seconds: Sequence[float]) -> float:
    """Return the time that a quarter of the answers kept within: the others may have waited for a processor."""
    return sorted(seconds)[len(seconds) // 4]
