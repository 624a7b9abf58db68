"""How long work tells of itself. Rooms that work call it; only the outer face knows whether anybody watches."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives what is being done; `step` starts a new piece of work, `advance` moves the present one on."""

    def step(self, label: str, total: int | None = None) -> None:
        """A new piece of work begins; `total` is its size where it is known."""

    def advance(self, count: int = 1) -> None:
        """`count` more parts of the present piece are done."""


class _Silent:
    def step(self, label: str, total: int | None = None) -> None:
        pass

    def advance(self, count: int = 1) -> None:
        pass


SILENT: Progress = _Silent()
