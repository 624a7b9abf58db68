"""The limits of the connections of one server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ConnectionLimits:
    """The limits of all connections of a server. Sizes are in bytes, times in seconds.

    `max_connections` may be open at once. Bodies that are being received hold `body_bytes` together, answers that clients
    haven't taken `unread_bytes`. A client takes something of its answer in `send_seconds`, and in each such period at
    least `send_rate` bytes a second on average.
    """

    max_connections: int = 1000
    body_bytes: int = 64 << 20
    unread_bytes: int = 256 << 20
    send_seconds: float = 30.0
    send_rate: int = 4096

    @property
    def max_busy(self) -> int:
        """How many connections may have a whole request under way; the others leave room for who comes next."""
        return max(1, self.max_connections - max(1, self.max_connections // 8))
