"""Bounds the memory of results that the server holds for clients who haven't taken them yet."""

from __future__ import annotations

import asyncio
from collections import deque


class Lease:
    """Room for one result, until it is released."""

    def __init__(self, budget: AnswerBudget, size: int) -> None:
        self._budget = budget
        self._size = size

    def release(self) -> None:
        """Give the room back. Again changes nothing."""
        size, self._size = self._size, 0
        if size:
            self._budget.give_back(size)

    def __del__(self) -> None:
        self.release()  # of an answer that was never sent


class AnswerBudget:
    """So many bytes for all large results together. Who finds no room waits, and is ended by the deadline of its query."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._free = size
        self._queue: deque[tuple[asyncio.Future[None], int]] = deque()

    @property
    def held(self) -> int:
        """The bytes that are taken."""
        return self._size - self._free

    async def acquire(self, size: int) -> Lease:
        """Take room for a result of `size` bytes; one larger than all there is takes all."""
        size = min(size, self._size)
        if self._queue or size > self._free:
            turn = asyncio.get_running_loop().create_future()
            self._queue.append((turn, size))
            try:
                await turn
            except BaseException:
                if turn.done() and not turn.cancelled():
                    self.give_back(size)
                else:
                    self._queue = deque(one for one in self._queue if one[0] is not turn)
                    self._serve()
                raise
        else:
            self._free -= size
        return Lease(self, size)

    def give_back(self, size: int) -> None:
        """Take back room, and give it to those who wait, in their order."""
        self._free += size
        self._serve()

    def _serve(self) -> None:
        while self._queue and self._queue[0][1] <= self._free:
            turn, size = self._queue.popleft()
            if not turn.done():
                self._free -= size
                turn.set_result(None)
