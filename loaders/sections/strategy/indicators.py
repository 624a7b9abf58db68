"""Read performance indicators and their results (Performans Sonuçları): baseline, target, actual, rating, reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.cells import UnreadableCell, is_blank, read_duration, read_number, strip_markup
from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.sections.strategy.plan import read_plan_headings
from kentgraf.loaders.tables.indicators import DeviationReasonRow, IndicatorRow, Rating, ValueKind
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold

_COLUMNS = 7
_VALUES = ("baseline", "target_value", "actual")


@dataclass(frozen=True)
class _Cells:
    name: str
    unit: str
    values: tuple[str, str, str]
    rating: str
    reason: str


def read_indicators(
    source: SourceText, section: Section, notes: Notes
) -> tuple[list[IndicatorRow], list[DeviationReasonRow]]:
    """Return the indicators in the order of the report, keyed by target and running number, and the printed reasons."""
    rows: list[IndicatorRow] = []
    reasons: list[DeviationReasonRow] = []
    counts: dict[str, int] = {}
    for target, line, cells in _rows(source, section, notes):
        counts[target] = counts.get(target, 0) + 1
        key = f"{target}-{counts[target]}"
        rows.append(_read_row(key, target, line, cells, notes))
        if cells.reason:
            reasons.append(DeviationReasonRow(indicator=key, reason=cells.reason, line=line, printed=cells.reason))
    return rows, reasons


def _rows(source: SourceText, section: Section, notes: Notes) -> Iterator[tuple[str, int, _Cells]]:
    """Yield rows with the target above them; a table may continue after a page break, with its head or without."""
    target: str | None = None
    head = folded_phrases("indicators", "first_column")[0]
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
        if OSA.distance(fold(cells[0]), head) <= 2 or not cells[0]:
            continue
        if target is None:
            notes.add("missing", "indicators", "a performance target above the row", line=number, found=cells[0])
            continue
        if len(cells) < _COLUMNS - 1:
            notes.add(
                "missing",
                "indicators",
                f"{_COLUMNS} cells: the row is cut short",
                line=number,
                found=f"{len(cells)} cells",
            )
        padded = [*cells, *[""] * (_COLUMNS - len(cells))]
        yield target, number, _Cells(padded[0], padded[1], (padded[2], padded[3], padded[4]), padded[5], padded[6])


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
        rating=_read_rating(cells.rating, notes, key, line),
        rating_printed=strip_markup(cells.rating.replace(reading_profile()["indicators"]["rating_sign"], "")) or None,
        deviation_explained=bool(cells.reason),
        line=line,
        printed=join_cells([cells.name, cells.unit, *cells.values, cells.rating]),
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
        rows, reasons = read_indicators(reading.source, section, notes)
        return (rows, reasons) if rows else None

    missing = "the performance indicators (Performans Sonuçları); its tables are empty"
    rows, reasons = reading.read_first("results", results_of, missing) or ((), ())
    return {IndicatorRow: rows, DeviationReasonRow: reasons}


READERS: Final = (SectionReader("indicators", (IndicatorRow, DeviationReasonRow), read_results),)
