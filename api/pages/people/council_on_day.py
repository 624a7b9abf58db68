"""The council on a day as the pages show it."""

from __future__ import annotations

from datetime import date

from kentgraf.api.query_service.build_cache import once_per_day
from kentgraf.api.query_service.publication import Publication
from kentgraf.graph.people.as_of import Member, members_on


@once_per_day
def council_on(publication: Publication, day: date) -> list[Member]:
    """The council's members on the day `day`."""
    return members_on(publication.store, day)
