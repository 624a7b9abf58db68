"""A counting semaphore with a bounded queue."""

from __future__ import annotations

import asyncio
from collections import deque


class Slots:
    """So many may run, and so many more wait for their turn. Only for the thread of the event loop."""

    def __init__(self, number: int, max_waiting: int) -> None:
        self._free = number
        self._max_waiting = max_waiting
        self._queue: deque[asyncio.Future[None]] = deque()

    async def acquire(self, seconds: float) -> bool:
        """Take a slot. Return False if none is free within `seconds`, or the queue is full."""
        if self._free > 0:
            self._free -= 1
            return True
        if len(self._queue) >= self._max_waiting:
            return False
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout(seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self.release()  # the slot came too late
            elif turn in self._queue:
                self._queue.remove(turn)
            if isinstance(error, TimeoutError):
                return False
            raise
        return True

    def try_acquire(self) -> bool:
        """Take a slot if one is free now."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    def release(self) -> None:
        """Give the slot to the first in the queue."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class ServerSlots:
    """The slots of one server, for whichever of its graphs a query or a page is: so many queries, long ones among them, and pages."""

    def __init__(self, workers: int, long_workers: int, page_workers: int, max_waiting: int) -> None:
        self.queries = Slots(workers, max_waiting)
        self.long_queries = Slots(long_workers, max_waiting)
        self.pages = Slots(page_workers, max_waiting)
