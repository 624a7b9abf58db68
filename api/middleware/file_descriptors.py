"""How many connections the file descriptors of this process allow.

A server whose connections take all descriptors can neither start workers nor open a new build, and its event loop can't
even refuse who comes. So a reserve is kept, and the rest bounds the connections.
"""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path
from typing import Final

from kentgraf.ontology.errors import StoreError

_SPARE: Final = 24
"""Descriptors for what is open for moments only: files that are read, sockets of workers that are being replaced."""
_MORE_FOR_A_BUILD: Final = 2
"""A new build is opened while the old one is, so the files that are open at the start may be needed twice."""
_OF_A_CONNECTION: Final = 2
"""Its socket, and the file that it may be sent."""
_OF_A_LARGE_GRAPH: Final = 512
_FEWEST_CONNECTIONS: Final = 8
_OPEN_WHERE_UNKNOWN: Final = 24


def raise_limit(connections: int, workers: int) -> None:
    """Raise the soft limit of descriptors as far as so many connections and workers need it and the hard limit allows.

    Service managers set the soft limit low for programs that can't do with more; an operator who wants fewer connections
    says so by the setting or by the hard limit. To be called before the graph is opened, which needs some itself.
    """
    wanted = connections * _OF_A_CONNECTION + workers + _SPARE + _OF_A_LARGE_GRAPH
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    higher = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(OSError, ValueError):  # some systems have a lower bound of their own
        resource.setrlimit(resource.RLIMIT_NOFILE, (higher, hard))


def bound_connections(wanted: int, workers: int) -> int:
    """Return how many connections may be open: `wanted`, or fewer if the limit of descriptors allows no more.

    To be called when the graph is open. Raises StoreError when there is room for no more than a handful.
    """
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit == resource.RLIM_INFINITY:
        return wanted
    reserve = _MORE_FOR_A_BUILD * _count_open() + workers + _SPARE
    allowed = min(wanted, (limit - reserve) // _OF_A_CONNECTION)
    if allowed < min(wanted, _FEWEST_CONNECTIONS):
        needed = reserve + _FEWEST_CONNECTIONS * _OF_A_CONNECTION
        raise StoreError(
            f"The server may open {limit} files and sockets; with {workers} workers it needs {needed}."
            " Raise the limit (ulimit -n) or lower KENTGRAF_WORKERS."
        )
    return allowed


def _count_open() -> int:
    """Return how many descriptors are open now."""
    for folder in (Path("/proc/self/fd"), Path("/dev/fd")):
        with suppress(OSError):
            return len(list(folder.iterdir()))
    return _OPEN_WHERE_UNKNOWN
