"""Tables as a folder: what is written comes back, and a wrong table is refused with every wrong cell at once."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.loaders.load import load_source, packaged_tables
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.reading import read_package
from kentgraf.loaders.tables.registry import EXTRACTED, ROW_CLASSES, UNPACKAGED, columns
from kentgraf.loaders.tables.spending import PerformanceMoneyRow
from kentgraf.loaders.tables.writing import to_csv, write_package
from kentgraf.ontology.errors import SourceError, TableError


@pytest.fixture
def folder(invented: TablePackage, tmp_path: Path) -> Path:
    """The invented tables in a folder of their own, free to be damaged."""
    write_package(invented, tmp_path / "tables")
    return tmp_path / "tables"


def change(path: Path, row: int, column: str, value: str) -> None:
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    rows[row - 1][rows[0].index(column)] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")


def test_what_is_written_comes_back(invented: TablePackage, folder: Path) -> None:
    read = read_package(folder)
    assert read.meta == invented.meta
    for row_class in (*EXTRACTED, *UNPACKAGED):
        assert read.tables.get(row_class.table, []) == invented.tables.get(row_class.table, []), row_class.table


def test_the_same_tables_give_the_same_bytes(invented: TablePackage, folder: Path, tmp_path: Path) -> None:
    write_package(invented, tmp_path / "again")
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
    assert not list(folder.glob(".*"))


amounts = st.none() | st.decimals(min_value=0, max_value=10**13, places=2, allow_nan=False)


@given(amounts, amounts, amounts)
def test_amounts_survive_the_file_to_the_last_place(
    one: Decimal | None, two: Decimal | None, three: Decimal | None
) -> None:
    row = PerformanceMoneyRow(level="activity", code="1", initial_all=one, net_all=two, spent_all=three)
    text = to_csv(PerformanceMoneyRow, [row])
    (read,) = csv.DictReader(text.splitlines())
    assert PerformanceMoneyRow.model_validate({k: v for k, v in read.items() if v != ""}) == row


def test_the_packaged_tables_are_a_valid_data_package() -> None:
    report = frictionless.validate(str(packaged_tables() / "datapackage.json"))
    assert report.valid, report.flatten(["path", "rowNumber", "fieldName", "message"])[:5]
    described = json.loads((packaged_tables() / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        row_class = ROW_CLASSES[resource["name"].replace("-", "_")]
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == columns(row_class)
        assert all(field["description"] for field in fields)


def test_every_wrong_cell_is_named_at_once(folder: Path) -> None:
    change(folder / "performance_money.csv", 3, "spent_all", "5OO,25")
    change(folder / "performance_money.csv", 5, "net_all", "viele")
    change(folder / "members.csv", 2, "role", "king")
    change(folder / "members.csv", 3, "valid_from", "01.01.2031")
    change(folder / "indicators.csv", 2, "line", "0")
    with pytest.raises(TableError) as error:
        read_package(folder)
    cells = {(cell.file, cell.row, cell.column): cell for cell in error.value.cells}
    assert cells[("performance_money.csv", 3, "spent_all")].value == "5OO,25"
    assert "1234.56" in cells[("performance_money.csv", 5, "net_all")].expected
    assert "district_mayor" in cells[("members.csv", 2, "role")].expected
    assert "YYYY-MM-DD" in cells[("members.csv", 3, "valid_from")].expected
    assert "at least 1" in cells[("indicators.csv", 2, "line")].expected
    assert "members.csv, row 2, column role: found 'king'" in str(error.value)


def test_a_missing_column_an_unknown_one_and_a_blank_are_named(folder: Path) -> None:
    path = folder / "activities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("target,", "aim,", 1), encoding="utf-8")
    change(folder / "plan.csv", 4, "name", "")
    with pytest.raises(TableError) as error:
        read_package(folder)
    text = str(error.value)
    assert "activities.csv, row 1, column target" in text
    assert "this column, which is missing" in text
    assert "activities.csv, row 1, column aim" in text
    assert "plan.csv, row 4, column name" in text


def test_doubled_keys_and_links_to_nowhere_are_named(folder: Path) -> None:
    change(folder / "activities.csv", 3, "code", "87")
    change(folder / "responsibilities.csv", 2, "department", "46.99.1.9")
    with pytest.raises(TableError) as error:
        read_package(folder)
    assert "a key that no other row has (row 2 has it)" in str(error.value)
    assert "stands in institutional_money.csv" in str(error.value)


def test_a_period_that_ends_before_it_starts_is_refused(folder: Path) -> None:
    change(folder / "memberships.csv", 2, "valid_until", "2030-01-01")
    with pytest.raises(TableError, match="must be after"):
        read_package(folder)


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda f: (f / "datapackage.json").unlink(), "kentgraf extract"),
        (lambda f: (f / "datapackage.json").write_text("{", encoding="utf-8"), "kentgraf"),
        (lambda f: (f / "members.csv").write_bytes(b"\xff\xfe\x00m"), "UTF-8"),
        (lambda f: (f / "members.csv").write_text('a,"b\nc', encoding="utf-8"), "CSV"),
        (lambda f: [p.write_text("", encoding="utf-8") for p in f.glob("*.csv")], "column"),
        (lambda f: [p.unlink() for p in f.glob("*.csv")], "rows in any table"),
    ],
    ids=["no descriptor", "broken descriptor", "binary", "open quote", "all empty", "no tables"],
)
def test_a_damaged_folder_is_refused_with_a_sentence(damage: object, expected: str, folder: Path) -> None:
    damage(folder)  # type: ignore[operator]
    with pytest.raises((SourceError, TableError)) as error:
        read_package(folder)
    assert expected in str(error.value)


def test_a_correction_survives_a_new_extraction_and_never_replaces_the_printed_value(
    invented: TablePackage, folder: Path
) -> None:
    correction = 'indicators,1.1.1-2,actual,68.07,60.87,"digits swapped, says the appendix"\n'
    path = folder / "corrections.csv"
    path.write_text("about,row,field,printed,corrected,reason\n" + correction, encoding="utf-8")
    write_package(invented, folder)
    assert correction in path.read_text(encoding="utf-8")
    package = load_source(folder)
    assert len(package.tables["corrections"]) == 1
    assert next(r for r in package.tables["indicators"] if r.row_key() == "1.1.1-2").actual == Decimal("68.07")  # type: ignore[attr-defined]


def test_a_correction_of_something_else_is_refused(folder: Path) -> None:
    head = "about,row,field,printed,corrected,reason\n"
    rows = ["nothing,1,x,1,2,why", "indicators,9.9.9-9,actual,1,2,why", "indicators,1.1.1-2,actual,99,2,why"]
    (folder / "corrections.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        load_source(folder)
    assert len(error.value.cells) == 3
    assert "what the table has now: '68.07'" in str(error.value)
