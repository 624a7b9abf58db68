"""Read what the report states about itself: counts of members and indicators, ratings of areas.

How sentences and tables put it stands in the profile; only the figures are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from rapidfuzz import fuzz

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.columns import number_or_none
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.sections.strategy.indicators import read_rating
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.plan import PlanRow
from kentgraf.loaders.tables.stated import StatedCountRow, StatedRatingRow
from kentgraf.ontology.turkish import fold

_NEAR = 80


def read_counts(source: SourceText, review: Section | None) -> list[StatedCountRow]:
    """Return the counts in the text and in the table of ratings."""
    found = [*_in_sentences(source), *(_in_table(source, review) if review else ())]
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for count in sorted(found, key=lambda count: int(count["line"])):
        key = (count["counted"], count["rating"], count.get("number"), count.get("percent"), count["line"])
        kept.setdefault(key, count)
    return [StatedCountRow(place=place, **count) for place, count in enumerate(kept.values(), start=1)]


def _in_sentences(source: SourceText) -> Iterator[dict[str, Any]]:
    patterns: dict[str, Sequence[str]] = reading_profile()["stated_counts"]["patterns"]
    about: dict[str, str] = reading_profile()["stated_counts"]["about"]
    for number, line in enumerate(source.lines, start=1):
        if is_table_line(line):
            continue
        for counted, group in patterns.items():
            if about[counted] not in line:
                continue
            for match in (m for pattern in group for m in re.finditer(pattern, line)):
                given = {name: value for name, value in match.groupdict().items() if value}
                rating = read_rating(given["rating"]) if "rating" in given else None
                if "rating" in given and rating is None:
                    continue
                count = int(given["number"]) if "number" in given else None
                percent = Decimal(given["percent"]) if "percent" in given else None
                yield {
                    "counted": counted, "rating": rating, "number": count, "percent": percent, "line": number,
                    "printed": match.group().strip(),
                }  # fmt: skip


def _in_table(source: SourceText, section: Section) -> Iterator[dict[str, Any]]:
    words = reading_profile()["stated_counts"]["table"]
    places: dict[str, int] = {}
    for number, line in source.span(section.first, section.last):
        if not is_table_line(line):
            continue
        cells = split_cells(line)
        if fold(cells[0]) == fold(words["rating"]):
            places = {
                name: at for at, cell in enumerate(cells) for name, title in words.items()
                if at and fold(cell) == fold(title)
            }  # fmt: skip
            continue
        if not places:
            continue
        label = strip_markup(re.sub(r"^\d+\s*\W*", "", cells[0]))
        is_total = fold(label) == folded_phrases("classifications", "total")[0]
        rating = None if is_total else read_rating(label)
        if not is_total and rating is None:
            places = {}
            continue
        for counted, at in places.items():
            value = number_or_none(cells[at]) if at < len(cells) else None
            if value is not None:
                yield {
                    "counted": counted, "rating": rating, "number": int(value), "percent": None, "line": number,
                    "printed": join_cells([cells[0], cells[at]]),
                }  # fmt: skip


def read_ratings(source: SourceText, section: Section, areas: Sequence[PlanRow], notes: Notes) -> list[StatedRatingRow]:
    """Return the ratings printed for the strategic areas."""
    words = reading_profile()["stated_ratings"]
    rows: dict[str, StatedRatingRow] = {}
    inside = False
    for number, line in source.span(section.first, section.last):
        cells = split_cells(line)
        if len(cells) > 1 and fold(cells[0]) == fold(words["area"]) and fold(cells[1]) == fold(words["rating"]):
            inside = True
            continue
        rating = read_rating(cells[1]) if inside and len(cells) == 2 else None
        if rating is None:
            inside = inside and not line.strip()
            continue
        name = strip_markup(cells[0])
        scored = sorted(((fuzz.ratio(fold(name), fold(area.name)), area.code) for area in areas), reverse=True)
        code = scored[0][1] if scored and scored[0][0] >= _NEAR else None
        if code is None:
            notes.add("doubtful", "stated_ratings", "a strategic area of the plan", line=number, found=name)
        printed = join_cells(cells)
        rows.setdefault(name, StatedRatingRow(area=code, name=name, rating=rating, line=number, printed=printed))
    return list(rows.values())


def read_stated(reading: Reading) -> Filled:
    """Fill what the report states about itself: counts, shares, and the ratings of areas."""
    review = reading.sections.first("results_review")
    areas = [row for row in reading.rows(PlanRow) if row.level == "area"]
    return {
        StatedCountRow: read_counts(reading.source, review),
        StatedRatingRow: read_ratings(reading.source, review, areas, reading.notes) if review else (),
    }


READERS: Final = (SectionReader("stated", (StatedCountRow, StatedRatingRow), read_stated, (PlanRow,)),)
