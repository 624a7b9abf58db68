"""Give rows back what the file has: its line numbers, and printed cells with the signs that were made plain to read them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from kentgraf.loaders.documents.plain_text import make_plain
from kentgraf.loaders.documents.text import SourceText
from kentgraf.loaders.tables.rows import CELL_BREAK, QuotedRow, Row

R = TypeVar("R", bound=Row)
_PRINTED_VALUES: Final = ("baseline_printed", "target_printed", "actual_printed")


def restore_rows(rows: Iterable[R], source: SourceText) -> list[R]:
    """Return the rows of a table with the file's line numbers and its printed cells.

    `source` is the body that was read. A cell that isn't found among those of its lines stays as it is.
    """
    return [_restored(row, source) for row in rows]


def _restored(row: R, source: SourceText) -> R:
    update: dict[str, object] = {
        name: source.number_in_file(number)
        for name in type(row).model_fields
        if (name == "line" or name.endswith("_line")) and (number := getattr(row, name)) is not None
    }
    if isinstance(row, QuotedRow) and row.printed is not None and row.line is not None:
        first, last = source.number_in_file(row.line), source.number_in_file(row.last_line or row.line)
        cells = {plain: raw for plain, raw in _cells(source, first, last) if plain != raw}
        if cells:
            printed = row.printed.split(CELL_BREAK)
            update["printed"] = CELL_BREAK.join(cells.get(cell, cell) for cell in printed)
            values = {name: getattr(row, name, None) for name in _PRINTED_VALUES}
            update |= {name: cells[value] for name, value in values.items() if value in cells}
    return row.model_copy(update=update) if update else row


def _cells(source: SourceText, first: int, last: int) -> Iterator[tuple[str, str]]:
    for line in source.raw[first - 1 : last]:
        for cell in (line, *line.split("\t")):
            yield make_plain(cell).strip(), _without_controls(cell).strip()


def _without_controls(text: str) -> str:
    """Return `text` without what XML can't hold and a terminal would obey."""
    return "".join(sign for sign in text if sign == "\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
