"""Whether a reading is complete enough to take the place of an earlier one: rows by table, had and has."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kentgraf.loaders.documents.bounded_files import read_file
from kentgraf.loaders.tables.bodies import BodyRow, MembershipRow
from kentgraf.loaders.tables.corrections import AliasRow, CorrectionRow
from kentgraf.loaders.tables.council import MemberRow
from kentgraf.loaders.tables.indicators import DeviationReasonRow, IndicatorRow
from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.loaders.tables.people import PersonRow
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow
from kentgraf.loaders.tables.registry import MONEY, ROW_CLASSES
from kentgraf.loaders.tables.rows import Row
from kentgraf.ontology.errors import IncompleteReading, SourceError

_SUBJECTS: Final[Mapping[str, tuple[type[Row], ...]]] = {
    "people": (PersonRow, MemberRow, BodyRow, MembershipRow),
    "plan": (PlanRow, ActivityRow, IndicatorRow),
    "money": MONEY,
}
_NOT_COMPARED: Final = frozenset(
    row_class.table for row_class in (NoteRow, DeviationReasonRow, CorrectionRow, AliasRow)
)
"""Tables that say nothing of how much was read: fewer notes are better, sentences and decisions may be missing."""

_FEW_ROWS: Final = 10
"""Tables with fewer rows may lose some; they are compared only by whether they have any."""


@dataclass(frozen=True)
class Loss:
    """A table that has far fewer rows than before, or none."""

    table: str
    had: int
    has: int

    def __str__(self) -> str:
        return f"{self.table}: had {self.had} rows, has {self.has}"


def count_rows(directory: Path) -> dict[str, int]:
    """Return how many rows each table in `directory` has; a file that can't be read counts as no table."""
    found = {}
    for name in ROW_CLASSES:
        try:
            text = read_file(directory / f"{name}.csv", expected="a CSV table").decode("utf-8-sig")
            rows = csv.reader(io.StringIO(text, newline=""))
            found[name] = max(0, sum(1 for row in rows if any(cell.strip() for cell in row)) - 1)
        except (SourceError, UnicodeDecodeError, csv.Error):
            continue
    return found


def find_losses(had: Mapping[str, int], has: Mapping[str, int]) -> list[Loss]:
    """Return the tables that lost all of their rows, or more than half of them; rows are given by the table's name."""
    return [
        Loss(table, before, now)
        for table, before in had.items()
        if table not in _NOT_COMPARED
        and (now := has.get(table, 0)) < before
        and (now == 0 or (before >= _FEW_ROWS and now * 2 < before))
    ]


def require_content(source: str, has: Mapping[str, int]) -> None:
    """Raise IncompleteReading if a reading has no people, no plan and no money."""
    if not any(has.get(row_class.table) for classes in _SUBJECTS.values() for row_class in classes):
        rows = ", ".join(f"{table} {number}" for table, number in has.items() if number) or "no rows at all"
        raise IncompleteReading(f"{source} has no {', no '.join(_SUBJECTS)}; there are {rows}.")


def require_no_losses(source: str, had: Mapping[str, int], has: Mapping[str, int]) -> None:
    """Raise IncompleteReading, with a line a table, if tables lost their rows or more than half of them."""
    losses = find_losses(had, has)
    if losses:
        lines = "\n".join(f"  {loss}" for loss in losses)
        raise IncompleteReading(f"Much less was read of {source} than stands there:\n{lines}")
