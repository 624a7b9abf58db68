"""Read performance indicators and their results (Performans Sonuçları): baseline, target, actual, rating, reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import UnreadableCell, is_blank, read_duration, read_number, strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.sections.strategy.plan import read_plan_headings
from kentgraf.loaders.tables.indicators import DeviationReasonRow, IndicatorRow, Rating, ValueKind
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold

_VALUES = ("baseline", "target_value", "actual")
_REQUIRED: Final = ("name", "target", "actual")


@dataclass(frozen=True)
class _Head:
    """The columns of a table by name, and the width of its head."""

    columns: dict[str, int]
    width: int

    def cells(self, row: list[str]) -> _Cells:
        """Return the row's cells by what their columns hold; blank where the table has no such column."""
        given = {name: row[at] if at < len(row) else "" for name, at in self.columns.items()}
        return _Cells(
            given["name"], given.get("unit", ""), (given.get("baseline", ""), given["target"], given["actual"]),
            given.get("rating"), given.get("reason", ""), tuple(row),
        )  # fmt: skip


@dataclass(frozen=True)
class _Cells:
    name: str
    unit: str
    values: tuple[str, str, str]
    rating: str | None
    """None where the table has no column of ratings."""
    reason: str
    row: tuple[str, ...]

    @property
    def printed(self) -> str:
        """The cells as printed, the reason aside: it is the report's sentence."""
        return join_cells([self.name, self.unit, *self.values, self.rating or ""])


def read_indicators(
    source: SourceText, section: Section, notes: Notes, year: int
) -> tuple[list[IndicatorRow], list[DeviationReasonRow]]:
    """Return the indicators in the order of the report, keyed by target and running number, and the printed reasons.

    Columns are known by their titles. `year` is the reported one: it tells the actual value from that of the year before.
    """
    rows: list[IndicatorRow] = []
    reasons: list[DeviationReasonRow] = []
    counts: dict[str, int] = {}
    for target, line, cells in _rows(source, section, notes, year):
        counts[target] = counts.get(target, 0) + 1
        key = f"{target}-{counts[target]}"
        rows.append(_read_row(key, target, line, cells, notes))
        if cells.reason:
            reasons.append(DeviationReasonRow(indicator=key, reason=cells.reason, line=line, printed=cells.reason))
    return rows, reasons


def _rows(source: SourceText, section: Section, notes: Notes, year: int) -> Iterator[tuple[str, int, _Cells]]:
    """Yield rows with the target above them; a table may continue after a page break, with its head or without."""
    target: str | None = None
    head: _Head | None = None
    refused = False
    for number, line in source.span(section.first, section.last):
        headings = (
            [h for h in read_plan_headings(line) if h.level == "target"] if not is_table_line(line.strip()) else []
        )
        if headings:
            target = headings[-1].code
            continue
        if not is_table_line(line):
            continue
        cells = split_cells(line)
        found = _read_head(cells, year)
        if found is not None:
            head = found if all(name in found.columns for name in _REQUIRED) else None
            refused = head is None
            if refused:
                wanted = "titles of the columns for indicator, target and actual value; the table was left out"
                notes.add("unreadable", "indicators", wanted, line=number, found=join_cells(cells))
            continue
        if not cells[0]:
            continue
        if head is None or len(cells) > head.width:
            if not refused:
                wanted = "a head that names the columns" if head is None else f"{head.width} cells"
                found_cells = join_cells(cells[:4]) if head is None else f"{len(cells)} cells"
                notes.add("missing", "indicators", f"{wanted}; the table was left out", line=number, found=found_cells)
            refused = head is None
            continue
        if target is None:
            notes.add("missing", "indicators", "a performance target above the row", line=number, found=cells[0])
            continue
        if len(cells) < head.width - 1:
            told = f"{head.width} cells: the row is cut short"
            notes.add("missing", "indicators", told, line=number, found=f"{len(cells)} cells")
        yield target, number, head.cells(cells)


def _read_head(cells: list[str], year: int) -> _Head | None:
    """Return the columns of a head row; None if the row's first title isn't that of the indicators.

    Titles that could be of two years, or of one column twice, name no column.
    """
    words = reading_profile()["indicators"]["columns"]
    places: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        text = fold(cell)
        years = {int(found) for found in re.findall(r"\b(?:19|20)\d\d\b", text)}
        bare = " ".join(re.sub(r"\b(?:19|20)\d\d\b", "", text).split())
        name = _column_titled(bare, words)
        if name == "actual" and years == {year - 1}:
            name = "baseline"
        elif name in ("target", "actual") and years and years != {year}:
            continue
        if name is not None:
            places.setdefault(name, []).append(at)
    if 0 not in places.get("name", []):
        return None
    return _Head({name: at[0] for name, at in places.items() if len(at) == 1}, len(cells))


def _column_titled(text: str, words: Mapping[str, Sequence[str]]) -> str | None:
    """Return the column whose title is the nearest to `text`; one letter in eight may differ."""
    scored = sorted((OSA.distance(text, fold(title)), name) for name, titles in words.items() for title in titles)
    return scored[0][1] if scored[0][0] <= len(text) // 8 else None


def _read_row(key: str, target: str, line: int, cells: _Cells, notes: Notes) -> IndicatorRow:
    kind = _kind(cells.values)
    values = {
        name: _read_value(cell, kind, notes, key, name, line) for name, cell in zip(_VALUES, cells.values, strict=True)
    }
    texts = [strip_markup(cell) if not is_blank(cell) else None for cell in cells.values]
    return IndicatorRow(
        indicator=key,
        target=target,
        name=strip_markup(cells.name),
        unit=strip_markup(cells.unit).replace(" ²", "²").replace(" ³", "³") or None,
        value_kind=kind,
        direction=None if kind == "text" else "decrease" if kind == "duration" else "increase",
        **values,
        baseline_printed=texts[0],
        target_printed=texts[1],
        actual_printed=texts[2],
        rating=None if cells.rating is None else _read_rating(cells.rating, notes, key, line),
        rating_printed=_without_sign(cells.rating or "") or None,
        deviation_explained=bool(cells.reason),
        line=line,
        printed=cells.printed,
    )


def _kind(cells: tuple[str, str, str]) -> ValueKind:
    """Return the kind of values: durations by their words, texts (credit ratings) by letters in every printed value."""
    printed = [cell for cell in cells if not is_blank(cell)]
    if printed and all(read_duration(cell) is not None for cell in printed):
        return "duration"
    if printed and all(any(c.isalpha() for c in cell) and _no_number(cell) for cell in printed):
        return "text"
    return "number"


def _no_number(cell: str) -> bool:
    try:
        read_number(cell)
    except UnreadableCell:
        return True
    return False


def _read_value(cell: str, kind: ValueKind, notes: Notes, row: str, field: str, line: int) -> Decimal | None:
    if kind == "text" or is_blank(cell):
        return None
    if kind == "duration":
        seconds = read_duration(cell)
        return None if seconds is None else Decimal(seconds)
    try:
        number = read_number(cell)
    except UnreadableCell as error:
        notes.unreadable(error, "indicators", line=line, row=row, field=field)
        return None
    if number and number.unusual:
        notes.add(
            "unusual",
            "indicators",
            f"a decimal comma; read as {number.value}",
            line=line,
            row=row,
            field=field,
            found=cell,
        )
    return number.value if number else None


def _without_sign(cell: str) -> str:
    return strip_markup(cell.replace(reading_profile()["indicators"]["rating_sign"], ""))


_RATINGS: tuple[Rating, ...] = ("on_target", "successful", "good", "in_progress", "needs_improvement")


def _read_rating(cell: str, notes: Notes, row: str, line: int) -> Rating | None:
    rating = read_rating(cell)
    if rating is None:
        wanted = ", ".join(reading_profile()["ratings"][known][0] for known in _RATINGS)
        notes.add("unreadable", "indicators", f"one of {wanted}", line=line, row=row, field="rating", found=cell)
    return rating


def read_rating(cell: str) -> Rating | None:
    """Return the rating that a cell prints; one letter in six may differ. None if it prints none."""
    text = fold(cell)
    scored = sorted(
        (
            (OSA.distance(text, word), len(word), rating)
            for rating in _RATINGS
            for word in folded_phrases("ratings", rating)
        ),
        key=lambda hit: hit[0],
    )
    distance, length, rating = scored[0]
    if text and distance <= (0 if length < 5 else max(1, length // 6)):
        return rating
    return None


def read_results(reading: Reading) -> Filled:
    """Fill indicators with their results, and the printed reasons for deviations."""

    def results_of(section: Section, notes: Notes) -> tuple[list[IndicatorRow], list[DeviationReasonRow]] | None:
        rows, reasons = read_indicators(reading.source, section, notes, reading.meta.year)
        return (rows, reasons) if rows else None

    missing = "the performance indicators (Performans Sonuçları); its tables are empty"
    rows, reasons = reading.read_first("results", results_of, missing) or ((), ())
    return {IndicatorRow: rows, DeviationReasonRow: reasons}


READERS: Final = (SectionReader("indicators", (IndicatorRow, DeviationReasonRow), read_results),)
