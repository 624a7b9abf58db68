"""What is said to the person at the terminal: progress, warnings and summaries, all on standard error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from kentgraf.ontology.progress import SILENT, Progress


def say(text: str) -> None:
    """One sentence or list for the person; never mistaken for markup, never cut."""
    Console(stderr=True).print(text, markup=False, highlight=False, soft_wrap=True)


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


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Progress on standard error while the work lasts; silent when that is no terminal."""
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


def say_table(columns: tuple[str, str], rows: Sequence[tuple[str, str]]) -> None:
    """Two columns, the second of them numbers."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(columns[0])
    table.add_column(columns[1], justify="right")
    for row in rows:
        table.add_row(*row)
    Console(stderr=True).print(table)
