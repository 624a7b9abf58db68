"""Days and years: the reported years, the default day, the days of change, and the period of a membership.

Periods are half-open. A missing bound is not unbounded: only the reported year is known, so a membership without dates counts for
that year and is uncertain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.graph.sparql.values import date_of, integer_of, read_rows
from kentgraf.ontology.errors import NotInGraph


@dataclass(frozen=True)
class ReportedPeriod:
    """A half-open period `[start, until)` as the source of the year `reported` gives it, with None for missing bounds."""

    start: date | None
    until: date | None
    reported: int

    @property
    def is_uncertain(self) -> bool:
        """Whether a bound is missing, so that the reported year takes its place."""
        return self.start is None or self.until is None

    def contains(self, day: date) -> bool:
        """Return whether `day` is in the period, with the reported year in place of missing bounds."""
        start = self.start or date(self.reported, 1, 1)
        until = self.until or date(self.reported + 1, 1, 1)
        return start <= day < until


def read_period(row: QuerySolution) -> ReportedPeriod:
    """Return the period in the variables `from`, `until` and `year` of a row. Raises UnreadableLiteral."""
    return ReportedPeriod(date_of(row, "from"), date_of(row, "until"), integer_of(row, "year"))


def reported_years(store: Store) -> list[int]:
    """Return the years that the sources report, in order. Raises NotInGraph if there is no source."""
    years = list(read_rows(select(store, query_text("_reported_years")), lambda row: integer_of(row, "year")))
    if not years:
        raise NotInGraph("The graph has no source that says which year it reports.")
    return years


def default_date(store: Store) -> date:
    """Return the default day, the last one of the latest reported year. Raises NotInGraph if there is no source."""
    return date(reported_years(store)[-1], 12, 31)


def change_days(store: Store) -> list[date]:
    """Return the days on which any membership starts or ends, in order: nothing changes between them."""
    days = read_rows(select(store, query_text("_change_days")), lambda row: date_of(row, "day"))
    return sorted({day for day in days if day is not None})
