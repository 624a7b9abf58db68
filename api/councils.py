"""The council on a day as the pages show it, asked of the graph once for each day that readers look at."""

from __future__ import annotations

from datetime import date
from typing import Final

from kentgraf.api.once_per_build import once_per_build
from kentgraf.api.publication import Publication
from kentgraf.graph.asof import Member, members_on

_MOST_KEPT: Final = 60


def council_on(publication: Publication, day: date) -> list[Member]:
    """The council's members on the day `day`; nobody may change the list. Those asked for last are kept."""
    kept = _councils(publication)
    members = kept.get(day)
    if members is None:
        members = members_on(publication.store, day)
        while len(kept) >= _MOST_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[day] = members
    return members


@once_per_build
def _councils(publication: Publication) -> dict[date, list[Member]]:  # noqa: ARG001 - it begins empty
    return {}
