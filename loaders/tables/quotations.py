"""Values held against their own printed cells: each is read again, by the same reader, and has to be what the cell prints.

Where a row has the usual number of printed cells, a value's own cell is known by its place; else any cell of the row may
print it. A correction differs from its cell on purpose: it stands in `corrections.csv`, never in the column itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from kentgraf.loaders.documents.plain_text import make_plain
from kentgraf.loaders.documents.printed_values import UnreadableCell, read_dates, read_duration, read_number
from kentgraf.loaders.tables.accounts import StatementRow
from kentgraf.loaders.tables.bodies import BodyTermRow, ReplacementRow, UnitChangeRow
from kentgraf.loaders.tables.classifications import (
    TOTAL,
    BudgetSummaryRow,
    EconomicMoneyRow,
    FinancingMoneyRow,
    MoneyInTextRow,
    ResourceMoneyRow,
    RevenueMoneyRow,
    RevenueShareRow,
    ShareOfWholeRow,
)
from kentgraf.loaders.tables.council import PartyChangeRow
from kentgraf.loaders.tables.decision import DecisionRow
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.plan import ActivityRow
from kentgraf.loaders.tables.rows import CELL_BREAK, QuotedRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow, PerformanceMoneyRow
from kentgraf.loaders.tables.stated import StatedCountRow
from kentgraf.loaders.tables.transfers import TransferRow

_PERFORMANCE: Final = [
    name for name in PerformanceMoneyRow.model_fields if name.startswith(("initial_", "net_", "spent_", "percent_"))
]
_OWN_CELLS: Final[Mapping[type[QuotedRow], tuple[int, Mapping[str, int]]]] = {
    PerformanceMoneyRow: (12, {name: at for at, name in enumerate(_PERFORMANCE, start=1)}),
    InstitutionalMoneyRow: (6, {"initial": -4, "net": -3, "spent": -2, "percent_of_net": -1}),
    EconomicMoneyRow: (6, {"initial": -4, "net": -3, "spent": -2, "percent_of_net": -1}),
    RevenueMoneyRow: (7, {"initial": -5, "collected": -4, "refunded": -3, "net_revenue": -2, "percent_of_initial": -1}),
    RevenueShareRow: (4, {"accrued": 1, "deducted": 2, "net_revenue": 3}),
    FinancingMoneyRow: (4, {"initial": -2, "realised": -1}),
    BudgetSummaryRow: (4, {"initial": 1, "realised": 2, "percent_of_initial": 3}),
    MoneyInTextRow: (4, {"percent": 0, "amount": 1}),
    ShareOfWholeRow: (2, {"percent": 0}),
    TransferRow: (4, {"initial": 1, "net": 2, "spent": 3}),
    StatementRow: (2, {"amount": 1}),
    IndicatorRow: (6, {"baseline": 2, "target_value": 3, "actual": 4}),
}
"""How many printed cells a row of a table has at least, and at which place which column's stands (from the end if below 0)."""

_ANY_CELL: Final[Mapping[type[QuotedRow], tuple[str, ...]]] = {
    ResourceMoneyRow: (
        "activities", "general_management", "transfers", "all_parts", "percent_of_initial", "percent_of_net", "percent_of_whole",
    ),
}  # fmt: skip
_DATES: Final[Mapping[type[QuotedRow], tuple[str, ...]]] = {
    PartyChangeRow: ("on",),
    ReplacementRow: ("petition_on", "decided_on"),
    DecisionRow: ("decided_on",),
    UnitChangeRow: ("on",),
    BodyTermRow: ("valid_from", "valid_until"),
}
_PRINTED_APART: Final = {"baseline": "baseline_printed", "target_value": "target_printed", "actual": "actual_printed"}
_ACTIVITY: Final = re.compile(r"(\d+)\s*[-–—]\s*\S")


@dataclass(frozen=True)
class Disagreement:
    """A value of a row that its own printed cell does not print."""

    column: str
    value: str
    printed: str


def find_disagreements(row: QuotedRow) -> Iterator[Disagreement]:
    """Yield each value of `row` that differs from its printed cell; nothing for a row without printed cells."""
    if row.printed is None:
        return
    cells = [make_plain(cell).strip() for cell in row.printed.split(CELL_BREAK)]
    yield from _numbers(row, cells)
    yield from _values_printed_apart(row)
    yield from _dates(row, cells)
    yield from _codes(row, cells)


def own_cell(row: QuotedRow, column: str) -> str | None:
    """Return the printed cell of a column's value; None for a row that prints none, or a cell that can't be told."""
    if row.printed is None:
        return None
    value = getattr(row, column)
    cells = row.printed.split(CELL_BREAK)
    at = _place(row, column, len(cells))
    if at is not None:
        return cells[at]
    return next((cell for cell in cells if value is not None and value in read_figures(cell)), None)


def _place(row: QuotedRow, column: str, width: int) -> int | None:
    least, places = _OWN_CELLS.get(type(row), (0, {}))
    fixed = all(at >= 0 for at in places.values())
    return places.get(column) if (width == least if fixed else width >= least) else None


def _numbers(row: QuotedRow, cells: list[str]) -> Iterator[Disagreement]:
    columns = (*_OWN_CELLS.get(type(row), (0, {}))[1], *_ANY_CELL.get(type(row), ()))
    for column in columns:
        value: Decimal | None = getattr(row, column)
        at = _place(row, column, len(cells))
        if at is not None:
            if isinstance(row, IndicatorRow) and row.value_kind == "text":
                continue
            readings = read_figures(cells[at])
            if (value is None and readings) or (value is not None and value not in readings):
                yield Disagreement(column, _text(value), cells[at])
        elif value is not None and all(value not in read_figures(cell) for cell in cells):
            yield Disagreement(column, _text(value), row.printed or "")
    if isinstance(row, StatedCountRow):
        printed = read_numbers_within(row.printed or "")
        for column in ("number", "percent"):
            if (value := getattr(row, column)) is not None and value not in printed:
                yield Disagreement(column, _text(value), row.printed or "")


def _values_printed_apart(row: QuotedRow) -> Iterator[Disagreement]:
    """Yield the values of an indicator that differ from the columns that hold them as printed."""
    if not isinstance(row, IndicatorRow) or row.value_kind == "text":
        return
    for column, beside in _PRINTED_APART.items():
        value, printed = getattr(row, column), getattr(row, beside)
        if printed is not None and value is not None and value not in read_figures(make_plain(printed)):
            yield Disagreement(column, _text(value), printed)


def read_figures(cell: str) -> frozenset[Decimal]:
    """Return what a cell's figure is read as: a number, or the seconds of a duration; nothing for a cell that prints none."""
    seconds = read_duration(cell)
    if seconds is not None:
        return frozenset({Decimal(seconds)})
    try:
        number = read_number(make_plain(cell))
    except UnreadableCell:
        return frozenset()
    return frozenset({number.value}) if number else frozenset()


def read_numbers_within(text: str) -> frozenset[int]:
    """Return the whole numbers that stand in a sentence, as the section of stated counts reads them."""
    return frozenset(int(number) for number in re.findall(r"\d+", text))


def read_activity_code(cell: str) -> str | None:
    """Return the code that a cell such as `87-Bakım Onarım` begins with, or None."""
    found = _ACTIVITY.match(cell)
    return found[1] if found else None


def _dates(row: QuotedRow, cells: list[str]) -> Iterator[Disagreement]:
    columns = _DATES.get(type(row), ())
    if not columns:
        return
    try:
        printed = [found for cell in cells for found in read_dates(cell)]
    except UnreadableCell:
        return
    for column in columns:
        value: date | None = getattr(row, column)
        last = value - timedelta(days=1) if value and column == "valid_until" else value
        if printed and last is not None and last not in printed:
            yield Disagreement(column, _text(value), row.printed or "")


def _codes(row: QuotedRow, cells: list[str]) -> Iterator[Disagreement]:
    printed = _printed_code(row, cells)
    code = row.decision if isinstance(row, ReplacementRow | DecisionRow) else getattr(row, "code", None)
    if isinstance(row, FinancingMoneyRow):
        code = row.code.rpartition(".")[2]
    if printed is not None and code is not None and code not in printed:
        yield Disagreement(
            "decision" if isinstance(row, ReplacementRow | DecisionRow) else "code", code, row.printed or ""
        )


def _printed_code(row: QuotedRow, cells: list[str]) -> frozenset[str] | None:
    """Return the code that the cells print, in all forms that stand for it; None where they print none."""
    if isinstance(row, ReplacementRow | DecisionRow):
        return frozenset(cells) if len(cells) > 1 else None
    if isinstance(row, ActivityRow) or (isinstance(row, PerformanceMoneyRow) and row.level == "activity"):
        found = read_activity_code(cells[0])
        return None if found is None else frozenset({found})
    if isinstance(row, InstitutionalMoneyRow):
        return _joined(cells[:-5]) if len(cells) >= 6 else None
    if isinstance(row, EconomicMoneyRow | RevenueMoneyRow) and row.code != TOTAL:
        return _joined(cells[: -len(_OWN_CELLS[type(row)][1]) - 1]) if len(cells) >= 6 else None
    if isinstance(row, FinancingMoneyRow):
        return _joined(cells[:1]) if len(cells) == 4 else None
    if isinstance(row, MoneyInTextRow):
        return _joined(cells[2:3]) if len(cells) == 4 else None
    return None


def _joined(cells: list[str]) -> frozenset[str] | None:
    """Return a code that stands in one or several cells, as printed and without leading zeros."""
    parts = [part for cell in cells for part in re.split(r"[\s.]+", cell) if part]
    if not parts or not all(part.isdigit() for part in parts):
        return None
    return frozenset({".".join(parts), ".".join(str(int(part)) for part in parts)})


def _text(value: Decimal | date | int | None) -> str:
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
