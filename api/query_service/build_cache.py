"""Caches for what pages compute from a snapshot of the graph: once per build, or once per build and day."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from functools import wraps
from threading import Lock
from typing import Final, TypeVar
from weakref import finalize

from kentgraf.api.query_service.snapshot import GraphSnapshot

_Value = TypeVar("_Value")
_MAX_DAYS: Final = 60


def cached_per_build(compute: Callable[[GraphSnapshot], _Value]) -> Callable[[GraphSnapshot], _Value]:
    """Decorate a function of a snapshot so that its value is kept as long as the snapshot.

    The value must not refer to the snapshot, which would then never be freed.
    """
    cache: dict[int, _Value] = {}
    lock = Lock()

    @wraps(compute)
    def get(snapshot: GraphSnapshot) -> _Value:
        key = id(snapshot)
        with lock:
            if key not in cache:
                cache[key] = compute(snapshot)
                finalize(snapshot, cache.pop, key, None)
            return cache[key]

    return get


def cached_per_day(compute: Callable[[GraphSnapshot, date], _Value]) -> Callable[[GraphSnapshot, date], _Value]:
    """Decorate a function of a snapshot and a day so that its values for the last days asked for are kept.

    The values are shared, so callers must not change them; they must not refer to the snapshot.
    """
    lock = Lock()

    @cached_per_build
    def cache_of(snapshot: GraphSnapshot) -> OrderedDict[date, _Value]:  # noqa: ARG001 - the cache begins empty
        return OrderedDict()

    @wraps(compute)
    def get(snapshot: GraphSnapshot, day: date) -> _Value:
        cache = cache_of(snapshot)
        with lock:
            if day in cache:
                cache.move_to_end(day)
                return cache[day]
        value = compute(snapshot, day)
        with lock:
            cache[day] = value
            if len(cache) > _MAX_DAYS:
                cache.popitem(last=False)
        return value

    return get
