"""Values are computed once per build and day, and the cache is bounded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kentgraf.api.query_service.build_cache import cached_per_day

FIRST = date(2025, 1, 1)


class Graph:
    """Stands in for what is served; only that it is another object each time counts."""


def test_a_value_is_computed_once_per_build_and_day_and_the_last_days_are_kept() -> None:
    made: list[tuple[Any, date]] = []

    @cached_per_day
    def picture(graph: Any, day: date) -> str:
        made.append((graph, day))
        return day.isoformat()

    one, other = Graph(), Graph()
    assert picture(one, FIRST) == picture(one, FIRST) == picture(other, FIRST) == "2025-01-01"
    assert made == [(one, FIRST), (other, FIRST)]
    for number in range(1, 100):
        picture(one, FIRST + timedelta(days=number))
        picture(one, FIRST)  # asked for again and again, it stays
    assert made.count((one, FIRST)) == 1
    picture(one, FIRST + timedelta(days=1))
    assert made.count((one, FIRST + timedelta(days=1))) == 2
