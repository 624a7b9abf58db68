"""Read the classifications of section 3.1.1: spending and revenue by economic code, budget summary, tax shares.

Every table opens with a head row of column titles; what stands under it is read until a line of text ends it.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.documents.text import SourceText, join_cells
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.columns import read_amounts, rows_under_head
from kentgraf.loaders.sections.reader import table_reader
from kentgraf.loaders.tables.classifications import (
    TOTAL,
    BudgetSummaryRow,
    EconomicMoneyRow,
    RevenueMoneyRow,
    RevenueShareRow,
)
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold

_CODE = re.compile(r"\d+(?:[\s.]+\d+)*")
_LINES_WITHOUT_ROWS = 3
C = TypeVar("C", EconomicMoneyRow, RevenueMoneyRow)


def read_classification(source: SourceText, section: Section, row_class: type[C], notes: Notes) -> list[C]:
    """Return the economic classification of spending or revenue: code (`1`, `1 3`), name, amounts and a percentage."""
    rows: list[C] = []
    for row in rows_under_head(source, section, row_class.table, least=3):
        first = min(row.places.values())
        words = [cell for cell in row.cells[:first] if cell]
        if not words:
            continue
        name = strip_markup(words[-1])
        code = _code(words[:-1], name)
        if code is None:
            found = join_cells(words)
            notes.add("unreadable", row_class.table, "a code of numbers", line=row.line, field="code", found=found)
            continue
        values: dict[str, Any] = dict(
            read_amounts(row.cells, row.places, row.width, notes, row_class.table, code, row.line)
        )
        level = 0 if code == TOTAL else code.count(".") + 1
        rows.append(row_class(code=code, level=level, name=name, **values, line=row.line, printed=row.printed))
    return rows


def _code(cells: list[str], name: str) -> str | None:
    printed = " ".join(cells)
    if _CODE.fullmatch(printed):
        return ".".join(str(int(part)) for part in re.findall(r"\d+", printed))
    if not printed and fold(reading_profile()["classifications"]["total"]) in fold(name):
        return TOTAL
    return None


def read_summary(source: SourceText, section: Section, notes: Notes) -> list[BudgetSummaryRow]:
    """Return revenue, spending and financing of the budget summary."""
    rows: dict[str, BudgetSummaryRow] = {}
    for row in rows_under_head(source, section, "budget_summary", least=2):
        name = strip_markup(row.cells[0])
        item = next(
            (i for i in ("revenue", "spending", "financing") if _is_near(name, folded_phrases("budget_summary", i)[0])),
            None,
        )
        if item is None:
            break
        values: dict[str, Any] = dict(
            read_amounts(row.cells, row.places, row.width, notes, "budget_summary", item, row.line)
        )
        printed = row.printed
        rows.setdefault(item, BudgetSummaryRow(item=item, name=name, **values, line=row.line, printed=printed))
    return list(rows.values())


def read_revenue_shares(source: SourceText, section: Section, notes: Notes) -> list[RevenueShareRow]:
    """Return the municipality's shares of central taxes, with what was deducted at the source."""
    rows: list[RevenueShareRow] = []
    for row in rows_under_head(source, section, "revenue_shares", least=3):
        name = strip_markup(row.cells[0])
        if not name:
            continue
        place = len(rows) + 1
        values: dict[str, Any] = dict(
            read_amounts(row.cells, row.places, row.width, notes, "revenue_shares", str(place), row.line)
        )
        is_total = _is_near(name, folded_phrases("classifications", "total")[0])
        rows.append(
            RevenueShareRow(place=place, name=name, is_total=is_total, **values, line=row.line, printed=row.printed)
        )
        if is_total:
            break
    return rows


def _is_near(text: str, phrase: str) -> bool:
    slips = max(1, len(phrase) // 12)
    return OSA.distance(fold(text), phrase, score_cutoff=slips) <= slips


def read_economic(source: SourceText, section: Section, notes: Notes) -> list[EconomicMoneyRow]:
    """Return the rows of spending by economic code."""
    return read_classification(source, section, EconomicMoneyRow, notes)


def read_revenue(source: SourceText, section: Section, notes: Notes) -> list[RevenueMoneyRow]:
    """Return the rows of revenue by economic code."""
    return read_classification(source, section, RevenueMoneyRow, notes)


READERS: Final = (
    table_reader(EconomicMoneyRow, "economic", read_economic, "spending by economic code"),
    table_reader(RevenueMoneyRow, "revenue", read_revenue, "revenue by economic code"),
    table_reader(RevenueShareRow, ("spending_text", "revenue", "revenue_text"), read_revenue_shares),
    table_reader(BudgetSummaryRow, "budget_results", read_summary, "the budget at a glance"),
)
