"""Tables for the terminal: wrapped to the width of a terminal, and of any width where the output is redirected."""

from __future__ import annotations

import os
from collections.abc import Sequence
from io import StringIO
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kentgraf.api.i18n.result_rows import Rows
from kentgraf.api.terminal.output import stdout_is_terminal
from kentgraf.ontology.characters import escape_controls

_WIDTH_OF_FILES: Final = 10_000


def render_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: Sequence[int] = (), title: str | None = None
) -> str:
    """Return the rows as a table; the columns with the indices `numeric` are right-aligned and not wrapped."""
    table = Table(
        box=SIMPLE_HEAD,
        title=None if title is None else Text(escape_controls(title)),
        title_justify="left",
        pad_edge=False,
    )
    for index, column in enumerate(columns):
        is_numeric = index in numeric
        table.add_column(
            Text(escape_controls(column)),
            justify="right" if is_numeric else "left",
            no_wrap=is_numeric,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(escape_controls(cell)) for cell in row))
    return _render(table)


def render_rows(rows: Rows) -> str:
    """Return the result of a SELECT as a table."""
    return render_table(rows.columns, [[cell.text for cell in row] for row in rows.rows], numeric=rows.numeric())


def _render(renderable: object) -> str:
    """Return what rich prints, with colours only if standard output is a terminal."""
    is_terminal = stdout_is_terminal()
    width = None if is_terminal or "COLUMNS" in os.environ else _WIDTH_OF_FILES
    console = Console(file=StringIO(), force_terminal=is_terminal, width=width, highlight=False)
    with console.capture() as captured:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
