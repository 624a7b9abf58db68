"""Proof: opens the report again and looks whether every quoted line still prints what the graph says it prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.loaders.documents.cells import strip_markup
from kentgraf.loaders.documents.text import SourceText, read_text
from kentgraf.loaders.tables.rows import CELL_BREAK
from kentgraf.ontology.errors import NotInGraph


@dataclass(frozen=True)
class Mismatch:
    """A quotation that the report does not bear out: the fact, the lines, the cells that are not there, what is there."""

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
    """What the comparison gave: whether the file is the one that was read, how many quotations were looked up, which failed."""

    source: str
    checksum_expected: str | None
    checksum_found: str
    quotations: int
    lines: int
    mismatches: tuple[Mismatch, ...]

    @property
    def same_file(self) -> bool:
        """Whether the file is, byte for byte, the one that was read."""
        return self.checksum_expected == self.checksum_found

    def as_dict(self) -> dict[str, Any]:
        """The comparison for JSON."""
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
    """Compare every quotation of the graph with the report at `report`.

    A quotation holds if each of its cells stands in its lines, markup and runs of spaces aside. Raises SourceError for a
    file that is no text, NotInGraph if the graph quotes no report.
    """
    source = read_text(report)
    rows = select(store, query_text("_quotations"))
    if not rows:
        raise NotInGraph("The graph quotes no lines of a report: it was made from tables that name none.")
    checksums = select(store, query_text("_checksums"))
    document = rows[0]["source"].value
    expected = next((row["checksum"].value for row in checksums if row["source"].value == document), None)
    quoted = [(row["fact"].value, int(row["first"].value), _last(row), row["printed"].value) for row in rows]
    return Verification(
        source=document,
        checksum_expected=expected,
        checksum_found=source.sha256,
        quotations=len(quoted),
        lines=len({(first, last) for _, first, last, _ in quoted}),
        mismatches=tuple(_mismatches(source, quoted)),
    )


def _last(row: Any) -> int:
    return int(row["last"].value) if row["last"] else int(row["first"].value)


def _mismatches(source: SourceText, quoted: list[tuple[str, int, int, str]]) -> Iterator[Mismatch]:
    texts: dict[tuple[int, int], str] = {}
    for fact, first, last, printed in sorted(quoted, key=lambda quotation: (quotation[1], quotation[0])):
        if (first, last) not in texts:
            texts[(first, last)] = _text_of(source, first, last)
        text = texts[(first, last)]
        missing = tuple(cell for cell in printed.split(CELL_BREAK) if strip_markup(cell) not in text)
        if missing:
            yield Mismatch(fact, first, last, missing, " ".join(text.replace("\x1f", " ").split())[:120])


def _text_of(source: SourceText, first: int, last: int) -> str:
    """The lines with markup and runs of spaces taken out; cells keep their borders, so that figures can't run together."""
    cells = [strip_markup(cell) for _, line in source.span(first, last) for cell in line.split("\t")]
    return "\x1f".join(cells) + "\x1f" + strip_markup(" ".join(line for _, line in source.span(first, last)))
