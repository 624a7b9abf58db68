"""Frictionless Data Packages: CSV files and a `datapackage.json` with a Table Schema for each, as files or as one zip.

The contents of the packages are defined in `tables` and `fiscal`. The output is deterministic: rows are sorted by key, and
the members of a zip have a fixed time and are stored without compression, so that no version of zlib changes them.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.namespaces import KG_NS

DESCRIPTOR: Final = "datapackage.json"

Kind = Literal["string", "integer", "number", "boolean", "date", "iri", "term"]
"""The kind of a column: a type of Table Schema, or `iri` (written in full) or `term` (written without `kg:`)."""

_TEXT_KINDS: Final = ("string", "iri", "term")
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Column:
    """A column of a table. `name` is also the variable of the query; `column_type` is a ColumnType of fiscal data."""

    name: str
    kind: Kind
    description: str
    column_type: str | None = None

    def as_field(self, *, required: bool) -> dict[str, Any]:
        """Return the field descriptor of the column (Table Schema)."""
        field: dict[str, Any] = {"name": self.name, "type": "string" if self.kind in _TEXT_KINDS else self.kind}
        field["description"] = self.description
        if self.column_type:
            field["columnType"] = self.column_type
        return {**field, "constraints": {"required": True}} if required else field


@dataclass(frozen=True)
class Table:
    """A table with its rows. A cell is the lexical form of a value (`true`, `2025-12-31`, `450219400.23`) or None."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...] = ()

    @property
    def path(self) -> str:
        """The name of the table's file."""
        return f"{self.name}.csv"

    def to_csv(self) -> bytes:
        """Return the table as CSV: UTF-8, commas, LF, with a header; None is a blank cell."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(column.name for column in self.columns)
        writer.writerows(["" if cell is None else cell for cell in row] for row in self.rows)
        return out.getvalue().encode()

    def schema(self) -> dict[str, Any]:
        """Return the Table Schema of the table."""
        fields = [column.as_field(required=column.name in self.key) for column in self.columns]
        return {"fields": fields, "primaryKey": list(self.key)}


def fill_table(table: Table, store: Store, query: str, **constants: str) -> Table:
    """Return the table with the rows of a packaged query, grouped as by `with_rows`."""
    return with_rows(table, select(store, query_text(query)), **constants)


def with_rows(table: Table, solutions: Iterable[QuerySolution], **constants: str) -> Table:
    """Return the table with one row for each key among the solutions, sorted by key.

    `constants` are the values of columns that are the same in every row. Several values of one key in a column are sorted and
    joined by ` | ` if they are texts. Of several numbers, dates or booleans the first in lexical order is taken: the shapes
    allow one.
    """
    found: dict[tuple[str, ...], list[set[str]]] = {}
    key_indexes = [table.columns.index(column) for column in table.columns if column.name in table.key]
    for solution in solutions:
        cells = [constants.get(column.name) or _cell(solution, column) for column in table.columns]
        values = found.setdefault(tuple(cells[index] or "" for index in key_indexes), [set() for _ in cells])
        for value, cell in zip(values, cells, strict=True):
            if cell is not None:
                value.add(cell)
    rows = tuple(
        tuple(_join(values, column) for values, column in zip(found[key], table.columns, strict=True))
        for key in sorted(found)
    )
    return replace(table, rows=rows)


def _cell(solution: QuerySolution, column: Column) -> str | None:
    value = value_of(solution, column.name)
    return value.removeprefix(KG_NS) if value is not None and column.kind == "term" else value


def _join(values: set[str], column: Column) -> str | None:
    if not values:
        return None
    if column.kind in _TEXT_KINDS:
        return " | ".join(sorted(values, key=_natural_order))
    return min(values)


def _natural_order(value: str) -> tuple[int, str]:
    return (int(value), "") if value.isdecimal() else (0, value)


def package_files(descriptor: Mapping[str, Any], tables: Sequence[Table]) -> dict[str, bytes]:
    """Return the package's files by name: the descriptor, which must list the tables as resources, and their CSV files."""
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    return {DESCRIPTOR: text.encode(), **{table.path: table.to_csv() for table in tables}}


def to_zip(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one zip archive; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _ZIP_EPOCH)
            member.create_system = 3  # Unix, so that the system that runs this makes no difference
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return out.getvalue()
