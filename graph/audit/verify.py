"""Verification of quotations: every quoted line of the report must print the cells that the graph gives for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.documents.text import SourceText, read_text
from kentgraf.loaders.tables.rows import CELL_BREAK
from kentgraf.ontology.errors import NotInGraph


@dataclass(frozen=True)
class Mismatch:
    """A quotation that doesn't match the report: the fact, the lines, the missing cells, and the text that is there."""

    fact: str
    line: int
    last_line: int
    missing: tuple[str, ...]
    found: str

    def __str__(self) -> str:
        lines = str(self.line) if self.line == self.last_line else f"{self.line}-{self.last_line}"
        cells = ", ".join(repr(cell) for cell in self.missing)
        return f"line {lines}: {self.fact} quotes {cells}; found {self.found!r}."


@dataclass(frozen=True)
class Verification:
    """The result of a verification: checksums, the numbers of quotations and distinct lines, and the mismatches."""

    source: str
    checksum_expected: str | None
    checksum_found: str
    quotations: int
    lines: int
    mismatches: tuple[Mismatch, ...]

    @property
    def same_file(self) -> bool:
        """Whether the file is the one from which the graph was built, by its checksum."""
        return self.checksum_expected == self.checksum_found

    def as_dict(self) -> dict[str, Any]:
        """Return the result as a JSON object."""
        return {
            "source": self.source,
            "checksum": {"expected": self.checksum_expected, "found": self.checksum_found, "same": self.same_file},
            "quotations": self.quotations,
            "lines": self.lines,
            "mismatches": [
                {"fact": m.fact, "line": m.line, "last_line": m.last_line, "missing": list(m.missing), "found": m.found}
                for m in self.mismatches
            ],
        }


def verify(store: Store, report: Path) -> Verification:
    """Compare every quotation in the graph with the file `report`.

    A quotation matches if its lines contain each of its cells, apart from markup and runs of spaces. Raises SourceError for a
    file that isn't text, and NotInGraph if the graph has no quotations.
    """
    source = read_text(report)
    rows = select(store, query_text("_quotations"))
    if not rows:
        raise NotInGraph("The graph quotes no lines of a report: it was made from tables that name none.")
    checksums = select(store, query_text("_checksums"))
    document = rows[0]["source"].value
    expected = next((row["checksum"].value for row in checksums if row["source"].value == document), None)
    quoted = [(row["fact"].value, int(row["first"].value), _last_line(row), row["printed"].value) for row in rows]
    return Verification(
        source=document,
        checksum_expected=expected,
        checksum_found=source.sha256,
        quotations=len(quoted),
        lines=len({(first, last) for _, first, last, _ in quoted}),
        mismatches=tuple(_mismatches(source, quoted)),
    )


def _last_line(row: Any) -> int:
    return int(row["last"].value) if row["last"] else int(row["first"].value)


def _mismatches(source: SourceText, quoted: list[tuple[str, int, int, str]]) -> Iterator[Mismatch]:
    """Yield what no line of a fact holds; a fact that is put together from several lines is told of at each of them."""
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for fact, first, last, printed in sorted(quoted, key=lambda quotation: (quotation[1], quotation[0])):
        spans.setdefault((fact, printed), []).append((first, last))
    texts = {span: _text_of(source, *span) for span in {span for of_fact in spans.values() for span in of_fact}}
    for (fact, printed), of_fact in spans.items():
        text = "\x1f".join(texts[span] for span in of_fact)
        missing = tuple(cell for cell in printed.split(CELL_BREAK) if strip_markup(cell) not in text)
        if missing:
            for span in of_fact:
                yield Mismatch(fact, *span, missing, " ".join(texts[span].replace("\x1f", " ").split())[:120])


def _text_of(source: SourceText, first: int, last: int) -> str:
    """Return the lines without markup and runs of spaces, with separators between cells, so that figures don't merge."""
    cells = [strip_markup(cell) for _, line in source.span(first, last) for cell in line.split("\t")]
    return "\x1f".join(cells) + "\x1f" + strip_markup(" ".join(line for _, line in source.span(first, last)))
