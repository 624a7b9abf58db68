"""The exceptions of the project, one hierarchy. The command line and HTTP map each class to a status in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class KentgrafError(Exception):
    """Base class of all errors that are shown to users. The message is a complete sentence."""


class SourceError(KentgrafError):
    """A source (the text of a report, a file, a folder) can't be read. `line` counts from 1."""

    def __init__(self, file: str, *, found: str, expected: str, line: int | None = None) -> None:
        self.file = file
        self.line = line
        self.found = found
        self.expected = expected
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: found {found}; expected {expected}.")


@dataclass(frozen=True)
class InvalidCell:
    """An invalid cell of a table. `row` is the line of the file, with the header as line 1."""

    file: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: found {self.value!r}; expected {self.expected}."


class TableError(KentgrafError):
    """A package of tables is invalid. `cells` holds all invalid cells, not only the first."""

    def __init__(self, cells: Sequence[InvalidCell]) -> None:
        self.cells = tuple(cells)
        super().__init__("\n".join(str(cell) for cell in self.cells))


class IncompleteReading(KentgrafError):
    """A reading has nearly nothing, or much less than what it would replace. What was there stays."""


class ShapeViolation(KentgrafError):
    """The data violates a shape, so the build or update was not committed.

    `sentences` has one sentence per violation, `report` is the SHACL validation report as N-Triples.
    """

    def __init__(self, sentences: Sequence[str], report: bytes = b"") -> None:
        self.sentences = tuple(sentences)
        self.report = report
        super().__init__("\n".join(self.sentences))

    def __reduce__(self) -> tuple[type[ShapeViolation], tuple[tuple[str, ...], bytes]]:
        return type(self), (self.sentences, self.report)


class StoreError(KentgrafError):
    """The store is missing, damaged, unreachable or not writable."""


class DamagedBuild(StoreError):
    """A file of a build is not as it was written: missing, unreadable, or with other bytes."""

    def __init__(self, file: str, found: str, expected: str) -> None:
        self.file = file
        self.found = found
        self.expected = expected
        super().__init__(file, found, expected)

    def __str__(self) -> str:
        return f"{self.file}: found {self.found}; expected {self.expected}"


class QueryRefused(KentgrafError):
    """A query or update is malformed, or does something that is not allowed."""


class NotInGraph(KentgrafError):
    """A code, name or IRI is not in the graph."""


class AmbiguousScope(KentgrafError):
    """A question fits several cities or things. `choices` are what it could be about."""

    def __init__(self, cause: str, choices: Sequence[str]) -> None:
        self.cause = cause
        self.choices = tuple(choices)
        super().__init__(cause, self.choices)

    def __str__(self) -> str:
        return f"{self.cause} Choices: {', '.join(self.choices)}."


class NotTold(NotInGraph):
    """No source tells of what is asked, so that the answer is unknown, which is neither none nor zero."""
