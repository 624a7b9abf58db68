"""Columns of printed tables: found by their titles; the rows under a head row; the amounts in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import UnreadableCell, read_number
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.profiles.profile import reading_profile
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold

_LINES_WITHOUT_ROWS = 3


@dataclass(frozen=True)
class TableRow:
    """A row under a head row: its line and cells, the positions of the columns, and the width of the head."""

    line: int
    cells: list[str]
    places: Mapping[str, int]
    width: int
    names: tuple[str, ...]
    """The columns of the table's contract, in its order."""

    @property
    def printed(self) -> str:
        """The cells as `printed` holds them: those before the first column, then those of the columns in their order."""
        return cells_by_contract(self.cells, min(self.places.values()), self.places, self.names)


def rows_under_head(source: SourceText, section: Section, table: str, least: int) -> Iterator[TableRow]:
    """Yield the rows of a table whose head row prints at least `least` of the profile's columns for `table`."""
    wanted = reading_profile()[table]["columns"]
    places: dict[str, int] = {}
    width = last = 0
    for number, line in source.span(section.first, section.last):
        if not is_table_line(line):
            if places and line.strip() and last and number - last > _LINES_WITHOUT_ROWS:
                return
            continue
        cells = split_cells(line)
        if cells[0].startswith("%"):  # a chart's share
            continue
        found = find_columns(cells, wanted, contains=True)
        if len(found) >= least and not any(re.search(r",\d\d$", cell) for cell in cells):
            places, width = found, len(cells)
        elif places:
            last = number
            yield TableRow(number, cells, places, width, tuple(wanted))


def read_amounts(
    cells: list[str], places: Mapping[str, int], width: int, notes: Notes, about: str, row: str, line: int
) -> dict[str, Decimal | None]:
    """Return the amounts of a row by column; an unreadable or missing cell is blank and noted.

    A row with more cells than the head has no amounts: nobody knows which of them stands under which title.
    """
    values: dict[str, Decimal | None] = dict.fromkeys(places)
    if any(cells[width:]):
        told = f"{width} cells, as the head has; its amounts were left out"
        notes.add("unusual", about, told, line=line, row=row, found=f"{len(cells)} cells")
        return values
    for name, place in places.items():
        if place >= len(cells):
            if place < width:
                notes.add("missing", about, "a cell: the row is cut short", line=line, row=row, field=name)
            continue
        try:
            number = read_number(cells[place])
        except UnreadableCell as error:
            notes.unreadable(error, about, line=line, row=row, field=name)
            continue
        if number is None:
            continue
        if number.unusual:
            notes.add(
                "unusual",
                about,
                f"a decimal comma; read as {number.value}",
                line=line,
                row=row,
                field=name,
                found=cells[place],
            )
        values[name] = number.value
    return values


def cells_by_contract(cells: Sequence[str], before: int, places: Mapping[str, int], names: Iterable[str]) -> str:
    """Return the cells as `printed` holds them: the first `before` as they stand, then those of the columns `names`.

    So each column has its own place in `printed`, wherever the report prints it; a column it lacks is blank.
    """
    own = [cells[places[name]] if name in places and places[name] < len(cells) else "" for name in names]
    return join_cells([*cells[:before], *own])


def number_or_none(cell: str) -> Decimal | None:
    """Return the number in a cell, or None if it holds none."""
    try:
        number = read_number(cell)
    except UnreadableCell:
        return None
    return number.value if number else None


def find_columns(cells: list[str], wanted: Mapping[str, list[str]], *, contains: bool = False) -> dict[str, int]:
    """Return the positions of the columns in a head row. Years before a title are ignored; the closest title wins."""
    found: dict[str, int] = {}
    scores: dict[str, int] = {}
    for place, cell in enumerate(cells):
        text = re.sub(r"^\d{4}\s+", "", fold(cell))
        for name, titles in wanted.items():
            for title in titles:
                distance = OSA.distance(text, fold(title))
                near = distance <= max(1, len(title) // 10) or (contains and text.startswith(fold(title)))
                if (
                    near
                    and distance < scores.get(name, 99)
                    and place not in [p for n, p in found.items() if n != name and scores[n] <= distance]
                ):
                    found[name], scores[name] = place, distance
    return found
