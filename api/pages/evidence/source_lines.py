"""The quoted lines of the sources in their order, and the raw lines of a report where its text was loaded."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.loaders.documents.text import SourceText, read_text
from kentgraf.loaders.tables.rows import CELL_BREAK
from kentgraf.ontology.errors import SourceError

_REPORT: Final = "KENTGRAF_REPORT"


@dataclass(frozen=True)
class SourceLine:
    """A quoted line or a run of lines: its number, the last one, and what is printed there (every quotation of it)."""

    iri: str
    document: str
    first: int
    last: int
    printed: tuple[str, ...]

    @property
    def is_of_text(self) -> bool:
        """Whether this is a line of a text, and no row of a table."""
        return "#line=" in self.iri

    @property
    def cells(self) -> list[str]:
        """The cells that are quoted of it: those of the longest quotation, then what the others add."""
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
        """The lines of a document whose IRI stands before the `#`."""
        return self.by_document.get(document, ())

    def at(self, document: str, number: int) -> list[SourceLine]:
        """The lines of a text that cover a number."""
        return [one for one in self.of_document(document) if one.is_of_text and one.first <= number <= one.last]

    def named(self, iri: str) -> SourceLine | None:
        """The line of that IRI."""
        return next((one for one in self.of_document(iri.partition("#")[0]) if one.iri == iri), None)


@once_per_build
def lines_of(publication: Publication) -> SourceLines:
    """The quoted lines of the graph that is served."""
    found: dict[str, tuple[int, int, list[str]]] = {}
    for row in select(publication.store, query_text("_source_lines")):
        first = int(row["line"].value)
        last = int(row["last"].value) if row["last"] else first
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


@once_per_build
def checksums_of(publication: Publication) -> dict[str, str]:
    """The SHA-256 of every source, in small letters, by the source's IRI."""
    rows = select(publication.store, query_text("_checksums"))
    return {row["source"].value: row["checksum"].value.lower() for row in rows}


@once_per_build
def _loaded_text(publication: Publication) -> SourceText | None:
    """The report that the environment names, if it is byte for byte one that the graph was made from."""
    named = os.environ.get(_REPORT)
    try:
        text = read_text(Path(named)) if named else None
    except SourceError:
        return None
    return text if text is not None and text.sha256.lower() in checksums_of(publication).values() else None


def raw_text(publication: Publication, document: str) -> SourceText | None:
    """The text of a source, if that was loaded; another text than the one that was read is none."""
    text = _loaded_text(publication)
    return text if text is not None and checksums_of(publication).get(document) == text.sha256.lower() else None
