"""Messages for the person at the terminal: progress, warnings and summaries, all on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from kentgraf.api.i18n.numbers import format_number
from kentgraf.ontology.characters import escape_controls
from kentgraf.ontology.progress import SILENT, Progress


def print_message(text: str) -> None:
    """Print a sentence or a list as it is: neither read as markup nor wrapped."""
    _write(escape_controls(text) + "\n")


def print_row_counts(counts: Mapping[str, int]) -> None:
    """Print how many rows each table has."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("table")
    table.add_column("rows", justify="right")
    for name, rows in counts.items():
        table.add_row(name, format_number(rows))
    console = Console(stderr=True)
    with console.capture() as captured:
        console.print(table)
    _write(captured.get())


def _write(text: str) -> None:
    """Write to standard error, or nowhere: that a message can't be told changes nothing of what the command does."""
    try:
        print(text, end="", file=sys.stderr, flush=True)
    except (OSError, ValueError):  # the disk is full, the reader has gone, or it is closed
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def format_seconds(seconds: float) -> str:
    """Return a duration with one decimal, such as `3,0 s`."""
    return f"{seconds:.1f} s".replace(".", ",")


class _BarProgress:
    """Shows each step as a bar, or as a spinner while its size is unknown."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def step(self, label: str, total: int | None = None) -> None:
        self._finish()
        self._task = self._bars.add_task(label, total=total)

    def advance(self, count: int = 1) -> None:
        if self._task is not None:
            self._bars.advance(self._task, count)

    def _finish(self) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)


class StepMessages:
    """Prints the label of each step, and nothing until the first."""

    def step(self, label: str, total: int | None = None) -> None:
        """Print the label."""
        del total  # a sentence shows no progress within a step
        print_message(f"{label} …")

    def advance(self, count: int = 1) -> None:
        """Print nothing."""


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Show progress on standard error while the block runs; show nothing where that is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield SILENT
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        yield _BarProgress(bars)
