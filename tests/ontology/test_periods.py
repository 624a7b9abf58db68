"""Periods are half-open, and overlap exactly when they share a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.ontology.periods import Period

DAYS = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2025, 1, 9)))


def test_a_period_printed_through_its_last_day_ends_on_the_next() -> None:
    period = Period.through(date(2025, 1, 1), date(2025, 4, 13))
    assert period.end == date(2025, 4, 14)
    assert period.contains(date(2025, 4, 13)) and not period.contains(date(2025, 4, 14))


@pytest.mark.parametrize("end", [date(2025, 1, 1), date(2024, 12, 31)])
def test_a_period_that_ends_before_it_starts_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(date(2025, 1, 1), end)


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_periods_overlap_exactly_when_they_share_a_day(
    start: date | None, end: date | None, other_start: date | None, other_end: date | None
) -> None:
    if (start and end and end <= start) or (other_start and other_end and other_end <= other_start):
        return
    one, two = Period(start, end), Period(other_start, other_end)
    days = [date.fromordinal(n) for n in range(date(2024, 12, 30).toordinal(), date(2025, 1, 12).toordinal())]
    assert one.overlaps(two) == two.overlaps(one) == any(one.contains(day) and two.contains(day) for day in days)
