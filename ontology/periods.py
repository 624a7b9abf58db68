"""Half-open periods of days, `[start, end)`, in which a bound may be missing.

A missing bound is not an open one: whether it is known stands beside it, with whoever holds the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """Days from `start` (included) to `end` (excluded); `None` where the bound is not given.

    Raises ValueError if `end` is not after `start`.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    @classmethod
    def through(cls, first: date, last: date) -> Period:
        """The period from `first` to `last`, both days included, as reports print it."""
        return cls(first, last + timedelta(days=1))

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether the two have a day in common (adjacent periods don't)."""
        return (other.end is None or self.start is None or self.start < other.end) and (
            self.end is None or other.start is None or other.start < self.end
        )
