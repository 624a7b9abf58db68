"""The quoted lines of the sources, and the raw lines of a report where its text is available."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import QuerySolution

from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.graph.sparql.values import integer_of, read_rows
from kentgraf.loaders.documents.text import SourceText, read_text
from kentgraf.loaders.tables.rows import CELL_BREAK
from kentgraf.ontology.errors import SourceError
from kentgraf.ontology.quotations import read_quoted_place

_REPORT: Final = "KENTGRAF_REPORT"


@dataclass(frozen=True)
class SourceLine:
    """A quoted line or range of lines: the first and last number, and every quotation of what is printed there."""

    iri: str
    document: str
    first: int
    last: int
    printed: tuple[str, ...]

    @property
    def table(self) -> str | None:
        """The name of the table of which this is a row; None for a line of a text."""
        place = read_quoted_place(self.iri)
        return place.table if place else None

    @property
    def cells(self) -> list[str]:
        """The quoted cells: those of the longest quotation, then the ones that only others have."""
        found: list[str] = []
        for quotation in sorted(self.printed, key=len, reverse=True):
            cells = quotation.split(CELL_BREAK)
            found += [cell for cell in cells if cell not in found] if found else cells
        return found

    @property
    def text(self) -> str:
        """The cells in one line."""
        return CELL_BREAK.join(self.cells)


@dataclass(frozen=True)
class SourceLines:
    """All quoted lines by document, in reading order."""

    by_document: dict[str, tuple[SourceLine, ...]]

    def of_document(self, document: str) -> tuple[SourceLine, ...]:
        """Return the lines of a document, given its IRI."""
        return self.by_document.get(document, ())

    def of_source(self, source: str) -> tuple[SourceLine, ...]:
        """Return the lines of a report, given its IRI, then the rows of the tables that belong to the source, by table."""
        files = sorted(document for document in self.by_document if document.startswith(f"{source}/"))
        return tuple(line for document in (source, *files) for line in self.of_document(document))

    def named(self, iri: str) -> SourceLine | None:
        """Return the line with that IRI, if it is quoted."""
        return next((one for one in self.of_document(iri.partition("#")[0]) if one.iri == iri), None)


@cached_per_build
def source_lines(snapshot: GraphSnapshot) -> SourceLines:
    """Return the quoted lines of the graph."""
    found: dict[str, tuple[int, int, list[str]]] = {}
    rows = select(snapshot.store, query_text("_source_lines"))
    for row, first, last in read_rows(rows, _numbers):
        _, _, printed = found.setdefault(row["quoted"].value, (first, last, []))
        if row["printed"] is not None and row["printed"].value not in printed:
            printed.append(row["printed"].value)
    by_document: dict[str, list[SourceLine]] = {}
    for iri, (first, last, printed) in found.items():
        document = iri.partition("#")[0]
        by_document.setdefault(document, []).append(SourceLine(iri, document, first, last, tuple(printed)))
    return SourceLines(
        {
            document: tuple(sorted(lines, key=lambda one: (one.first, one.last)))
            for document, lines in by_document.items()
        }
    )


def _numbers(row: QuerySolution) -> tuple[QuerySolution, int, int]:
    """Return a row with the numbers of the first and last line."""
    first = integer_of(row, "line")
    return row, first, integer_of(row, "last") if row["last"] else first


@cached_per_build
def source_checksums(snapshot: GraphSnapshot) -> dict[str, str]:
    """Return the SHA-256 of every source in lower case, by the source's IRI."""
    rows = select(snapshot.store, query_text("_checksums"))
    return {row["source"].value: row["checksum"].value.lower() for row in rows}


@cached_per_build
def _available_text(snapshot: GraphSnapshot) -> SourceText | None:
    """Return the report that the environment names, if the graph was made from the same bytes."""
    named = os.environ.get(_REPORT)
    try:
        text = read_text(Path(named)) if named else None
    except SourceError:
        return None
    return text if text is not None and text.sha256.lower() in source_checksums(snapshot).values() else None


def raw_text(snapshot: GraphSnapshot, document: str) -> SourceText | None:
    """Return the text of a source if it is available and has the checksum of the one that was loaded."""
    text = _available_text(snapshot)
    return text if text is not None and source_checksums(snapshot).get(document) == text.sha256.lower() else None
