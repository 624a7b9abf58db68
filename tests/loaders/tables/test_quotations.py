"""A value and its own printed cell: what they say differently is refused, with both."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.classifications import EconomicMoneyRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.quotations import find_disagreements, own_cell
from kentgraf.loaders.tables.reading import read_package
from kentgraf.loaders.tables.rows import QuotedRow
from kentgraf.loaders.tables.spending import PerformanceMoneyRow
from kentgraf.loaders.tables.writing import write_package
from kentgraf.ontology.errors import TableError

NOT_PRINTED_IN_A_CELL = {"valid_from", "valid_until", "number", "place", "level", "line", "last_line", "slot", "member"}


def quoted(package: TablePackage) -> list[QuotedRow]:
    return [row for rows in package.tables.values() for row in rows if isinstance(row, QuotedRow) and row.printed]


@pytest.mark.parametrize("source", ["izmir", "invented"])
def test_every_value_that_was_read_is_what_its_cell_prints(source: str, request: pytest.FixtureRequest) -> None:
    rows = quoted(request.getfixturevalue(source))
    assert [(row.row_key(), found) for row in rows for found in find_disagreements(row)] == []


def test_a_changed_figure_is_found_in_every_column_of_every_table(izmir: TablePackage) -> None:
    """Each number and date of each table, in a row that prints it, becomes another one; none slips through."""
    chance = random.Random(5)
    missed, tried = [], set()
    for name, rows in izmir.tables.items():
        row_class = type(rows[0]) if rows else None
        for column in row_class.model_fields if row_class and issubclass(row_class, QuotedRow) else ():
            if column in NOT_PRINTED_IN_A_CELL and (name, column) not in {
                ("stated_counts", "number"),
                ("body_terms", "valid_from"),
            }:
                continue
            of_value = [
                r
                for r in rows
                if isinstance(getattr(r, column), Decimal | date) or (name, column) == ("stated_counts", "number")
            ]
            of_value = [r for r in of_value if getattr(r, column) is not None and r.printed]  # type: ignore[attr-defined]
            for row in chance.sample(of_value, min(5, len(of_value))):
                value = getattr(row, column)
                other = value + timedelta(days=17) if isinstance(value, date) else value * 10 + 3
                tried.add((name, column))
                changed = row.model_copy(update={column: other})
                if column not in {found.column for found in find_disagreements(changed)}:  # type: ignore[arg-type]
                    missed.append((name, column, row.row_key()))
    assert missed == []
    assert len(tried) > 50


def test_a_figure_of_the_neighbouring_cell_is_not_its_own(izmir: TablePackage) -> None:
    row = next(r for r in izmir.rows(PerformanceMoneyRow) if r.net_all != r.initial_all and r.net_all and r.initial_all)
    exchanged = row.model_copy(update={"net_all": row.initial_all, "initial_all": row.net_all})
    assert {found.column for found in find_disagreements(exchanged)} == {"net_all", "initial_all"}


def test_a_changed_code_is_found(izmir: TablePackage) -> None:
    row = next(r for r in izmir.rows(EconomicMoneyRow) if r.level == 2)
    (found,) = find_disagreements(row.model_copy(update={"code": "9.9"}))
    assert (found.column, found.value) == ("code", "9.9") and row.printed == found.printed


def test_tables_that_contradict_their_quotations_are_refused_with_both(invented: TablePackage, tmp_path: Path) -> None:
    first = invented.rows(PerformanceMoneyRow)[0]
    rows = [first.model_copy(update={"spent_all": Decimal("15.000")}), *invented.rows(PerformanceMoneyRow)[1:]]
    write_package(TablePackage(invented.meta, {**invented.tables, "performance_money": rows}), tmp_path)
    with pytest.raises(TableError) as refused:
        read_package(tmp_path)
    (told,) = map(str, refused.value.cells)
    assert "spent_all: found '15.000'" in told and repr(own_cell(first, "spent_all")) in told


def test_a_row_without_printed_cells_says_nothing_of_cells() -> None:
    row = PerformanceMoneyRow(level="activity", code="7", spent_all=Decimal(5))
    assert own_cell(row, "spent_all") is None
    assert list(find_disagreements(row)) == []


def test_columns_in_another_order_keep_their_own_cells(invented_path: Path, tmp_path: Path) -> None:
    spoilt = []
    for line in invented_path.read_text("utf-8").split("\n"):
        cells = line.split("\t")
        if len(cells) == 12:
            cells[3], cells[9] = cells[9], cells[3]
        spoilt.append("\t".join(cells))
    path = tmp_path / "report.txt"
    path.write_text("\n".join(spoilt), encoding="utf-8")
    rows = extract_report(path).rows(PerformanceMoneyRow)
    assert rows and [found for row in rows for found in find_disagreements(row)] == []
