"""What is the same for every request to one graph, or to one day of it, is made once, and forgotten with the graph."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from functools import wraps
from threading import Lock
from typing import Final, TypeVar
from weakref import finalize

from kentgraf.api.query_service.publication import Publication

_Made = TypeVar("_Made")
_MOST_DAYS: Final = 60


def once_per_build(make: Callable[[Publication], _Made]) -> Callable[[Publication], _Made]:
    """Marks a function of a publication whose answer is kept as long as that is served. The answer must not hold it."""
    kept: dict[int, _Made] = {}
    lock = Lock()

    @wraps(make)
    def give(publication: Publication) -> _Made:
        key = id(publication)
        with lock:
            if key not in kept:
                kept[key] = make(publication)
                finalize(publication, kept.pop, key, None)
            return kept[key]

    return give


def once_per_day(make: Callable[[Publication, date], _Made]) -> Callable[[Publication, date], _Made]:
    """Marks a function of a publication and a day: its answers for the days that were asked for last are kept as long as
    that is served. Nobody may change them, and they must not hold the publication."""
    lock = Lock()

    @once_per_build
    def kept_of(publication: Publication) -> OrderedDict[date, _Made]:  # noqa: ARG001 - it begins empty
        return OrderedDict()

    @wraps(make)
    def give(publication: Publication, day: date) -> _Made:
        kept = kept_of(publication)
        with lock:
            if day in kept:
                kept.move_to_end(day)
                return kept[day]
        made = make(publication, day)
        with lock:
            kept[day] = made
            if len(kept) > _MOST_DAYS:
                kept.popitem(last=False)
        return made

    return give
