"""Tables for a terminal: numbers to the right, wrapped to the window, and never cut when the output goes elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import StringIO
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kentgraf.api.i18n.result_rows import Rows

_WIDE: Final = 10_000


def render_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: Sequence[int] = (), title: str | None = None
) -> str:
    """The rows as text; the columns at the places `numeric` stand to the right and are not wrapped."""
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for place, column in enumerate(columns):
        is_numeric = place in numeric
        table.add_column(Text(column), justify="right" if is_numeric else "left", no_wrap=is_numeric, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return render(table)


def render_rows(rows: Rows) -> str:
    """The answer to a query as text."""
    return render_table(rows.columns, [[cell.text for cell in row] for row in rows.rows], numeric=rows.numeric())


def render(renderable: object) -> str:
    """Anything that rich can draw, as text for standard output: with colours only if that is a terminal."""
    is_terminal = sys.stdout.isatty()
    width = None if is_terminal or "COLUMNS" in os.environ else _WIDE
    console = Console(file=StringIO(), force_terminal=is_terminal, width=width, highlight=False)
    with console.capture() as captured:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
