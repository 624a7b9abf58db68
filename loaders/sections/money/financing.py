"""Read the economic classification of financing (section 3.1.1 c): four levels of which only the last code is printed.

Where a row stands is inferred: a branch always goes down to the fourth level, codes rise among siblings, the upper two
levels are printed in capitals, and a group is the sum of what stands under it. Of all readings that keep the order of
codes, the one that breaks least of the rest is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.documents.text import SourceText, join_cells
from kentgraf.loaders.sections.columns import read_amounts, rows_under_head
from kentgraf.loaders.sections.reader import table_reader
from kentgraf.loaders.tables.classifications import FinancingMoneyRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import upper

_LEVELS: Final = 4
_READINGS_KEPT: Final = 200


@dataclass(frozen=True)
class _Printed:
    code: int
    name: str
    values: dict[str, Any]
    line: int
    printed: str


@dataclass(frozen=True)
class _Reading:
    """One interpretation of the rows so far: the level of each, the codes down to it, and how many sums it breaks."""

    levels: tuple[int, ...]
    path: tuple[int, ...]
    broken: int


def read_financing(source: SourceText, section: Section, notes: Notes) -> list[FinancingMoneyRow]:
    """Return the rows of the table on financing, with their full codes."""
    printed = list(_printed_rows(source, section, notes))
    levels = _levels(printed)
    rows = []
    path: list[int] = []
    for row, level in zip(printed, levels, strict=True):
        path = [*path[: level - 1], row.code]
        rows.append(
            FinancingMoneyRow(
                code=".".join(map(str, path)), level=level, name=row.name, **row.values,
                line=row.line, printed=row.printed,
            )
        )  # fmt: skip
    return rows


def _printed_rows(source: SourceText, section: Section, notes: Notes) -> list[_Printed]:
    rows = []
    for row in rows_under_head(source, section, "financing_money", least=2):
        first = min(row.places.values())
        words = [cell for cell in row.cells[:first] if cell]
        if len(words) < 2 or not re.fullmatch(r"\d+", words[0]):
            found = join_cells(row.cells)
            notes.add("unreadable", "financing_money", "a code and a name", line=row.line, field="code", found=found)
            continue
        values: dict[str, Any] = dict(
            read_amounts(row.cells, row.places, row.width, notes, "financing_money", words[1], row.line)
        )
        rows.append(_Printed(int(words[0]), strip_markup(words[1]), values, row.line, row.printed))
    return rows


def _levels(rows: list[_Printed]) -> tuple[int, ...]:
    readings = [_Reading((), (), 0)]
    for at, row in enumerate(rows):
        following = [step for reading in readings for step in _steps(reading, row, rows[:at])]
        if not following:  # a code out of order: start a branch anew at the first level
            following = [_Reading((*r.levels, 1), (row.code,), r.broken + 1) for r in readings]
        readings = sorted(following, key=lambda reading: reading.broken)[:_READINGS_KEPT]
    ended = [_Reading(r.levels, r.path, r.broken + _groups_that_dont_close(r, rows, 1)) for r in readings]
    return min(ended, key=lambda reading: reading.broken).levels if ended else ()


def _steps(reading: _Reading, row: _Printed, above: list[_Printed]) -> list[_Reading]:
    depth = len(reading.path)
    levels = [depth + 1] if depth < _LEVELS else range(1, _LEVELS + 1)
    steps = []
    for level in levels:
        if level <= depth and row.code <= reading.path[level - 1]:
            continue
        broken = reading.broken + (_in_capitals(row.name) != (level <= 2))
        if level <= depth:
            broken += _groups_that_dont_close(reading, above, level)
        steps.append(_Reading((*reading.levels, level), (*reading.path[: level - 1], row.code), broken))
    return steps


def _in_capitals(name: str) -> bool:
    return name == upper(name)


def _groups_that_dont_close(reading: _Reading, rows: list[_Printed], level: int) -> int:
    """Return how many groups that end before a row of `level` differ from the sum of their parts."""
    broken = 0
    for open_level in range(level, len(reading.path)):
        group = max((at for at, lvl in enumerate(reading.levels) if lvl == open_level), default=None)
        if group is None:
            continue
        parts = [at for at in range(group + 1, len(reading.levels)) if reading.levels[at] == open_level + 1]
        for column in rows[group].values:
            total = rows[group].values[column]
            sums = sum((rows[at].values[column] or Decimal(0) for at in parts), Decimal(0))
            broken += total is not None and total != sums
    return broken


READERS: Final = (table_reader(FinancingMoneyRow, "financing", read_financing, "the classification of financing"),)
