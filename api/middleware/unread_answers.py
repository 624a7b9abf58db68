"""Answers that clients haven't taken yet: how fast each is taken, and which connection is reset since it takes too little.

What a client takes is counted in bytes that its system has confirmed, so that a slow reader makes progress in small steps
although the buffers of the system are filled in large ones. A look a second is enough, and only while something is unread.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

from kentgraf.api.middleware.connection_limits import ConnectionLimits

_LOOK_SECONDS: Final = 1.0
_LOOKS_A_DEADLINE: Final = 4
_FIRST_RATE: Final = 100_000.0
"""Bytes a second that a client is supposed to take before more is known."""
_MEMORY_OF_RATE: Final = 0.8
"""How much of the rate at the last look counts at the next."""
_SECONDS_AT_SHUTDOWN: Final = 3.0


class _Reader(Protocol):
    @property
    def written_bytes(self) -> int: ...
    def buffered_bytes(self) -> int: ...
    def unacknowledged_bytes(self) -> int: ...
    def reset(self) -> None: ...


@dataclass
class _Progress:
    """How a client takes an answer. Times are those of the clock of `UnreadAnswers`."""

    taken: int
    last_taken_at: float
    period_begin: float
    period_taken: int
    rate: float = _FIRST_RATE

    def update(self, taken: int, now: float, seconds: float) -> None:
        self.rate = _MEMORY_OF_RATE * self.rate + (1 - _MEMORY_OF_RATE) * (taken - self.taken) / seconds
        if taken > self.taken:
            self.taken, self.last_taken_at = taken, now


class UnreadAnswers:
    """The connections with bytes that this process still holds for their clients."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits = limits
        self._send_seconds = limits.send_seconds
        self._readers: dict[_Reader, _Progress] = {}
        self._most_held = 0  # never less than what is held
        self._timer: asyncio.TimerHandle | None = None
        self._now = 0.0
        self._last_look = 0.0
        self.closed = 0

    def total(self) -> int:
        """Return the bytes that this process holds for all clients."""
        return sum(reader.buffered_bytes() for reader in self._readers)

    def note_written(self, reader: _Reader, size: int) -> None:
        """Note that `size` more bytes wait for a client; the slowest clients are closed if all hold too much."""
        if reader not in self._readers:
            taken = reader.written_bytes - size
            self._readers[reader] = _Progress(taken, self._now, self._now, taken)
            self._start_timer()
        self._most_held += size
        if self._most_held > self._limits.unread_bytes:
            self._most_held = self.total()
            while self._most_held > self._limits.unread_bytes and self._readers:
                slowest = max(self._readers, key=self._seconds_left)
                self._most_held -= slowest.buffered_bytes()
                self._close(slowest)

    def discard(self, reader: _Reader) -> None:
        """Forget a client that took all or whose connection ended."""
        self._readers.pop(reader, None)
        if not self._readers and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close_stalled(self, seconds: float) -> bool:
        """Close the connection whose client took nothing for longest, at least `seconds`. Return whether there was one."""
        if not self._readers:
            return False
        reader = min(self._readers, key=lambda one: self._readers[one].last_taken_at)
        if self._now - self._readers[reader].last_taken_at < seconds:
            return False
        self._close(reader)
        return True

    def hurry(self) -> None:
        """Give clients a shorter deadline since the server ends."""
        self._send_seconds = min(self._send_seconds, _SECONDS_AT_SHUTDOWN)

    def _seconds_left(self, reader: _Reader) -> float:
        """Return how long a client needs for the rest at its present rate."""
        return reader.buffered_bytes() / max(self._readers[reader].rate, 1.0)

    def _close(self, reader: _Reader) -> None:
        self.discard(reader)
        self.closed += 1
        reader.reset()

    @property
    def _look_seconds(self) -> float:
        return min(_LOOK_SECONDS, self._send_seconds / _LOOKS_A_DEADLINE)

    def _start_timer(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._last_look = loop.time()
            self._timer = loop.call_later(self._look_seconds, self._look)

    def _look(self) -> None:
        """Measure what each client took since the last look, and close those that take too little."""
        self._timer = None
        elapsed = asyncio.get_running_loop().time() - self._last_look
        # a server that stood still itself sent nothing: that is no fault of its clients
        self._now += min(elapsed, 2 * self._look_seconds)
        self._most_held = 0
        for reader, progress in list(self._readers.items()):
            held = reader.buffered_bytes()
            if not held:
                self.discard(reader)
                continue
            progress.update(reader.written_bytes - held - reader.unacknowledged_bytes(), self._now, elapsed)
            if self._is_too_slow(progress):
                self._close(reader)
            else:
                self._most_held += held
        if self._readers:
            self._start_timer()

    def _is_too_slow(self, progress: _Progress) -> bool:
        if self._now - progress.last_taken_at >= self._send_seconds:
            return True
        if self._now - progress.period_begin < self._limits.send_seconds:
            return False
        wanted = self._limits.send_rate * self._limits.send_seconds
        is_too_slow = progress.taken - progress.period_taken < wanted
        progress.period_begin, progress.period_taken = self._now, progress.taken
        return is_too_slow
