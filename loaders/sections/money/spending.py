"""Read the performance table (money by activity) and the institutional classification (money by department).

Columns are found by their headings; a table that goes on after a page break without headings keeps the last ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.columns import cells_by_contract, find_columns, number_or_none, read_amounts
from kentgraf.loaders.sections.reader import table_reader
from kentgraf.loaders.sections.strategy.plan import read_plan_headings
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow, PerformanceMoneyRow
from kentgraf.ontology.turkish import fold

_FEWEST_COLUMNS = 4
_ACTIVITY = re.compile(r"^(\d+)\s*[-–—]\s*(\S.*)$")


@dataclass(frozen=True)
class PrintedActivity:
    """An activity as the performance table prints it, under the target above it."""

    code: str
    title: str
    target: str | None
    line: int
    printed: str


@dataclass
class PerformanceTable:
    """The contents of the performance table: rows of money, activities, areas with their goals, titles."""

    rows: list[PerformanceMoneyRow] = field(default_factory=list)
    activities: list[PrintedActivity] = field(default_factory=list)
    areas: list[PrintedArea] = field(default_factory=list)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class PrintedArea:
    """A strategic area as the head of its part of the performance table prints it, and the goals below it."""

    title: str
    line: int
    goals: list[str] = field(default_factory=list)


def read_performance_table(source: SourceText, section: Section, notes: Notes) -> PerformanceTable:
    """Read the İdare Performans Tablosu up to its grand total.

    Columns are known by their titles; rows without titles above them are left out, which is noted.
    """
    table = PerformanceTable()
    places: dict[str, int] = {}
    width = 0
    refused = False
    target: str | None = None
    for number, line in source.span(section.first, section.last):
        if not is_table_line(line):
            if table.rows and line.strip() and fold(line) and _ends(table):
                break
            continue
        cells = split_cells(line)
        if _is_area_head(cells):
            if cells[0] and not _is_again(cells[0], table):
                table.areas.append(PrintedArea(strip_markup(cells[0]), number))
            continue
        found = find_columns(cells, reading_profile()["performance_money"]["columns"])
        if found and not any(number_or_none(cell) is not None for cell in cells[1:]):
            places, width = (found, len(cells)) if len(found) >= _FEWEST_COLUMNS else ({}, 0)
            continue
        level_code = _level(cells[0], table)
        if level_code is None:
            if any(number_or_none(cell) is not None for cell in cells[1:]) and not _ends(table):
                notes.add(
                    "unusual",
                    "performance_money",
                    "an activity, target, objective, goal or total; left out",
                    line=number,
                    found=cells[0],
                )
            if _ends(table):
                break
            continue
        if not places:
            if not refused:
                told = "titles of the columns above; the table was left out"
                notes.add("missing", "performance_money", told, line=number, found=cells[0])
            refused = True
            continue
        level, code, title = level_code
        if level == "target":
            target = code
        elif level == "goal" and table.areas:
            table.areas[-1].goals.append(code)
        if level == "activity":
            table.activities.append(PrintedActivity(code, title, target, number, cells[0]))
        elif title:
            table.titles[(level, code)] = title
        values = read_amounts(cells, places, width, notes, "performance_money", f"{level}/{code}", number)
        printed = cells_by_contract(cells, 1, places, reading_profile()["performance_money"]["columns"])
        table.rows.append(PerformanceMoneyRow(level=level, code=code, **values, line=number, printed=printed))
    _check_doubles(table, notes)
    return table


def _ends(table: PerformanceTable) -> bool:
    return bool(table.rows) and table.rows[-1].level == "budget"


def _is_area_head(cells: list[str]) -> bool:
    """Return whether the row is the first of an area's head: the area's title, then the groups of columns."""
    wanted = folded_phrases("performance_money", "first_column")[0]
    return len(cells) > 3 and [fold(cell) for cell in cells[1:] if cell][:1] == [wanted] and cells.count("") >= 2


def _is_again(title: str, table: PerformanceTable) -> bool:
    """Return whether the title is that of the present area: a page repeats the head of the table."""
    return bool(table.areas) and fold(table.areas[-1].title) == fold(title)


def _level(cell: str, table: PerformanceTable) -> tuple[str, str, str] | None:
    """Return level, code and title of what a line is about; None if it is about nothing known."""
    text = strip_markup(cell)
    activity = _ACTIVITY.match(text)
    if activity:
        return "activity", activity[1], activity[2].strip()
    headings = read_plan_headings(text)
    if headings:
        return headings[-1].level, headings[-1].code, headings[-1].title
    for total in ("area_total", "activities", "general_management", "transfers", "budget"):
        wanted = folded_phrases("performance_money", total)[0]
        slips = max(1, len(wanted) // 12)
        if OSA.distance(fold(text), wanted, score_cutoff=slips) <= slips:
            if total == "area_total":
                return "area", str(max(1, len(table.areas))), ""
            return total, total, ""
    return None


def _check_doubles(table: PerformanceTable, notes: Notes) -> None:
    """Keep the first of rows with the same level and code, and note the others."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for row in table.rows:
        if (row.level, row.code) in seen:
            notes.add(
                "doubtful", "performance_money", "each code once; the first was taken", line=row.line, row=row.row_key()
            )
            continue
        seen.add((row.level, row.code))
        kept.append(row)
    table.rows = kept
    codes: set[str] = set()
    table.activities = [a for a in table.activities if not (a.code in codes or codes.add(a.code))]  # type: ignore[func-returns-value]


def read_institutional_table(source: SourceText, section: Section, notes: Notes) -> list[InstitutionalMoneyRow]:
    """Return the rows of the institutional classification: code cells, name, three amounts and a percentage."""
    words = reading_profile()["institutional_money"]
    places: dict[str, int] = {}
    name_at = width = 0
    rows: list[InstitutionalMoneyRow] = []
    for number, line in source.span(section.first, section.last):
        if not is_table_line(line):
            if rows and line.strip() and number - (rows[-1].line or 0) > 3:
                break
            continue
        cells = split_cells(line)
        head = next((at for at, cell in enumerate(cells) if fold(cell) == fold(words["name"])), None)
        if head is not None and fold(cells[0]) == fold(words["code"]):
            places = find_columns(cells, words["columns"], contains=True)
            name_at, width = (head, len(cells)) if "spent" in places else (0, 0)
            if not name_at:
                told = "titles of the columns of money; the table was left out"
                notes.add("unreadable", "institutional_money", told, line=number, found=join_cells(cells))
            continue
        if not name_at or len(cells) <= name_at or not cells[name_at]:
            continue
        codes = [cell for cell in cells[:name_at] if cell]
        if not codes or not all(re.fullmatch(r"\d+", code) for code in codes):
            notes.add(
                "unreadable",
                "institutional_money",
                "a code of numbers",
                line=number,
                field="code",
                found=join_cells(cells[:name_at]),
            )
            continue
        code = ".".join(codes)
        values = read_amounts(cells, places, width, notes, "institutional_money", code, number)
        rows.append(
            InstitutionalMoneyRow(
                code=code,
                level=len(codes),
                name=strip_markup(cells[name_at]),
                **values,
                line=number,
                printed=cells_by_contract(cells, name_at + 1, places, words["columns"]),
            )
        )
    return rows


READERS: Final = (
    table_reader(InstitutionalMoneyRow, "institutional", read_institutional_table, "the institutional classification"),
)
