"""The open connections of a server, and which of them is closed when room is needed.

A connection is *waiting* while it has no whole request: before the first byte of one, or while its head or body is still
arriving. It is *busy* from then on until its answer has left the server, but for a small rest. Only waiting connections are
closed for others, the one that has waited longest first: whoever has just connected is safe, and those who send their
request drop by drop are not. A stalled reader of an answer is the last resort.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Final, Protocol

from kentgraf.api.middleware.connection_limits import ConnectionLimits
from kentgraf.api.middleware.received_bodies import ReceivedBodies
from kentgraf.api.middleware.unread_answers import UnreadAnswers

_STALLED_SECONDS: Final = 5.0
"""A client that took nothing of its answer for so long gives way when room is needed."""
_SECONDS_TO_BE_READ: Final = 2.0
"""What arrives on a new connection is read within that time."""
_LARGE_SHARE: Final = 4
"""An address that holds more than one in so many connections gives way before others."""


class Connection(Protocol):
    """What the table needs of a connection."""

    @property
    def address(self) -> str:
        """The address of the client, without its port."""
        ...

    @property
    def written_bytes(self) -> int:
        """How many bytes were ever written."""
        ...

    def buffered_bytes(self) -> int:
        """Return how many of them this process still holds."""
        ...

    def unacknowledged_bytes(self) -> int:
        """Return how many of them the system holds, since the client hasn't confirmed them."""
        ...

    def arrived_bytes(self) -> int:
        """Return how many bytes have arrived that weren't read yet."""
        ...

    def give_way(self) -> None:
        """Close for another connection."""
        ...

    def refuse_body(self) -> None:
        """Refuse the request whose body is being received."""
        ...

    def reset(self) -> None:
        """Close at once, without what wasn't sent."""
        ...


class ConnectionTable:
    """The connections of one server; it is used in the server's event loop only."""

    def __init__(self, limits: ConnectionLimits | None = None) -> None:
        self.limits = limits or ConnectionLimits()
        self.unread = UnreadAnswers(self.limits)
        self.bodies = ReceivedBodies(self.limits.body_bytes)
        self.on_release: Callable[[], None] = lambda: None
        self.closed_idle = 0
        self.closed_for_room = 0
        self.refused = 0
        self._expected = 0  # accepted, but not taken up yet
        self._open: set[Connection] = set()
        self._busy: set[Connection] = set()
        self._waiting: dict[Connection, float] = {}  # since when, in this order
        self._waiting_by_address: Counter[str] = Counter()

    def is_full(self) -> bool:
        """Return whether no further connection can be accepted."""
        return len(self._open) + self._expected >= self.limits.max_connections

    def expect(self) -> None:
        """Note that a connection was accepted; `add` follows."""
        self._expected += 1

    def expect_no_longer(self) -> None:
        """Note that `add` won't follow."""
        self._expected -= 1

    def add(self, connection: Connection) -> None:
        """Take up a new connection, which waits for its first request."""
        self._expected = max(0, self._expected - 1)
        self._open.add(connection)
        self.begin_waiting(connection)

    def discard(self, connection: Connection) -> None:
        """Forget a connection that was closed."""
        self._forget_state(connection)
        self._open.discard(connection)
        self.unread.discard(connection)
        self.bodies.discard(connection)
        self.on_release()

    def begin_waiting(self, connection: Connection) -> None:
        """Note that a connection has no whole request from now on."""
        self._forget_state(connection)
        self._waiting[connection] = time.monotonic()
        self._waiting_by_address[connection.address] += 1

    def begin_work(self, connection: Connection) -> None:
        """Note that a connection has a whole request that isn't answered yet."""
        self._forget_state(connection)
        self._busy.add(connection)

    def _forget_state(self, connection: Connection) -> None:
        self._busy.discard(connection)
        if connection in self._waiting:
            del self._waiting[connection]
            self._waiting_by_address[connection.address] -= 1
            if not self._waiting_by_address[connection.address]:
                del self._waiting_by_address[connection.address]

    def has_work_room(self) -> bool:
        """Return whether one more request can be taken up; a client that doesn't read its answer is closed for it."""
        if len(self._busy) < self.limits.max_busy:
            return True
        return self.unread.close_stalled(_STALLED_SECONDS)

    def make_room(self) -> bool:
        """Close the connection that can best be spared. Return whether there was one; it ends a moment later."""
        connection = self._most_expendable()
        if connection is None:
            return self.unread.close_stalled(_STALLED_SECONDS)
        self._forget_state(connection)
        self.closed_for_room += 1
        connection.give_way()
        return True

    def _most_expendable(self) -> Connection | None:
        """Return the connection that has waited longest, of an address that holds very many if there is one.

        In a crowd that comes at once, requests have arrived that nobody could read yet: such a connection is safe at first.
        """
        if not self._waiting:
            return None
        address, held = max(self._waiting_by_address.items(), key=lambda item: item[1])
        is_crowded = held * _LARGE_SHARE > self.limits.max_connections and len(self._waiting_by_address) > 1
        now = time.monotonic()
        return next(
            (
                one
                for one, since in self._waiting.items()
                if (not is_crowded or one.address == address)
                and (now - since > _SECONDS_TO_BE_READ or not one.arrived_bytes())
            ),
            None,
        )

    def figures(self) -> dict[str, tuple[str, float]]:
        """Return what is told to operators: by name the help text and the value."""
        return {
            "open_connections": ("Connections that are open.", len(self._open)),
            "busy_connections": ("Connections with a whole request that isn't answered yet.", len(self._busy)),
            "max_connections": ("Connections that may be open at once.", self.limits.max_connections),
            "unread_bytes": ("Bytes of answers that clients haven't taken yet.", self.unread.total()),
            "body_bytes": ("Bytes of request bodies that aren't whole yet.", self.bodies.total),
            "idle_closed_connections": ("Connections closed since no request came.", self.closed_idle),
            "room_closed_connections": (
                "Connections without a whole request, closed for others.",
                self.closed_for_room,
            ),
            "unread_closed_connections": ("Connections closed since their client didn't read.", self.unread.closed),
            "body_closed_connections": ("Connections closed since bodies held too much.", self.bodies.closed),
            "refused_requests": ("Requests refused since too many others were under way.", self.refused),
        }
