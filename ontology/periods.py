"""Half-open periods of days, `[start, end)`, whose bounds may be missing.

A missing bound is treated as unbounded here. Whether a bound is known is recorded by the owner of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """Days from `start` (inclusive) to `end` (exclusive); None for a missing bound.

    Raises ValueError if `end` is not after `start`.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    @classmethod
    def through(cls, first: date, last: date) -> Period:
        """Return the period from `first` to `last`, both inclusive, as reports print periods."""
        return cls(first, last + timedelta(days=1))

    def contains(self, day: date) -> bool:
        """Return whether `day` is in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Return whether the two periods have a day in common; adjacent periods have none."""
        return (other.end is None or self.start is None or self.start < other.end) and (
            self.end is None or other.start is None or other.start < self.end
        )
