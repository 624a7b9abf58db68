"""Tables that somebody typed: what can be meant is read, the rest is refused with its cause first."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.reading import read_package
from kentgraf.loaders.tables.writing import write_package
from kentgraf.ontology.errors import SourceError, TableError


@pytest.fixture
def tables(invented: TablePackage, tmp_path: Path) -> Path:
    """The invented city as a folder of tables."""
    write_package(invented, tmp_path)
    return tmp_path


def records(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"))))


def write(path: Path, rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def change(path: Path, row: int, column: str, value: str) -> None:
    """Put a value into a row (the header is row 1)."""
    rows = records(path)
    rows[row - 1][rows[0].index(column)] = value
    write(path, rows)


def refusal(tables: Path) -> list[str]:
    with pytest.raises(TableError) as refused:
        read_package(tables)
    return [str(cell) for cell in refused.value.cells]


def test_names_are_made_plain_so_that_they_are_found(tables: Path, invented: TablePackage) -> None:
    rows = records(tables / "people.csv")
    name = rows[1][1]
    change(tables / "people.csv", 2, "name", f"\u200b{name.replace(' ', chr(0xA0))} ".replace("Ö", "O\u0308"))
    assert [row.name for row in read_package(tables).tables["people"]] == [
        row.name for row in invented.tables["people"]
    ]  # type: ignore[attr-defined]


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1b[31m", "\x7f"])
def test_control_characters_are_refused_and_nothing_that_follows_from_it_is_told(tables: Path, sign: str) -> None:
    change(tables / "people.csv", 2, "name", f"Deniz{sign} ÖRNEK")
    (told,) = refusal(tables)
    assert told.startswith("people.csv, row 2, column name") and "control characters" in told


def test_a_column_that_stands_twice_is_refused(tables: Path) -> None:
    rows = records(tables / "people.csv")
    write(tables / "people.csv", [[*rows[0], "name"], *([*row, "X"] for row in rows[1:])])
    assert refusal(tables) == [
        "people.csv, row 1, column name: found 'name'; expected each column once; it stands 2 times."
    ]


def test_blank_columns_at_the_end_are_no_columns(tables: Path, invented: TablePackage) -> None:
    rows = records(tables / "people.csv")
    write(tables / "people.csv", [[*row, "", ""] for row in rows])
    assert len(read_package(tables).tables["people"]) == len(invented.tables["people"])


def test_rows_are_counted_as_in_the_file(tables: Path) -> None:
    rows = records(tables / "members.csv")
    write(tables / "members.csv", [*rows[:2], *([[""] * len(rows[0])] * 3), *rows[2:]])
    change(tables / "members.csv", 6, "valid_from", "01.01.2031")
    assert refusal(tables)[0].startswith("members.csv, row 6, column valid_from")
    change(tables / "members.csv", 6, "valid_from", "2031-01-01")
    assert read_package(tables).numbers["members"][:2] == [2, 6]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace(",", ";").encode(), "semicolons between the columns"),
        (lambda text: text.replace(",", "\t").encode(), "TABs between the columns"),
        (lambda text: ("sep=,\n" + text).encode(), "sep=,"),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: text.encode("cp1254", "replace"), "not UTF-8"),
    ],
)
def test_a_file_in_another_form_is_refused_in_one_sentence(tables: Path, spoil, told: str) -> None:  # type: ignore[no-untyped-def]
    path = tables / "people.csv"
    path.write_bytes(spoil(path.read_text("utf-8")))
    with pytest.raises(SourceError) as refused:
        read_package(tables)
    assert told in str(refused.value) and "people.csv" in str(refused.value)


def test_cells_beyond_the_header_are_refused_but_blank_ones_are_none(tables: Path) -> None:
    rows = records(tables / "people.csv")
    write(tables / "people.csv", [rows[0], [*rows[1], "", ""], [*rows[2], "more"], *rows[3:]])
    assert refusal(tables)[0].startswith("people.csv, row 3")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("members", "valid_from", "1735689600"),
        ("members", "valid_from", "2031-1-1"),
        ("members", "valid_from", "2031-01-01T00:00"),
        ("members", "number", "1.0"),
        ("members", "from_known", "yes"),
        ("performance_money", "spent_all", "NaN"),
        ("performance_money", "spent_all", "1e5"),
        ("performance_money", "spent_all", "1" * 400),
    ],
)
def test_values_are_written_as_the_contract_says(tables: Path, table: str, column: str, value: str) -> None:
    change(tables / f"{table}.csv", 2, column, value)
    assert refusal(tables)[0].startswith(f"{table}.csv, row 2, column {column}: found {value!r}")
