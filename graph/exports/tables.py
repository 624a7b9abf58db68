"""The graph as plain tables for spreadsheets and statistics: a Frictionless Data Package with one CSV file per table.

The columns of each table are defined in `tables.toml`, its rows come from the query `_table_NAME.rq`. Rows are keyed by the
IRI of a thing, so that tables can be joined and every row can be looked up in the graph. Money is in TL as exact decimals.
Days are ISO dates and periods are half-open. `lines` holds the line numbers of the source and `printed` the cells as printed,
both joined by ` | `.
"""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Store

from kentgraf.graph.exports.data_packages import Table, fill_table, package_files
from kentgraf.graph.exports.package_metadata import package_metadata
from kentgraf.graph.exports.table_definitions import TABLES

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"


def read_tables(store: Store) -> list[Table]:
    """Return every table with its rows; a table about which the graph holds nothing is empty."""
    return [fill_table(table, store, f"_table_{table.name}") for table in TABLES]


def table_files(store: Store) -> dict[str, bytes]:
    """Return the package's files by name: `datapackage.json` and a CSV file for each table. The output is deterministic."""
    tables = read_tables(store)
    return package_files(_descriptor(tables, package_metadata(store)), tables)


def _descriptor(tables: list[Table], metadata: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": _PROFILE,
        "name": "kentgraf-tables",
        "title": "Kentgraf: the graph as tables",
        "description": "Money is TL in exact decimals; periods are half-open; blank is what is not told. Rows are keyed by IRIs.",
        **metadata,
        "resources": [
            {
                "name": table.name.replace("_", "-"),
                "path": table.path,
                "title": table.title,
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": table.schema(),
            }
            for table in tables
        ],
    }
