"""The days of which the sources tell: for each body and list, from the first to the last day of the periods printed for it.

A source tells of no day outside the year that it reports, whatever periods it prints. `ToldDays.require` decides for every
face whether a day is told of: on any other day nobody knows who was a member, which is not the same as that nobody was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pyoxigraph import Store

from kentgraf.graph.people.days import read_period
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.graph.sparql.values import read_rows
from kentgraf.ontology.errors import NotTold, QueryRefused
from kentgraf.ontology.namespaces import KG_NS
from kentgraf.ontology.periods import Period

_Key = tuple[str, str]
"""The local name of the class of a holding (`Seat`, `BodyTerm`), and the IRI of the organisation."""


class DayNotTold(NotTold):
    """No source tells of a day. `told` are the days that are told of, `about` names the body or person, if it is one."""

    def __init__(self, day: date, told: ToldDays, about: str | None = None) -> None:
        self.day = day
        self.told = told
        self.about = about
        subject = f"of {about} on" if about else "of"
        spans = ", ".join(f"{first.isoformat()} to {last.isoformat()}" for first, last in told.spans)
        super().__init__(f"No source tells {subject} {day.isoformat()}; the days told of are {spans}.")


class NothingTold(NotTold):
    """No source tells of any day: the graph has no list of the kind that is asked for."""

    def __init__(self) -> None:
        super().__init__("No source in the graph tells who was a member on any day.")


@dataclass(frozen=True)
class ToldDays:
    """The days told of, as half-open periods that are in order and don't touch; none of their bounds is missing."""

    periods: tuple[Period, ...]

    def __contains__(self, day: date) -> bool:
        return any(period.contains(day) for period in self.periods)

    @property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """The first and the last day of each period."""
        return tuple((p.start, p.end - timedelta(days=1)) for p in self.periods if p.start and p.end)

    @property
    def last(self) -> date:
        """The last day told of, which is the default of every face. Raises NothingTold if there is none."""
        if not self.spans:
            raise NothingTold
        return self.spans[-1][1]

    def require(self, day: date, about: str | None = None) -> date:
        """Return `day` if it is told of. Raises DayNotTold, or NothingTold if no day is."""
        if not self.periods:
            raise NothingTold
        if day not in self:
            raise DayNotTold(day, self, about)
        return day


@dataclass(frozen=True)
class ToldPeriods:
    """The days told of each body and list, by the class of what is listed and the IRI of the organisation."""

    by_list: Mapping[_Key, ToldDays]
    commissions: frozenset[str]

    def of_all(self) -> ToldDays:
        """Return the days told of any body or list."""
        return self._of(self.by_list)

    def of_council(self) -> ToldDays:
        """Return the days for which the members of a council are listed."""
        return self._of(key for key in self.by_list if key[0] == "Seat")

    def of_bodies(self) -> ToldDays:
        """Return the days for which the members of any committee or commission are listed."""
        return self._of(key for key in self.by_list if key[0] in ("BodyMembership", "BodyTerm"))

    def of_commissions(self) -> ToldDays:
        """Return the days for which the members of any specialised commission are listed."""
        return self._of(key for key in self.by_list if key[1] in self.commissions)

    def of(self, *organisations: str) -> ToldDays:
        """Return the days told of any of the organisations, such as those to which a person belongs."""
        return self._of(key for key in self.by_list if key[1] in organisations)

    def _of(self, keys: Iterable[_Key]) -> ToldDays:
        return _merge(period for key in keys for period in self.by_list[key].periods)


def require_order(first: date, last: date) -> None:
    """Raise QueryRefused for a span of days that ends before it begins."""
    if last < first:
        raise QueryRefused(f"The span ends on {last.isoformat()}, before it begins on {first.isoformat()}.")


def read_told_periods(store: Store) -> ToldPeriods:
    """Return the days that the sources tell of, for each body and list.

    Each source tells of the days from the first to the last that it prints for a list, within the year that it reports;
    a missing bound is the edge of that year.
    """
    found: dict[tuple[_Key, int], list[Period]] = defaultdict(list)
    commissions = set()
    rows = read_rows(select(store, query_text("_told_periods")), lambda row: (row, read_period(row)))
    for row, printed in rows:
        organisation = row["organisation"].value
        first, end = date(printed.reported, 1, 1), date(printed.reported + 1, 1, 1)
        start, until = max(printed.start or first, first), min(printed.until or end, end)
        if start < until:
            key = row["kind"].value.removeprefix(KG_NS), organisation
            found[key, printed.reported].append(Period(start, until))
        if row["isCommission"] is not None:
            commissions.add(organisation)
    by_list: dict[_Key, list[Period]] = defaultdict(list)
    for (key, _), periods in found.items():
        starts, ends = [p.start for p in periods if p.start], [p.end for p in periods if p.end]
        by_list[key].append(Period(min(starts), max(ends)))
    return ToldPeriods({key: _merge(periods) for key, periods in by_list.items()}, frozenset(commissions))


def _merge(periods: Iterable[Period]) -> ToldDays:
    """Return bounded periods in order, with those that overlap or touch merged."""
    merged: list[tuple[date, date]] = []
    for start, end in sorted((p.start, p.end) for p in periods if p.start and p.end):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return ToldDays(tuple(Period(start, end) for start, end in merged))
