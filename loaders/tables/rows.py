"""What every row of a table is: frozen, checked, keyed, and quoted from the lines of the source that print it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

CELL_BREAK = " | "

Code = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S+$")]
Text = Annotated[str, StringConstraints(min_length=1)]
PlanCode = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){0,2}$")]
Line = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]


class Row(BaseModel):
    """A row of a table. Class attributes say what the table is called and what makes a row one of its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: ClassVar[str]
    title: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    references: ClassVar[dict[str, tuple[str, str]]] = {}
    may_repeat: ClassVar[bool] = False
    """Whether a row may stand twice: printed money is kept as it stands, and the audit tells of the copy."""

    def row_key(self) -> str:
        """The row's key as one text, its parts joined by `/`; corrections name rows by it."""
        return "/".join("" if part is None else str(part) for part in (getattr(self, k) for k in self.key))


class QuotedRow(Row):
    """A row that quotes the source."""

    line: Line | None = Field(None, description="first line of the source that prints the row, counted from 1")
    last_line: Line | None = Field(None, description="last line, where the row spans several")
    printed: str | None = Field(None, description="the cells as printed, ' | ' between them")

    def cell(self, position: int) -> str | None:
        """The printed cell at `position` (from 0), or None when the row has no such cell."""
        cells = (self.printed or "").split(CELL_BREAK)
        return cells[position] if self.printed is not None and position < len(cells) else None


class PeriodRow(QuotedRow):
    """A quoted row that holds for a period."""

    valid_from: date | None = Field(None, description="first day")
    valid_until: date | None = Field(None, description="first day after the period")
    from_known: bool = Field(
        False, description="whether valid_from is when it began (not where the report's year cuts it)"
    )
    until_known: bool = Field(False, description="whether valid_until is when it ended")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> PeriodRow:
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValueError(f"valid_until {self.valid_until} must be after valid_from {self.valid_from}")
        return self


def split_values(cell: str | None) -> list[str]:
    """Return the parts of a cell that holds several values; none for a blank."""
    return cell.split(CELL_BREAK) if cell else []
