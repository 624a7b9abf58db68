"""The bodies of requests that are being received: together they hold a bounded number of bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class _Sender(Protocol):
    def refuse_body(self) -> None: ...


@dataclass
class _Body:
    begin: float
    size: int = field(default=0)


class ReceivedBodies:
    """The bodies that aren't whole yet, by their connections.

    When they hold more than `max_bytes` together, the one that has held most for longest (bytes times seconds) is refused:
    a crowd that sends nearly all of its bodies and then stops, before those who just send theirs.
    """

    def __init__(self, max_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_bytes = max_bytes
        self._clock = clock
        self._bodies: dict[_Sender, _Body] = {}
        self.total = 0
        self.closed = 0

    def add(self, sender: _Sender, size: int) -> bool:
        """Count `size` more bytes of a body. Return whether that body may go on; others may be refused for it."""
        body = self._bodies.setdefault(sender, _Body(self._clock()))
        body.size += size
        self.total += size
        while self.total > self._max_bytes:
            now = self._clock()
            worst = max(self._bodies, key=lambda one: self._bodies[one].size * (now - self._bodies[one].begin + 0.001))
            self.discard(worst)
            self.closed += 1
            worst.refuse_body()
        return sender in self._bodies

    def discard(self, sender: _Sender) -> None:
        """Forget a body that is whole, was answered, or whose connection ended."""
        body = self._bodies.pop(sender, None)
        if body is not None:
            self.total -= body.size
