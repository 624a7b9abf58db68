"""Generate `docs/tables.md`, the reference of the tables, from the row classes: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator

from kentgraf.loaders.tables.registry import DECIDED, EXTRACTED, UNPACKAGED, columns
from kentgraf.loaders.tables.rows import Row
from kentgraf.loaders.tables.schema import field_schema

_HEAD = """# The tables

A report becomes a folder of CSV files with a `datapackage.json` (Frictionless Data Package, Table Schema): UTF-8, commas, a header,
`true`/`false`, days as `YYYY-MM-DD`, money in TL with a decimal point, blank for what is not printed. A printed zero is a zero. Periods
are half-open. `printed` holds the cells as printed, ` | ` between them; `line` counts the report's lines from 1. Tables that a person
writes without a report leave `line` and `printed` blank: their facts then quote the row of the table.

This page is made from the row classes in `loaders/tables/`: `make docs`.
"""
_GROUPS = (
    ("Made by `kentgraf extract`, packaged", EXTRACTED),
    ("Made by `kentgraf extract`, never packaged: they hold the report's sentences", UNPACKAGED),
    ("Kept by a person; `kentgraf extract` reads them and never overwrites them", DECIDED),
)


def table_reference() -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for title, row_classes in _GROUPS:
        yield f"## {title}\n"
        for row_class in row_classes:
            yield from _table(row_class)


def _table(row_class: type[Row]) -> Iterator[str]:
    yield f"### `{row_class.table}.csv`: {row_class.title}\n"
    yield f"Key: {', '.join(f'`{name}`' for name in row_class.key)}.\n"
    yield "| column | type | required | meaning |\n| --- | --- | --- | --- |"
    for name in columns(row_class):
        schema = field_schema(name, row_class.model_fields[name])
        limits = schema.get("constraints", {})
        meaning = schema["description"]
        if "enum" in limits:
            meaning += ": " + ", ".join(f"`{value}`" for value in limits["enum"])
        yield f"| `{name}` | {schema['type']} | {'yes' if limits.get('required') else ''} | {meaning} |"
    yield ""


if __name__ == "__main__":
    print(table_reference(), end="")
