"""Notes taken while a report is read: what a person should look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from kentgraf.loaders.documents.printed_values import UnreadableCell
from kentgraf.loaders.tables.rows import Line, Row, Text

Kind = Literal["unreadable", "unusual", "missing", "doubtful"]
_LONGEST_QUOTE = 80


class NoteRow(Row):
    """Something that needs a person's eye: a cell that can't be read, a name in doubt, a section that is missing."""

    table = "notes"
    title = "What needs a person's eye"
    key = ("number",)

    number: Annotated[int, Field(ge=1)] = Field(description="running number")
    about: Text = Field(description="table or section")
    row: str | None = Field(None, description="key of the row")
    field: str | None = Field(None, description="field")
    line: Line | None = Field(None, description="line of the source")
    kind: Literal["unreadable", "unusual", "missing", "doubtful"] = Field(description="what sort of note it is")
    found: str | None = Field(None, description="what stands there (shortened)")
    expected: Text = Field(description="what was expected, or what was done")

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        where = f"{self.about}" + (f" {self.row}" if self.row else "") + (f", {self.field}" if self.field else "")
        found = f"found {self.found!r}; " if self.found is not None else ""
        return f"{place}{where}: {found}{self.expected}"


class Notes:
    """Collects notes; each says where, what was found, and what was expected or done about it."""

    def __init__(self) -> None:
        self._rows: list[NoteRow] = []

    def add(
        self,
        kind: Kind,
        about: str,
        expected: str,
        *,
        line: int | None = None,
        row: str | None = None,
        field: str | None = None,
        found: str | None = None,
    ) -> None:
        """Add a note; long quotations are cut, since the list is packaged and must hold no sentences of the source."""
        if found is not None and len(found) > _LONGEST_QUOTE:
            found = found[: _LONGEST_QUOTE - 1] + "…"
        number = len(self._rows) + 1
        self._rows.append(
            NoteRow(
                number=number, about=about, row=row, field=field, line=line, kind=kind, found=found, expected=expected
            )
        )

    def unreadable(
        self, error: UnreadableCell, about: str, *, line: int | None, row: str | None = None, field: str | None = None
    ) -> None:
        """Add a note on a cell that couldn't be read and was left blank."""
        self.add("unreadable", about, error.expected, line=line, row=row, field=field, found=error.found)

    def extend(self, others: Notes) -> None:
        """Add the notes of another list after those of this one."""
        self._rows += [
            note.model_copy(update={"number": place}) for place, note in enumerate(others._rows, len(self._rows) + 1)
        ]

    def rows(self) -> list[NoteRow]:
        """Return all notes in the order of the source's lines, numbered."""
        ordered: Iterable[NoteRow] = sorted(self._rows, key=lambda note: (note.line or 0, note.number))
        return [note.model_copy(update={"number": place}) for place, note in enumerate(ordered, start=1)]
