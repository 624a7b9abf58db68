"""How much a soak does, scaled by its length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FULL_SECONDS: Final = 1200
"""The length for which the amounts below are told."""


@dataclass(frozen=True)
class Plan:
    """What a soak of `seconds` does; the same `seed` gives the same requests in the same order.

    `memory` is in MiB, for all processes of the server together. `query_seconds` and `update_seconds` are the deadlines
    that the server is given.
    """

    seconds: float
    seed: int
    memory: int = 3072
    query_seconds: float = 10.0
    update_seconds: float = 120.0

    @property
    def warm_up(self) -> float:
        """The seconds of the first round, by which the second one is judged: a minute, or a quarter of a short soak."""
        return min(60.0, self.seconds / 4)

    @property
    def judges_growth(self) -> bool:
        """Whether the warm-up is long enough to see all kinds of requests, changes and builds among them."""
        return self.warm_up >= 60

    @property
    def quiet_seconds(self) -> float:
        """The seconds in which the latency is measured before anybody else asks."""
        return max(3.0, min(20.0, self.seconds / 6))

    @property
    def small_queries(self) -> int:
        """The number of small queries, all different."""
        return self._scaled(50_000)

    @property
    def pages(self) -> int:
        """The number of requests of pages, JSON and downloads."""
        return self._scaled(3_600)

    @property
    def page_paths(self) -> int:
        """The number of different paths among them, whose contents are taken before."""
        return max(40, self._scaled(2_000))

    @property
    def hostile_queries(self) -> int:
        """The number of queries that a server has to end or to refuse."""
        return max(8, self._scaled(500))

    @property
    def malformed_requests(self) -> int:
        """The number of requests that no good client sends."""
        return max(48, self._scaled(2_000))

    @property
    def kill_interval(self) -> float:
        """The mean seconds between two children that are killed."""
        return 10.0 if self.seconds >= 100 else 5.0

    @property
    def build_interval(self) -> float:
        """The seconds between two new builds."""
        return max(15.0, self.seconds / 10)

    @property
    def slow_clients(self) -> int:
        """The number of slow readers, and of slow writers, at any moment; of idle connections there are four times as many."""
        return 12 if self.seconds >= 300 else 5

    def _scaled(self, number: int) -> int:
        return max(1, round(number * self.seconds / FULL_SECONDS))
