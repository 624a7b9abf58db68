"""The tables as a folder: CSV files and `datapackage.json` (Frictionless Data Package with a Table Schema a table).

Written files are the same byte for byte for the same tables. Reading checks every cell and reports all wrong ones at once.
"""

from __future__ import annotations

import csv
import io
import json
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from kentgraf.loaders.tables.governance import (
    DECIDED,
    EXTRACTED,
    ROW_CLASSES,
    UNPACKAGED,
    AliasRow,
    CorrectionRow,
    NoteRow,
    Row,
    columns,
)
from kentgraf.ontology.errors import InvalidCell, SourceError, TableError

R = TypeVar("R", bound=Row)

DESCRIPTOR = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_JSON_TYPES: dict[type, str] = {str: "string", int: "integer", Decimal: "number", date: "date", bool: "boolean"}
_EXPECTED = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a decimal number such as 1234.56",
    "date": "a day as YYYY-MM-DD",
    "boolean": "true or false",
}


@dataclass(frozen=True)
class SourceMeta:
    """What the tables were read from: `source` is the key of the source, `city` the slug of the city, `sha256` that of the file."""

    source: str
    city: str
    municipality: str
    year: int
    title: str
    file: str | None = None
    sha256: str | None = None
    lines: int | None = None


@dataclass
class TablePackage:
    """Tables by name, each a list of rows of its class, and what they were read from."""

    meta: SourceMeta
    tables: dict[str, list[Row]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    """For tables read from files: the row of the file in which each row stands, the header being row 1."""

    @property
    def notes(self) -> list[NoteRow]:
        """What needs a person's eye."""
        return [row for row in self.tables.get("notes", []) if isinstance(row, NoteRow)]

    def rows(self, row_class: type[R]) -> list[R]:
        """The rows of one table, typed."""
        return [row for row in self.tables.get(row_class.table, []) if isinstance(row, row_class)]

    def numbered(self, row_class: type[R]) -> Iterator[tuple[int, R]]:
        """The rows of one table with the row of the file in which they stand."""
        rows = self.rows(row_class)
        yield from zip(self.numbers.get(row_class.table) or range(2, len(rows) + 2), rows, strict=True)

    def counts(self) -> dict[str, int]:
        """How many rows each table has, empty ones left out."""
        return {name: len(rows) for name, rows in self.tables.items() if rows}


def write_package(package: TablePackage, directory: Path) -> None:
    """Write the tables to `directory`; tables that a person keeps (corrections, aliases) are written only where there are none.

    Every file is written beside its place and moved into it, so that no half-written table stays.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for row_class in (*EXTRACTED, *UNPACKAGED):
        rows = package.tables.get(row_class.table, [])
        if rows or row_class in EXTRACTED:
            _write(directory / f"{row_class.table}.csv", to_csv(row_class, rows))
    for row_class in DECIDED:
        path = directory / f"{row_class.table}.csv"
        if not path.exists():
            _write(path, to_csv(row_class, package.tables.get(row_class.table, [])))
    _write(directory / DESCRIPTOR, json.dumps(descriptor(package.meta), ensure_ascii=False, indent=2) + "\n")


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)


def to_csv(row_class: type[Row], rows: Iterable[Row]) -> str:
    """The table as CSV text: comma, LF, UTF-8, blank for None, `true`/`false`, ISO days, plain decimals."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = columns(row_class)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_text(getattr(row, name)) for name in names])
    return out.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def descriptor(meta: SourceMeta) -> dict[str, Any]:
    """The `datapackage.json` of the tables."""
    return {
        "$schema": _PROFILE,
        "name": meta.source,
        "title": meta.title,
        "description": "Facts and figures of the report as tables: names, titles, codes, days, amounts, and the lines that print them.",
        "licenses": [
            {"name": "CC0-1.0", "title": "CC0 1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}
        ],
        "sources": [{"title": meta.title}],
        "kentgraf": asdict(meta),
        "resources": [_resource(row_class) for row_class in (*EXTRACTED, *DECIDED)],
    }


def _resource(row_class: type[Row]) -> dict[str, Any]:
    keys = [
        {"fields": [column], "reference": {"resource": table, "fields": [other]}}
        for column, (table, other) in row_class.references.items()
        if ROW_CLASSES[table].key == (other,)
    ]
    return {
        "name": row_class.table.replace("_", "-"),
        "path": f"{row_class.table}.csv",
        "title": row_class.title,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "schema": {
            "fields": [field_schema(name, row_class.model_fields[name]) for name in columns(row_class)],
            "primaryKey": list(row_class.key),
            **({"foreignKeys": [_named(key) for key in keys]} if keys else {}),
        },
    }


def _named(key: dict[str, Any]) -> dict[str, Any]:
    reference = key["reference"]
    return {**key, "reference": {**reference, "resource": reference["resource"].replace("_", "-")}}


def field_schema(name: str, info: FieldInfo) -> dict[str, Any]:
    """The Table Schema of one column."""
    kind, choices = _kind(info.annotation)
    constraints: dict[str, Any] = {}
    if info.is_required():
        constraints["required"] = True
    if choices:
        constraints["enum"] = list(choices)
    for limit in info.metadata:
        if getattr(limit, "ge", None) is not None:
            constraints["minimum"] = limit.ge
        if getattr(limit, "le", None) is not None:
            constraints["maximum"] = limit.le
        if getattr(limit, "pattern", None):
            constraints["pattern"] = limit.pattern
    described: dict[str, Any] = {"name": name, "type": kind, "description": info.description or ""}
    if kind == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    return described | ({"constraints": constraints} if constraints else {})


def _kind(annotation: Any) -> tuple[str, tuple[str, ...]]:
    """The Table Schema type of a field and the values it may take."""
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        return "string", tuple(typing.get_args(annotation))
    if origin is typing.Annotated:
        return _kind(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return _kind(next(part for part in typing.get_args(annotation) if part is not type(None)))
    return _JSON_TYPES[annotation], ()


def read_package(directory: Path) -> TablePackage:
    """Read and check the tables in `directory`.

    Raises SourceError if there is no `datapackage.json` or a file can't be read, TableError with every wrong cell, column
    and reference at once. A table whose file is missing is empty.
    """
    meta = _read_meta(directory)
    package = TablePackage(meta)
    wrong: list[InvalidCell] = []
    for name, row_class in ROW_CLASSES.items():
        path = directory / f"{name}.csv"
        if path.exists():
            rows, numbers, cells = _read_table(path, row_class)
            package.tables[name], package.numbers[name] = rows, numbers
            wrong += cells
    wrong += _wrong_keys(package) + _wrong_references(package)
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
    path = directory / f"{AliasRow.table}.csv"
    if not path.exists():
        return []
    rows, _, wrong = _read_table(path, AliasRow)
    if wrong:
        raise TableError(wrong)
    return [row for row in rows if isinstance(row, AliasRow)]


def _read_meta(directory: Path) -> SourceMeta:
    path = directory / DESCRIPTOR
    try:
        described = json.loads(path.read_text(encoding="utf-8"))["kentgraf"]
        return SourceMeta(**described)
    except OSError as error:
        raise SourceError(
            str(directory),
            found=f"no readable {DESCRIPTOR}",
            expected="a folder of tables as `kentgraf extract` makes it",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        expected = "JSON with a `kentgraf` object that names source, city, municipality, year and title"
        raise SourceError(str(path), found=f"something else ({error})", expected=expected) from error


def _read_table(path: Path, row_class: type[Row]) -> tuple[list[Row], list[int], list[InvalidCell]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(str(path), found="bytes that are not UTF-8", expected="a CSV table in UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    numbers: list[int] = []
    wrong: list[InvalidCell] = []
    try:
        header = next(reader, [])
        wrong += _wrong_columns(path, row_class, header)
        for cells in reader:
            number = len(numbers) + len({cell.row for cell in wrong if cell.row > 1}) + 2
            if not any(cells):
                continue
            row, bad = _read_row(path, row_class, header, cells, number)
            wrong += bad
            if row:
                rows.append(row)
                numbers.append(number)
    except csv.Error as error:
        raise SourceError(
            str(path), line=reader.line_num, found=str(error), expected="a CSV table with commas and quotes"
        ) from error
    return rows, numbers, wrong


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
    return missing + unknown


def _read_row(
    path: Path, row_class: type[Row], header: list[str], cells: list[str], number: int
) -> tuple[Row | None, list[InvalidCell]]:
    if len(cells) > len(header):
        return None, [
            InvalidCell(
                path.name, number, "", ",".join(cells[len(header) :]), f"{len(header)} cells, as the header has"
            )
        ]
    values = {
        name: cell if cell != "" else None
        for name, cell in zip(header, cells, strict=False)
        if name in row_class.model_fields
    }
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return row_class.model_validate(given), []
    except ValidationError as error:
        return None, [_wrong_cell(path, row_class, number, given, dict(detail)) for detail in error.errors()]


def _wrong_cell(
    path: Path, row_class: type[Row], number: int, given: dict[str, str], detail: dict[str, Any]
) -> InvalidCell:
    column = str(detail["loc"][0]) if detail["loc"] else ""
    if not column:
        return InvalidCell(path.name, number, "", "", str(detail["msg"]).removeprefix("Value error, "))
    if detail["type"] == "missing":
        return InvalidCell(path.name, number, column, "", "a value; this column may not be blank")
    kind, choices = (
        _kind(row_class.model_fields[column].annotation) if column in row_class.model_fields else ("string", ())
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


def _wrong_references(package: TablePackage) -> list[InvalidCell]:
    wrong = []
    for name, row_class in ROW_CLASSES.items():
        for column, (table, other) in row_class.references.items():
            if not package.tables.get(name):
                continue
            known = {str(getattr(row, other)) for row in package.tables.get(table, [])}
            for number, row in package.numbered(row_class):
                value = getattr(row, column)
                if value is not None and str(value) not in known:
                    wrong.append(
                        InvalidCell(f"{name}.csv", number, column, str(value), f"a {other} that stands in {table}.csv")
                    )
    return wrong


def corrected(package: TablePackage) -> TablePackage:
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
        elif (_text(getattr(rows[correction.row], correction.field)) or None) != correction.printed:
            now = _text(getattr(rows[correction.row], correction.field))
            wrong.append(
                InvalidCell(
                    "corrections.csv", number, "printed", correction.printed or "", f"what the table has now: {now!r}"
                )
            )
    if wrong:
        raise TableError(wrong)
    return package
