"""Write a package of tables as CSV files beside a `datapackage.json`; the same tables give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from kentgraf.loaders.documents.bounded_files import read_file
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.registry import DECIDED, EXTRACTED, UNPACKAGED, columns
from kentgraf.loaders.tables.rows import Row
from kentgraf.loaders.tables.schema import DESCRIPTOR, descriptor
from kentgraf.ontology.errors import SourceError


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
    path = directory / DESCRIPTOR
    _write(path, json.dumps(descriptor(package.meta, _standing(path)), ensure_ascii=False, indent=2) + "\n")


def write_table(directory: Path, row_class: type[Row], rows: Iterable[Row]) -> None:
    """Write one table into a folder, in one step. Raises OSError."""
    _write(directory / f"{row_class.table}.csv", to_csv(row_class, rows))


def _standing(path: Path) -> dict[str, Any]:
    """Return the descriptor that stands there; an empty one where there is none that can be read."""
    try:
        described = json.loads(read_file(path, expected="JSON").decode())
    except (SourceError, ValueError, RecursionError):
        return {}
    return described if isinstance(described, dict) else {}


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
        writer.writerow([cell_text(getattr(row, name)) for name in names])
    return out.getvalue()


def cell_text(value: object) -> str:
    """Return a value as a CSV cell: blank for None, `true`/`false`, plain decimals, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
