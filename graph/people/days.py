"""Days and years: which years the sources report, which day is meant unless one is given, and what holds on a day.

Periods are half-open. A bound that the graph doesn't give is not open: all that is known is the reported year, so a
membership without dates counts for that year, and is uncertain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyoxigraph import Store

from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.ontology.errors import NotInGraph


@dataclass(frozen=True)
class Term:
    """For how long something holds, as far as the source of the year `reported` says: `until` is the first day after."""

    start: date | None
    until: date | None
    reported: int

    @property
    def is_uncertain(self) -> bool:
        """Whether a bound is missing, so that the reported year stands in for it."""
        return self.start is None or self.until is None

    def holds(self, day: date) -> bool:
        """Whether it holds on `day`, certainly or not."""
        start = self.start or date(self.reported, 1, 1)
        until = self.until or date(self.reported + 1, 1, 1)
        return start <= day < until


def reported_years(store: Store) -> list[int]:
    """The years that the sources report, in order. NotInGraph without a source."""
    years = [int(row["year"].value) for row in select(store, query_text("_reported_years"))]
    if not years:
        raise NotInGraph("The graph has no source that says which year it reports.")
    return years


def default_date(store: Store) -> date:
    """The last day of the latest reported year: the day that is meant when none is given. NotInGraph without a source."""
    return date(reported_years(store)[-1], 12, 31)


def change_days(store: Store) -> list[date]:
    """The days on which anybody comes, goes or changes, in order: from one to the next nothing changes."""
    return sorted({date.fromisoformat(row["day"].value) for row in select(store, query_text("_change_days"))})
