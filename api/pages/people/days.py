"""The day that a page shows, which its URL names, and the days of change before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import Request

from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.entity_pages import Breadcrumbs
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.people.days import change_days, default_date, reported_years


@dataclass(frozen=True)
class DayChoice:
    """The day `on`, the nearest days of change `before` and `after` it, and all of them.

    `is_reported` says whether a source reports on the day's year.
    """

    on: date
    before: date | None
    after: date | None
    all: tuple[date, ...]
    is_reported: bool


def chosen_day(request: Request, snapshot: GraphSnapshot) -> DayChoice:
    """Return the day that the URL names by `on`, or the last one reported.

    Raises InvalidDate for a text that is not a date, and NotInGraph for a graph without a reported year.
    """
    asked = request.query_params.get("on")
    day = parse_date(asked) if asked else default_date(snapshot.store)
    changes = _days_of_change(snapshot)
    before = max((d for d in changes if d < day), default=None)
    after = min((d for d in changes if d > day), default=None)
    return DayChoice(day, before, after, tuple(changes), is_reported=day.year in _reported_years(snapshot))


def day_breadcrumbs(request: Request, snapshot: GraphSnapshot, days: DayChoice, path: str, title: str) -> Breadcrumbs:
    """Return the page at `path`, on the same day if the URL names one; `title` is the key of its title."""
    day = {"on": days.on.isoformat()} if request.query_params.get("on") else {}
    return ((Links(request, snapshot).local(path, **day), Texts(page_language(request))(title)),)


@cached_per_build
def _days_of_change(snapshot: GraphSnapshot) -> list[date]:
    """Return the days of change in the reported years; the day after a year's report ends is none."""
    return [day for day in change_days(snapshot.store) if day.year in _reported_years(snapshot)]


@cached_per_build
def _reported_years(snapshot: GraphSnapshot) -> frozenset[int]:
    return frozenset(reported_years(snapshot.store))
