"""Read a package of tables from CSV files: every cell, key, reference and correction is checked, all faults reported at once."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from kentgraf.loaders.documents.bounded_files import read_file
from kentgraf.loaders.documents.plain_text import has_control_signs, make_plain
from kentgraf.loaders.tables.corrections import AliasRow, CorrectionRow
from kentgraf.loaders.tables.package import SourceMeta, TablePackage
from kentgraf.loaders.tables.quotations import find_disagreements
from kentgraf.loaders.tables.registry import EXTRACTED, ROW_CLASSES, columns
from kentgraf.loaders.tables.rows import QuotedRow, Row
from kentgraf.loaders.tables.schema import DESCRIPTOR, field_type
from kentgraf.loaders.tables.writing import cell_text
from kentgraf.ontology.errors import InvalidCell, SourceError, TableError

_Row = TypeVar("_Row", bound=Row)
_AS_PRINTED = frozenset({"printed", "baseline_printed", "target_printed", "actual_printed"})
"""Columns that keep the signs of the source; all others are made plain."""

_LINE_BREAKS = re.compile(r"[\t\r\n]+")
"""What a spreadsheet's cell of several lines holds; such a cell is one line."""

_FORMS = {
    "integer": r"-?\d{1,15}",
    "number": r"-?\d{1,18}(?:\.\d{1,9})?",
    "date": r"\d{4}-\d\d-\d\d",
    "boolean": r"true|false",
}
_EXPECTED = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a decimal number such as 1234.56",
    "date": "a day as YYYY-MM-DD",
    "boolean": "true or false",
}


def read_package(directory: Path) -> TablePackage:
    """Read and check the tables in `directory`.

    Raises SourceError if there is no `datapackage.json` or a file can't be read, TableError with every wrong cell, column
    and reference at once. A table whose file is missing is empty.
    """
    meta = _read_meta(directory)
    package = TablePackage(meta)
    wrong: list[InvalidCell] = []
    refused: dict[str, list[dict[str, str]]] = {}
    for name, row_class in ROW_CLASSES.items():
        path = directory / f"{name}.csv"
        if path.exists():
            table = _read_table(path, row_class)
            package.tables[name], package.numbers[name] = table.rows, table.numbers
            refused[name] = table.refused
            wrong += table.wrong
    wrong += _wrong_keys(package) + _wrong_references(package, refused)
    if wrong:
        raise TableError(wrong)
    if not any(package.tables.get(cls.table) for cls in EXTRACTED):
        raise SourceError(
            str(directory), found="no rows in any table", expected="tables such as members.csv or activities.csv"
        )
    return package


def read_aliases(directory: Path) -> list[AliasRow]:
    """What a person decided about spellings, from `aliases.csv` in `directory`; nothing where there is none.

    Raises TableError for wrong cells.
    """
    return read_rows(directory, AliasRow)


def read_rows(directory: Path, row_class: type[_Row], content: Mapping[str, bytes] | None = None) -> list[_Row]:
    """Return the rows of one table in a folder; none where there is no file. Raises TableError for wrong cells.

    With the `content` of the folder's files by their names, nothing is read from it.
    """
    path = directory / f"{row_class.table}.csv"
    data = None if content is None else content.get(path.name)
    if data is None and (content is not None or not path.exists()):
        return []
    table = _read_table(path, row_class, data)
    if table.wrong:
        raise TableError(table.wrong)
    return [row for row in table.rows if isinstance(row, row_class)]


def _read_meta(directory: Path) -> SourceMeta:
    path = directory / DESCRIPTOR
    if not path.exists():
        raise SourceError(
            str(directory), found=f"no {DESCRIPTOR}", expected="a folder of tables as `kentgraf extract` makes it"
        )
    try:
        described = json.loads(read_file(path, expected="JSON that describes a folder of tables").decode())
        given = {**described["kentgraf"], **_licence_and_publisher(described)}
        return TypeAdapter(SourceMeta).validate_python(given)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        expected = "JSON with a `kentgraf` object that names source, city, municipality, year and title"
        raise SourceError(str(path), found=f"something else ({error})", expected=expected) from error


def _licence_and_publisher(described: Mapping[str, Any]) -> dict[str, str]:
    """Return the address of the first licence and the publisher's name, where the package names them."""
    found = {"title": described["title"]} if described.get("title") else {}
    licences = [licence.get("path") or licence.get("name") for licence in described.get("licenses") or ()]
    if licences and licences[0]:
        found["license"] = licences[0]
    for contributor in described.get("contributors") or ():
        if "publisher" in (contributor.get("roles") or [contributor.get("role")]) and contributor.get("title"):
            found.setdefault("publisher", contributor["title"])
    return found


@dataclass
class _Table:
    """A table as read: its rows, the row of the file in which each stands, every wrong cell, and the refused rows."""

    rows: list[Row] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    wrong: list[InvalidCell] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)


def _read_table(path: Path, row_class: type[Row], data: bytes | None = None) -> _Table:
    """Read a table, from `data` if its file was read. Rows are counted as in it: the header is row 1, blank rows count."""
    reader = csv.reader(io.StringIO(_csv_text(path, data), newline=""), strict=True)
    table = _Table()
    try:
        header = _without_blank_end(next(reader, []))
        table.wrong += _wrong_columns(path, row_class, header)
        for number, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            row, wrong = _read_row(path, row_class, header, cells, number)
            table.wrong += wrong
            if row is None:
                table.refused.append(dict(zip(header, (cell.strip() for cell in cells), strict=False)))
            else:
                table.rows.append(row)
                table.numbers.append(number)
    except csv.Error as error:
        raise SourceError(
            str(path), line=reader.line_num, found=str(error), expected="a CSV table with commas and quotes"
        ) from error
    return table


def _csv_text(path: Path, data: bytes | None) -> str:
    """Return the text of a CSV file. Raises SourceError, with the cause, for another encoding or another separator."""
    data = read_file(path, expected="a CSV table") if data is None else data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(str(path), found="a file in UTF-16", expected="a CSV table in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            str(path), line=line, found="bytes that are not UTF-8", expected="a CSV table in UTF-8"
        ) from error
    first = text.split("\n", 1)[0].strip()
    if first.lower().startswith("sep="):
        raise SourceError(str(path), line=1, found=first, expected="the names of the columns, with commas between them")
    for separator, name in ((";", "semicolons"), ("\t", "TABs"), ("|", "bars")):
        if "," not in first and separator in first:
            raise SourceError(str(path), line=1, found=f"{name} between the columns", expected="commas")
    return text


def _without_blank_end(header: list[str]) -> list[str]:
    """Return the header without blank columns at its end, as spreadsheets leave them."""
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    return names


def _wrong_columns(path: Path, row_class: type[Row], header: list[str]) -> list[InvalidCell]:
    wanted = columns(row_class)
    required = [name for name in wanted if row_class.model_fields[name].is_required()]
    missing = [
        InvalidCell(path.name, 1, name, "", "this column, which is missing") for name in required if name not in header
    ]
    unknown = [
        InvalidCell(path.name, 1, name, name, f"one of the columns {', '.join(wanted)}")
        for name in header
        if name not in wanted
    ]
    twice = [
        InvalidCell(path.name, 1, name, name, f"each column once; it stands {header.count(name)} times")
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    return missing + unknown + twice


def _read_row(
    path: Path, row_class: type[Row], header: list[str], cells: list[str], number: int
) -> tuple[Row | None, list[InvalidCell]]:
    beyond = [cell for cell in cells[len(header) :] if cell.strip()]
    if beyond:
        return None, [InvalidCell(path.name, number, "", ",".join(beyond), f"{len(header)} cells, as the header has")]
    given: dict[str, str] = {}
    wrong: list[InvalidCell] = []
    for name, cell in zip(header, cells, strict=False):
        if name in row_class.model_fields and cell.strip():
            given[name] = cell if name in _AS_PRINTED else make_plain(_LINE_BREAKS.sub(" ", cell)).strip()
            if has_control_signs(cell):
                wrong.append(InvalidCell(path.name, number, name, cell, "text without control characters"))
            elif not _is_lexical(row_class, name, given[name]):
                wrong.append(InvalidCell(path.name, number, name, cell, _EXPECTED[_type_of(row_class, name)]))
    if wrong:
        return None, wrong
    try:
        row = row_class.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        return None, [_wrong_cell(path, row_class, number, given, dict(detail)) for detail in error.errors()]
    return row, [
        InvalidCell(
            path.name, number, found.column, found.value, f"what the row's printed cell says: {found.printed!r}"
        )
        for found in (find_disagreements(row) if isinstance(row, QuotedRow) else ())
    ]


def _type_of(row_class: type[Row], column: str) -> str:
    return field_type(row_class.model_fields[column].annotation)[0]


def _is_lexical(row_class: type[Row], column: str, text: str) -> bool:
    """Return whether the text is written as the contract says: no Unix time for a date, no `NaN` or `1e5` for a number."""
    pattern = _FORMS.get(_type_of(row_class, column))
    return pattern is None or re.fullmatch(pattern, text) is not None


def _wrong_cell(
    path: Path, row_class: type[Row], number: int, given: dict[str, str], detail: dict[str, Any]
) -> InvalidCell:
    column = str(detail["loc"][0]) if detail["loc"] else ""
    if not column:
        return InvalidCell(path.name, number, "", "", str(detail["msg"]).removeprefix("Value error, "))
    if detail["type"] == "missing":
        return InvalidCell(path.name, number, column, "", "a value; this column may not be blank")
    kind, choices = (
        field_type(row_class.model_fields[column].annotation) if column in row_class.model_fields else ("string", ())
    )
    expected = f"one of {', '.join(choices)}" if choices else _EXPECTED[kind]
    if "greater" in detail["type"] or "less" in detail["type"] or detail["type"] == "string_pattern_mismatch":
        context = detail.get("ctx", {})
        limit = next(
            (
                f"{word} {context[key]}"
                for key, word in (("ge", "at least"), ("le", "at most"), ("pattern", "of the form"))
                if key in context
            ),
            "",
        )
        expected = f"{expected} {limit}".strip()
    return InvalidCell(path.name, number, column, given.get(column, ""), expected)


def _wrong_keys(package: TablePackage) -> list[InvalidCell]:
    wrong = []
    for name, row_class in ROW_CLASSES.items():
        if row_class.may_repeat:
            continue
        seen: dict[str, int] = {}
        for number, row in package.numbered(row_class):
            first = seen.setdefault(row.row_key(), number)
            if first != number:
                wrong.append(
                    InvalidCell(
                        f"{name}.csv",
                        number,
                        ", ".join(row_class.key),
                        row.row_key(),
                        f"a key that no other row has (row {first} has it)",
                    )
                )
    return wrong


def _wrong_references(package: TablePackage, refused: Mapping[str, Sequence[Mapping[str, str]]]) -> list[InvalidCell]:
    """Return the references that lead nowhere; those to a row that was refused are told by that row."""
    wrong = []
    for name, row_class in ROW_CLASSES.items():
        for column, (table, other) in row_class.references.items():
            if not package.tables.get(name):
                continue
            known = {str(getattr(row, other)) for row in package.tables.get(table, [])}
            known |= {given[other] for given in refused.get(table, ()) if other in given}
            for number, row in package.numbered(row_class):
                value = getattr(row, column)
                if value is not None and str(value) not in known:
                    wrong.append(
                        InvalidCell(f"{name}.csv", number, column, str(value), f"a {other} that stands in {table}.csv")
                    )
    return wrong


def check_corrections(package: TablePackage) -> TablePackage:
    """The package with its corrections checked against the rows that they correct.

    Raises TableError for a correction whose table, row or field does not exist, or whose printed value is no longer what
    the source prints.
    """
    wrong = []
    for number, correction in package.numbered(CorrectionRow):
        row_class = ROW_CLASSES.get(correction.about)
        rows = {row.row_key(): row for row in package.tables.get(correction.about, [])}
        if row_class is None or correction.field not in row_class.model_fields:
            wrong.append(
                InvalidCell(
                    "corrections.csv",
                    number,
                    "field",
                    f"{correction.about}.{correction.field}",
                    "a table and one of its fields",
                )
            )
        elif correction.row not in rows:
            wrong.append(
                InvalidCell(
                    "corrections.csv", number, "row", correction.row, f"the key of a row of {correction.about}.csv"
                )
            )
        elif (cell_text(getattr(rows[correction.row], correction.field)) or None) != correction.printed:
            now = cell_text(getattr(rows[correction.row], correction.field))
            wrong.append(
                InvalidCell(
                    "corrections.csv", number, "printed", correction.printed or "", f"what the table has now: {now!r}"
                )
            )
    if wrong:
        raise TableError(wrong)
    return package
