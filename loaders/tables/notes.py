"""The list of what needs a person's eye, kept while a report is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kentgraf.loaders.documents.cells import UnreadableCell
from kentgraf.loaders.tables.governance import NoteRow

Kind = Literal["unreadable", "unusual", "missing", "doubtful"]
_LONGEST_QUOTE = 80


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
        """Note something; long finds are cut, for the list is packaged and must hold no sentences of the source."""
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
        """Note a cell that couldn't be read and was left blank."""
        self.add("unreadable", about, error.expected, line=line, row=row, field=field, found=error.found)

    def take(self, others: Notes) -> None:
        """Note what was noted elsewhere too."""
        self._rows += [
            note.model_copy(update={"number": place}) for place, note in enumerate(others._rows, len(self._rows) + 1)
        ]

    def rows(self) -> list[NoteRow]:
        """All notes in the order of the source's lines, numbered."""
        ordered: Iterable[NoteRow] = sorted(self._rows, key=lambda note: (note.line or 0, note.number))
        return [note.model_copy(update={"number": place}) for place, note in enumerate(ordered, start=1)]
