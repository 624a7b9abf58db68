"""Periods are half-open, and the reported year takes the place of missing bounds, with uncertainty."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from kentgraf.graph.people.days import ReportedPeriod, default_date, reported_years
from kentgraf.ontology.errors import NotInGraph

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
BOUNDS = st.none() | DAYS


def test_a_period_ends_on_the_day_before_its_end() -> None:
    period = ReportedPeriod(date(2025, 1, 1), date(2025, 4, 14), 2025)
    assert period.contains(date(2025, 4, 13))
    assert not period.contains(date(2025, 4, 14))


def test_what_has_no_days_counts_for_the_reported_year_only_and_is_uncertain() -> None:
    period = ReportedPeriod(None, None, 2025)
    assert period.is_uncertain
    assert [
        period.contains(day) for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_an_unknown_end_is_no_open_end() -> None:
    period = ReportedPeriod(date(2025, 3, 1), None, 2025)
    assert period.is_uncertain
    assert period.contains(date(2025, 12, 31))
    assert not period.contains(date(2026, 1, 1))


@given(start=BOUNDS, until=BOUNDS, day=DAYS)
def test_a_period_contains_the_days_that_it_lists(start: date | None, until: date | None, day: date) -> None:
    first, end = start or date(2025, 1, 1), until or date(2026, 1, 1)
    days = {first + timedelta(days=n) for n in range(max(0, (end - first).days))}
    assert ReportedPeriod(start, until, 2025).contains(day) == (day in days)


@given(start=DAYS, change=DAYS, until=DAYS, day=DAYS)
def test_adjacent_periods_contain_each_day_once(start: date, change: date, until: date, day: date) -> None:
    start, change, until = sorted((start, change, until))
    holding = [ReportedPeriod(start, change, 2025).contains(day), ReportedPeriod(change, until, 2025).contains(day)]
    assert sum(holding) == ReportedPeriod(start, until, 2025).contains(day)


def test_the_day_that_is_meant_is_the_last_of_the_reported_year(city: Store) -> None:
    assert reported_years(city) == [2025]
    assert default_date(city) == date(2025, 12, 31)


def test_a_graph_without_a_source_says_so() -> None:
    with pytest.raises(NotInGraph, match="no source"):
        default_date(Store())
