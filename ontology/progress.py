"""Progress reporting of long operations: a protocol that the command line implements."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives progress: `step` starts a new step, `advance` reports progress within the current one."""

    def step(self, label: str, total: int | None = None) -> None:
        """Start a new step; `total` is the number of its parts, if known."""

    def advance(self, count: int = 1) -> None:
        """Report that `count` more parts of the current step are done."""


class _Silent:
    def step(self, label: str, total: int | None = None) -> None:
        pass

    def advance(self, count: int = 1) -> None:
        pass


SILENT: Progress = _Silent()
