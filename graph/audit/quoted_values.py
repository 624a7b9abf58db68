"""Values of the graph held against their own printed cells, read by the same readers as when the source is loaded.

This is a check beside the shapes: SHACL can't read a Turkish number or a duration without saying again how it is read. It
runs where a graph is built or changed, and in `verify`. A correction differs from its cell on purpose; it stands in a
`kg:Correction` of its own, never in the fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store

from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.loaders.documents.plain_text import make_plain
from kentgraf.loaders.documents.printed_values import UnreadableCell, read_dates, strip_markup
from kentgraf.loaders.tables.quotations import read_activity_code, read_figures, read_numbers_within
from kentgraf.loaders.tables.rows import CELL_BREAK
from kentgraf.ontology.namespaces import shorten
from kentgraf.ontology.turkish import fold
from kentgraf.shapes.coverage import Check
from kentgraf.shapes.rule_titles import fill_messages
from kentgraf.shapes.shape_files import SHAPES_NS

if TYPE_CHECKING:
    from kentgraf.shapes.validator import ValidationResult

RULE: Final = f"{SHAPES_NS}value-is-what-its-cell-prints"
_BETWEEN_CELLS: Final = "\x1f"


@dataclass(frozen=True)
class QuotedValue:
    """A value of a fact, the IRI of its property, and the printed cells from which it is read, in the way `form` names."""

    fact: str
    property: str
    value: str
    form: str
    cells: tuple[str, ...]

    def is_printed(self) -> bool:
        """Return whether the cells print the value."""
        try:
            return _READERS[self.form](self.value, self.cells)
        except (ValueError, ArithmeticError):  # a value that isn't of its datatype, which no cell prints
            return False

    def sides(self) -> tuple[str, str]:
        """Return what the graph says, and what is printed."""
        joined = CELL_BREAK.join(self.cells)
        return (joined, self.value) if self.form == "name" else (self.value, joined)

    def __str__(self) -> str:
        said, printed = self.sides()
        return f"{shorten(self.property)} is {said!r}; printed there is {printed!r}"


def quoted_values(store: Store) -> Iterator[QuotedValue]:
    """Yield every value in `store` that stands beside a printed cell."""
    for row in select(store, query_text("_quoted_values")):
        cells = tuple(row["cells"].value.split(_BETWEEN_CELLS))
        yield QuotedValue(row["fact"].value, row["property"].value, row["value"].value, row["form"].value, cells)


def check_quoted_values(store: Store) -> tuple[list[ValidationResult], Check]:
    """Return a violation for each value that its own printed cell does not print, and how many values were compared."""
    from kentgraf.shapes.validator import ValidationResult  # loads slowly; queries don't need it

    values = list(quoted_values(store))
    results = []
    for value in sorted((value for value in values if not value.is_printed()), key=lambda value: value.fact):
        said, printed = value.sides()
        told = fill_messages(RULE, {"property": shorten(value.property), "value": said, "cell": printed})
        found = ValidationResult(
            RULE, "violation", value.fact, value.property, said, told["tr"], told["en"], printed=printed
        )
        results.append(found)
    return results, Check(RULE, "structure", len(values))


def _is_figure(value: str, cells: tuple[str, ...]) -> bool:
    return any(Decimal(value) in read_figures(cell) for cell in cells)


def _is_number_within(value: str, cells: tuple[str, ...]) -> bool:
    return any(Decimal(value) in read_numbers_within(cell) for cell in cells)


def _is_text(value: str, cells: tuple[str, ...]) -> bool:
    return any(value in (cell, *cell.split(CELL_BREAK)) for cell in cells)


def _are_words(value: str, cells: tuple[str, ...]) -> bool:
    """Return whether the cells print a text, however its words are spaced: `m ²` is m²."""
    return any(_unspaced(value) in _unspaced(cell) for cell in cells)


def _is_name(printed: str, names: tuple[str, ...]) -> bool:
    """Return whether printed cells have one of a person's spellings, which may be broken over cells."""
    letters = _letters(printed)
    return any(_letters(name) in letters for name in names)


def _unspaced(text: str) -> str:
    return "".join(make_plain(text).split())


def _letters(text: str) -> str:
    return "".join(sign for sign in fold(strip_markup(make_plain(text))) if sign.isalpha())


def _are_cells(value: str, cells: tuple[str, ...]) -> bool:
    """Return whether each printed cell of a fact is a cell of the lines that it quotes."""
    of_lines = {*cells, *(cell for line in cells for cell in line.split(CELL_BREAK))}
    return all(cell in of_lines for cell in value.split(CELL_BREAK))


def _is_code(value: str, cells: tuple[str, ...]) -> bool:
    codes = {read_activity_code(cell) for cell in cells} - {None}
    return not codes or value in codes


def _is_day(value: str, cells: tuple[str, ...]) -> bool:
    days = _days_in(cells)
    return not days or date.fromisoformat(value) in days


def _is_day_after(value: str, cells: tuple[str, ...]) -> bool:
    """Return whether the value is the day after a printed one, since periods are half-open."""
    days = _days_in(cells)
    return not days or date.fromisoformat(value) - timedelta(days=1) in days


def _days_in(cells: tuple[str, ...]) -> set[date]:
    try:
        return {day for cell in cells for day in read_dates(cell)}
    except UnreadableCell:
        return set()


_READERS: Final[dict[str, Callable[[str, tuple[str, ...]], bool]]] = {
    "figure": _is_figure,
    "number within": _is_number_within,
    "text": _is_text,
    "words": _are_words,
    "name": _is_name,
    "cells": _are_cells,
    "code": _is_code,
    "day": _is_day,
    "day after": _is_day_after,
}
"""How a value is read from its cells, by the names in `_quoted_values.rq`. What prints no day or code contradicts none."""
