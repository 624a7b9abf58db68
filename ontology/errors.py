"""The one tree of errors. The command line and HTTP turn each into a status and a sentence at one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class KentgrafError(Exception):
    """Any failure that a user can understand: its text is a whole sentence."""


class SourceError(KentgrafError):
    """A source (report text, file, folder) can't be read as what it should be."""

    def __init__(self, file: str, *, found: str, expected: str, line: int | None = None) -> None:
        self.file = file
        self.line = line
        self.found = found
        self.expected = expected
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: found {found}; expected {expected}.")


@dataclass(frozen=True)
class WrongCell:
    """One cell of a table that was refused: `row` counts the file's lines, the header being line 1."""

    file: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: found {self.value!r}; expected {self.expected}."


class TableError(KentgrafError):
    """A table package is refused; `cells` holds every wrong cell, not the first only."""

    def __init__(self, cells: Sequence[WrongCell]) -> None:
        self.cells = tuple(cells)
        super().__init__("\n".join(str(cell) for cell in self.cells))


class ShapeViolation(KentgrafError):
    """The data breaks the structure that the shapes ask for: nothing was put in place of the old graph.

    `report` is the SHACL validation report as N-Triples.
    """

    def __init__(self, sentences: Sequence[str], report: bytes = b"") -> None:
        self.sentences = tuple(sentences)
        self.report = report
        super().__init__("\n".join(self.sentences))

    def __reduce__(self) -> tuple[type[ShapeViolation], tuple[tuple[str, ...], bytes]]:
        return type(self), (self.sentences, self.report)


class StoreError(KentgrafError):
    """The store is missing, damaged or can't be written."""


class QueryRefused(KentgrafError):
    """A query is malformed or asks for something that is not allowed here."""


class NotInGraph(KentgrafError):
    """A code, name or IRI that was asked for is not in the graph."""
