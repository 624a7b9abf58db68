"""Load the definitions of the exported tables from `tables.toml`: names, titles, keys and columns.

Raises ValueError, with the name of the table, for a definition that is not well-formed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final, cast, get_args

from kentgraf.graph.exports.data_packages import Column, Kind, Table

ColumnSpec = str | Sequence[str]
"""A column as name, kind and description, or the name of a group of columns."""


def parse_definitions(text: str) -> tuple[Table, ...]:
    """Return the tables that a TOML document defines, in its order and without rows."""
    document = tomllib.loads(text)
    groups = document.get("groups", {})
    tables = tuple(_table(definition, groups) for definition in document["tables"])
    names = [table.name for table in tables]
    if len(set(names)) != len(names):
        raise ValueError(f"A table is defined twice: {', '.join(names)}.")
    return tables


def _table(definition: Mapping[str, Any], groups: Mapping[str, Sequence[ColumnSpec]]) -> Table:
    name, key = definition["name"], tuple(definition["key"])
    columns = tuple(_columns(name, definition["columns"], groups))
    names = [column.name for column in columns]
    if len(set(names)) != len(names):
        raise ValueError(f"Table {name}: a column is defined twice: {', '.join(names)}.")
    if not key or not set(key) <= set(names):
        raise ValueError(f"Table {name}: the key must consist of its columns, and is {', '.join(key)}.")
    return Table(name, definition["title"], columns, key)


def _columns(table: str, specs: Sequence[ColumnSpec], groups: Mapping[str, Sequence[ColumnSpec]]) -> Iterator[Column]:
    for spec in specs:
        if isinstance(spec, str):
            if spec not in groups:
                raise ValueError(f"Table {table}: there is no group of columns {spec!r}.")
            yield from _columns(table, groups[spec], {})
        else:
            name, kind, description = spec
            if kind not in get_args(Kind):
                raise ValueError(f"Table {table}: column {name} has the unknown kind {kind!r}.")
            yield Column(name, cast(Kind, kind), description)


TABLES: Final = parse_definitions((files("kentgraf.graph.exports") / "tables.toml").read_text(encoding="utf-8"))
"""The exported tables without their rows, in the order of the package."""
