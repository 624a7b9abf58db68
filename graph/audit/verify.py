"""Verification of quotations: every quoted line of the report must print the cells and the values that the graph gives for it.

The lines of tables are compared cell by cell, figures by what they are read as. In sentences, a quotation is looked up as
whole words and whole numbers: `11.028` does not stand in `11.028.699.000,00`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.audit.quoted_values import quoted_values
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.graph.sparql.values import integer_of, read_rows
from kentgraf.loaders.documents.plain_text import make_plain
from kentgraf.loaders.documents.printed_values import SUPERSCRIPTS, strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, read_text, split_cells
from kentgraf.loaders.tables.quotations import read_figures
from kentgraf.loaders.tables.rows import CELL_BREAK
from kentgraf.ontology.errors import NotInGraph


@dataclass(frozen=True)
class Mismatch:
    """A quotation that doesn't match the report: the fact, the lines, and what is wrong.

    `missing` are the cells that the lines don't print, `found` is the text that is there, and `contradicted` are the values of
    the fact that its printed cells don't say.
    """

    fact: str
    line: int
    last_line: int
    missing: tuple[str, ...]
    found: str
    contradicted: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = str(self.line) if self.line == self.last_line else f"{self.line}-{self.last_line}"
        if self.contradicted:
            return f"line {lines}: {self.fact}: {'; '.join(self.contradicted)}."
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
                {
                    "fact": m.fact,
                    "line": m.line,
                    "last_line": m.last_line,
                    "missing": list(m.missing),
                    "found": m.found,
                    "contradicted": list(m.contradicted),
                }
                for m in self.mismatches
            ],
        }


def verify(store: Store, report: Path) -> Verification:
    """Compare every quotation in the graph with the file `report`.

    A quotation matches if its lines print each of its cells, apart from markup and runs of spaces, and if the cells print the
    values that stand beside them in the graph. Raises SourceError for a file that isn't text, and NotInGraph if the graph has no
    quotations.
    """
    source = read_text(report)
    rows = select(store, query_text("_quotations"))
    if not rows:
        raise NotInGraph("The graph quotes no lines of a report: it was made from tables that name none.")
    checksums = select(store, query_text("_checksums"))
    document = rows[0]["source"].value
    expected = next((row["checksum"].value for row in checksums if row["source"].value == document), None)
    quoted = list(read_rows(rows, _quotation))
    return Verification(
        source=document,
        checksum_expected=expected,
        checksum_found=source.sha256,
        quotations=len(quoted),
        lines=len({(first, last) for _, first, last, _ in quoted}),
        mismatches=(
            *_mismatches(source, quoted),
            *_rows_out_of_order(store, source, document),
            *_contradictions(store, source, quoted),
        ),
    )


def _quotation(row: QuerySolution) -> tuple[str, int, int, str]:
    """Return the fact, its first and last line, and the printed cells."""
    first = integer_of(row, "first")
    return row["fact"].value, first, integer_of(row, "last") if row["last"] else first, row["printed"].value


def _mismatches(source: SourceText, quoted: list[tuple[str, int, int, str]]) -> Iterator[Mismatch]:
    """Yield what no line of a fact holds; a fact that is put together from several lines is told of at each of them."""
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for fact, first, last, printed in sorted(quoted, key=lambda quotation: (quotation[1], quotation[0])):
        spans.setdefault((fact, printed), []).append((first, last))
    places = {span: _Place.of(source, *span) for span in {span for of_fact in spans.values() for span in of_fact}}
    for (fact, printed), of_fact in spans.items():
        quoted_places = [places[span] for span in of_fact]
        missing = tuple(
            cell
            for cell in printed.split(CELL_BREAK)
            if not any(place.prints(strip_markup(make_plain(cell))) for place in quoted_places)
        )
        if missing:
            for span in of_fact:
                yield Mismatch(fact, *span, missing, places[span].text[:120])


def _rows_out_of_order(store: Store, source: SourceText, document: str) -> Iterator[Mismatch]:
    """Yield the rows of tables whose cells all stand in the line, but not each in its turn: one column was taken for another."""
    rows = select(store, query_text("_source_lines"))
    for row, first in read_rows(rows, lambda row: (row, integer_of(row, "line"))):
        if row["document"].value == document and row["printed"] is not None:
            last = integer_of(row, "last") if row["last"] else first
            place, cells = _Place.of(source, first, last), row["printed"].value.split(CELL_BREAK)
            missing = place.missing_in_order([strip_markup(make_plain(cell)) for cell in cells])
            if missing:
                yield Mismatch(row["quoted"].value, first, last, missing, place.text[:120])


def _contradictions(store: Store, source: SourceText, quoted: list[tuple[str, int, int, str]]) -> Iterator[Mismatch]:
    """Yield the facts whose values are not what their own printed cells say, at the first of their lines."""
    wrong: dict[str, list[str]] = {}
    for value in quoted_values(store):
        if not value.is_printed():
            wrong.setdefault(value.fact, []).append(str(value))
    told: set[str] = set()
    for fact, first, last, _ in sorted(quoted, key=lambda quotation: (quotation[1], quotation[0])):
        if fact in wrong and fact not in told:
            told.add(fact)
            yield Mismatch(fact, first, last, (), _Place.of(source, first, last).text[:120], tuple(wrong[fact]))


@dataclass(frozen=True)
class _Place:
    """Quoted lines without markup and runs of spaces: the cells of tables, the sentences, and both kinds joined over the lines.

    `joined` serves what is broken over several lines; in it, a separator stands between the cells of a line.
    """

    cells: tuple[str, ...]
    sentences: tuple[str, ...]
    joined: str

    @property
    def text(self) -> str:
        """The lines as one text for people."""
        return " ".join(self.joined.replace("\x1f", " ").split())

    @classmethod
    def of(cls, source: SourceText, first: int, last: int) -> _Place:
        lines = [line for _, line in source.span(first, last)]
        cells = tuple(strip_markup(cell) for line in lines if is_table_line(line) for cell in split_cells(line))
        sentences = tuple(strip_markup(line) for line in lines if not is_table_line(line))
        joined = " ".join("\x1f".join(strip_markup(cell) for cell in split_cells(line)) for line in lines)
        return cls(cells, sentences, joined)

    def prints(self, cell: str) -> bool:
        """Return whether the lines print a cell: as a whole cell, as the same figure, or as whole words of the text."""
        if cell in self.cells or cell in self.sentences:
            return True
        figures = read_figures(cell)
        if figures and any(_is_same_cell(cell, other) for other in self.cells):
            return True
        texts = self.sentences if figures else (*self.cells, *self.sentences, self.joined)
        return any(_stands_in(cell, text, figure=bool(figures)) for text in texts)

    def missing_in_order(self, cells: list[str]) -> tuple[str, ...]:
        """Return the cells that no cell of the table prints in its turn; nothing where some are no whole cells of a table."""
        if not all(any(_is_same_cell(cell, other) for other in self.cells) for cell in cells):
            return ()
        ahead = iter(self.cells)
        return tuple(cell for cell in cells if not any(_is_same_cell(cell, other) for other in ahead))


def _is_same_cell(cell: str, other: str) -> bool:
    """Return whether two cells have the same text or the same figure."""
    return cell == other or (bool(figures := read_figures(cell)) and figures == read_figures(other))


def _stands_in(words: str, text: str, *, figure: bool) -> bool:
    """Return whether `words`, which may be a figure, stand in `text` as whole words and whole numbers.

    The last word of a phrase may have a suffix: `Park Dairesi Başkanlığı` stands in `Park Dairesi Başkanlığının`.
    """
    at = text.find(words)
    while at >= 0:
        before, after = text[:at][::-1], text[at + len(words) :]
        negative = figure and before[:1] in ("-", "−") and not before[1:2].strip()
        suffixed = " " in words and words[-1:].isalpha() and after[:1].isalpha()
        if not (negative or _goes_on(words[:1], before) or (_goes_on(words[-1:], after) and not suffixed)):
            return True
        at = text.find(words, at + 1)
    return not words


def _goes_on(edge: str, beyond: str) -> bool:
    """Return whether the word or number that has the character `edge` at its end goes on `beyond` it (nearest first)."""
    if not beyond or not _in_word(edge):
        return False
    return _in_word(beyond[0]) or (edge.isdigit() and beyond[0] in ".," and beyond[1:2].isdigit())


def _in_word(sign: str) -> bool:
    """Return whether a character is part of a word or number; marks of footnotes are not."""
    return sign.isalnum() and sign not in SUPERSCRIPTS
