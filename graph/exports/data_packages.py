"""Tables as a Data Package: CSV files beside a `datapackage.json` that gives every column its type, as files or as one zip.

What stands in the tables is decided elsewhere (`table_files`, `fiscal`). The same tables give the same bytes: rows in the
order of their keys, and a zip whose members carry no times and are stored as they are, whatever zlib is installed.
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
"""What a column holds: Table Schema's types, and `iri` (written whole) and `term` (written without `kg:`)."""

_TEXTS: Final = ("string", "iri", "term")
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Column:
    """A column: its name, which is also the query's variable, what it holds, and a ColumnType of fiscal data."""

    name: str
    kind: Kind
    description: str
    column_type: str | None = None

    def as_field(self, *, required: bool) -> dict[str, Any]:
        """The column as a field of a Table Schema."""
        field: dict[str, Any] = {"name": self.name, "type": "string" if self.kind in _TEXTS else self.kind}
        field["description"] = self.description
        if self.column_type:
            field["columnType"] = self.column_type
        return {**field, "constraints": {"required": True}} if required else field


@dataclass(frozen=True)
class Table:
    """A table with its rows, each a text or None for every column: `true`, `2025-12-31`, `450219400.23`."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...] = ()

    @property
    def path(self) -> str:
        """The file that holds the table."""
        return f"{self.name}.csv"

    def to_csv(self) -> bytes:
        """The table as CSV: UTF-8, commas, LF, a header, blank for what is not told."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(column.name for column in self.columns)
        writer.writerows(["" if cell is None else cell for cell in row] for row in self.rows)
        return out.getvalue().encode()

    def schema(self) -> dict[str, Any]:
        """The table's columns and key as a Table Schema."""
        fields = [column.as_field(required=column.name in self.key) for column in self.columns]
        return {"fields": fields, "primaryKey": list(self.key)}


def fill_table(table: Table, store: Store, query: str, **said: str) -> Table:
    """The table with the rows that a query of this room gives, as `with_rows` makes them."""
    return with_rows(table, select(store, query_text(query)), **said)


def with_rows(table: Table, solutions: Iterable[QuerySolution], **said: str) -> Table:
    """The table with a row for each key among the solutions, in the order of the keys; `said` is the same in every row.

    Where a key has several values in one column, texts are joined by ` | ` in their order; of numbers, days and truths,
    of which the shapes allow one, the first in the order of letters is taken.
    """
    found: dict[tuple[str, ...], list[set[str]]] = {}
    places = [table.columns.index(column) for column in table.columns if column.name in table.key]
    for solution in solutions:
        cells = [said.get(column.name) or _cell(solution, column) for column in table.columns]
        values = found.setdefault(tuple(cells[place] or "" for place in places), [set() for _ in cells])
        for value, cell in zip(values, cells, strict=True):
            if cell is not None:
                value.add(cell)
    rows = tuple(
        tuple(_joined(values, column) for values, column in zip(found[key], table.columns, strict=True))
        for key in sorted(found)
    )
    return replace(table, rows=rows)


def _cell(solution: QuerySolution, column: Column) -> str | None:
    value = value_of(solution, column.name)
    return value.removeprefix(KG_NS) if value is not None and column.kind == "term" else value


def _joined(values: set[str], column: Column) -> str | None:
    if not values:
        return None
    if column.kind in _TEXTS:
        return " | ".join(sorted(values, key=_number_or_text))
    return min(values)


def _number_or_text(value: str) -> tuple[int, str]:
    return (int(value), "") if value.isdecimal() else (0, value)


def package_files(descriptor: Mapping[str, Any], tables: Sequence[Table]) -> dict[str, bytes]:
    """The package's files by name: the descriptor, which must list the tables as its resources, and a CSV for each."""
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    return {DESCRIPTOR: text.encode(), **{table.path: table.to_csv() for table in tables}}


def to_zip(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.create_system = 3  # Unix, on whatever system this runs
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return out.getvalue()
