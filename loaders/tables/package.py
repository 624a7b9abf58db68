"""A package of tables in memory: the rows of each table, and what they were read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from pydantic import StringConstraints

from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.loaders.tables.rows import Row

R = TypeVar("R", bound=Row)


PlanPeriod = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-(19|20)\d\d$")]
"""The first and the last year of a strategic plan: `2025-2029`."""


@dataclass(frozen=True)
class SourceMeta:
    """What the tables were read from.

    `source` is the key of the source, `city` the slug of the city; `plan` the period of the strategic plan on which it reports,
    such as `2025-2029`, if that is known; `file`, `sha256` and `lines` are those of the report that
    was read, and missing for tables that somebody typed. `license` (an address) and `publisher` are those that the
    package itself names: nothing is licensed that doesn't say so.
    """

    source: str
    city: str
    municipality: str
    year: int
    title: str
    plan: PlanPeriod | None = None
    file: str | None = None
    sha256: str | None = None
    lines: int | None = None
    license: str | None = None
    publisher: str | None = None

    @property
    def is_report(self) -> bool:
        """Whether the tables were read from a report, not typed."""
        return self.sha256 is not None

    @property
    def plan_or_year(self) -> str:
        """The period of the plan; the reported year stands for one that isn't known."""
        return self.plan or str(self.year)


@dataclass
class TablePackage:
    """Tables by name, each a list of rows of its class, and what they were read from."""

    meta: SourceMeta
    tables: dict[str, list[Row]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    """For tables read from files: the row of the file in which each row stands, the header being row 1."""

    @property
    def notes(self) -> list[NoteRow]:
        """What needs a person's eye."""
        return [row for row in self.tables.get("notes", []) if isinstance(row, NoteRow)]

    def rows(self, row_class: type[R]) -> list[R]:
        """The rows of one table, typed."""
        return [row for row in self.tables.get(row_class.table, []) if isinstance(row, row_class)]

    def numbered(self, row_class: type[R]) -> Iterator[tuple[int, R]]:
        """The rows of one table with the row of the file in which they stand."""
        rows = self.rows(row_class)
        yield from zip(self.numbers.get(row_class.table) or range(2, len(rows) + 2), rows, strict=True)

    def counts(self) -> dict[str, int]:
        """How many rows each table has, empty ones left out."""
        return {name: len(rows) for name, rows in self.tables.items() if rows}
