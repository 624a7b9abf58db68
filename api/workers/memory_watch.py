"""Watches that all processes of the server together hold no more than its setting `memory`.

A limit on each process can't do that: many may run at once. So while any runs, what all hold is added up every 20 ms, and
those that hold most are ended when it is too much.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Final, Protocol

from kentgraf.api.workers.errors import QueryStopped
from kentgraf.api.workers.memory import unshared_bytes
from kentgraf.ontology.errors import KentgrafError

_SECONDS_BETWEEN_CHECKS: Final = 0.02
_SHARE: Final = 0.6
"""Runs are ended from this share of the room on, since they take more before the next check."""
_LITTLE: Final = 16 << 20
"""Ending a run that holds less gives no room."""
_LEAST_ROOM: Final = 128
"""MiB that must be left for queries and pages beside the graph and the server."""
_MEBIBYTE: Final = 1 << 20


class Run(Protocol):
    """Work under way in a process of its own, which can be ended."""

    def memory(self) -> int:
        """Return the bytes that it holds; when it was ended, those that it hasn't given back yet."""

    def stop(self, reason: KentgrafError) -> None:
        """End it; `reason` is told to who asked for it."""


class MemoryWatch:
    """The memory of one server: the processes that stay, and the runs. Only for the thread of the event loop."""

    def __init__(self, megabytes: int) -> None:
        self._limit = megabytes * _MEBIBYTE
        self._staying: list[Callable[[], int]] = []
        self._runs: set[Run] = set()
        self._ending: set[Run] = set()
        self._watched_by: asyncio.AbstractEventLoop | None = None

    def room(self) -> int:
        """Return the MiB that are left beside the processes that stay; at least a few, so that the server can say something."""
        return max(_LEAST_ROOM, (self._limit - self._held_by_staying()) // _MEBIBYTE)

    def lacks_room(self) -> bool:
        """Return whether the processes that stay leave no room for queries."""
        return self._limit - self._held_by_staying() < _LEAST_ROOM * _MEBIBYTE

    def add_staying(self, memory: Callable[[], int]) -> None:
        """Count the memory of a process that stays."""
        self._staying = [*self._staying, memory]

    def remove_staying(self, memory: Callable[[], int]) -> None:
        """Count it no more."""
        self._staying = [one for one in self._staying if one != memory]

    def add(self, run: Run) -> None:
        """Count a run and watch it until it is discarded."""
        self._runs.add(run)
        loop = asyncio.get_running_loop()
        if self._watched_by is not loop:
            self._watched_by = loop
            loop.call_later(_SECONDS_BETWEEN_CHECKS, self._check, loop)

    def discard(self, run: Run) -> None:
        """Watch a run no more. One that was ended counts until it has given its memory back."""
        self._runs.discard(run)

    def _held_by_staying(self) -> int:
        return unshared_bytes(os.getpid()) + sum(memory() for memory in self._staying)

    def _check(self, loop: asyncio.AbstractEventLoop) -> None:
        """End the runs that hold most while all together hold too much; check again as long as there are any.

        What ended runs still hold counts too, but no run that holds little is ended for it.
        """
        self._ending = {run for run in self._ending if run.memory() > 0}
        held = {run: run.memory() for run in self._runs - self._ending}
        limit = self.room() * _MEBIBYTE * _SHARE - sum(run.memory() for run in self._ending)
        for run in sorted(held, key=held.__getitem__, reverse=True):
            if sum(held.values()) <= limit or held[run] < _LITTLE:
                break
            run.stop(QueryStopped("This was stopped: all queries together need too much memory."))
            self._ending.add(run)
            del held[run]
        self._watched_by = loop if self._runs or self._ending else None
        if self._watched_by is not None:
            loop.call_later(_SECONDS_BETWEEN_CHECKS, self._check, loop)
