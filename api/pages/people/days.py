"""The day that a page shows, which its URL names, and the days before and after it to which its arrows lead."""

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
from kentgraf.api.query_service.told_periods import told_periods
from kentgraf.graph.people.days import change_days, reported_years
from kentgraf.graph.people.told_days import ToldDays
from kentgraf.ontology.periods import Period


@dataclass(frozen=True)
class DayChoice:
    """The day `on`, and the days to step to: the first day told of and the days of change.

    `all` are all of these, `before` and `after` the nearest ones.
    """

    on: date
    before: date | None
    after: date | None
    all: tuple[date, ...]


def chosen_day(
    request: Request, snapshot: GraphSnapshot, told: ToldDays | None = None, about: str | None = None
) -> DayChoice:
    """Return the day that the URL names by `on`, as `choose_day` does."""
    return choose_day(snapshot, request.query_params.get("on", ""), told, about)


def choose_day(snapshot: GraphSnapshot, on: str, told: ToldDays | None = None, about: str | None = None) -> DayChoice:
    """Return the day that `on` writes, or the last one told of if it is blank.

    `told` are the days of which the sources tell for what the page shows; by default those told of any body or list, or the
    reported years of a graph without lists. `about` names what is shown if it is one body or person.
    Raises InvalidDate for a text that is not a date, and NotTold for a day of which no source tells.
    """
    told = _days_of_any_list(snapshot) if told is None else told
    day = told.require(parse_date(on), about) if on.strip() else told.last
    stops = sorted({first for first, _ in told.spans} | {one for one in _days_of_change(snapshot) if one in told})
    before = max((d for d in stops if d < day), default=None)
    after = min((d for d in stops if d > day), default=None)
    return DayChoice(day, before, after, tuple(stops))


def day_breadcrumbs(request: Request, snapshot: GraphSnapshot, days: DayChoice, path: str, title: str) -> Breadcrumbs:
    """Return the page at `path`, on the same day if the URL names one; `title` is the key of its title."""
    day = {"on": days.on.isoformat()} if request.query_params.get("on") else {}
    return ((Links(request, snapshot).local(path, **day), Texts(page_language(request))(title)),)


@cached_per_build
def _days_of_change(snapshot: GraphSnapshot) -> list[date]:
    return change_days(snapshot.store)


@cached_per_build
def _days_of_any_list(snapshot: GraphSnapshot) -> ToldDays:
    found = told_periods(snapshot).of_all()
    years = [] if found.periods else reported_years(snapshot.store)
    return found if found.periods else ToldDays(tuple(Period(date(y, 1, 1), date(y + 1, 1, 1)) for y in years))
