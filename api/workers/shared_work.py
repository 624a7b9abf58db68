"""Work that several clients ask for at the same time is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

_Value = TypeVar("_Value")


class _Flight(Generic[_Value]):
    """Work under way, and how many wait for it."""

    def __init__(self, task: asyncio.Task[_Value]) -> None:
        self.task = task
        self.waiting = 0


class SharedWork(Generic[_Value]):
    """Work under way by its key. It is cancelled when the last of those who wait for it has gone."""

    def __init__(self) -> None:
        self._flights: dict[tuple[bytes, int], _Flight[_Value]] = {}

    async def run(self, key: bytes, begin: Callable[[], Coroutine[Any, Any, _Value]]) -> _Value:
        """Return the value of the work that is under way for `key`, or of the work that `begin` begins."""
        place = key, id(asyncio.get_running_loop())
        flight = self._flights.get(place)
        if flight is None or flight.task.done():
            flight = self._flights[place] = _Flight(asyncio.create_task(begin()))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                if self._flights.get(place) is flight:
                    del self._flights[place]
                flight.task.cancel()
