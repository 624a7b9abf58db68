"""The days of which the sources tell, read once per build for pages and the JSON API."""

from __future__ import annotations

from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.people.told_days import ToldPeriods, read_told_periods


@cached_per_build
def told_periods(snapshot: GraphSnapshot) -> ToldPeriods:
    """Return the days told of each body and list."""
    return read_told_periods(snapshot.store)
