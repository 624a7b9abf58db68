"""What is the same for every request to one graph is made once, and forgotten with the graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar
from weakref import finalize

from kentgraf.api.publication import Publication

_Made = TypeVar("_Made")


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
