"""The command `sources`."""

from __future__ import annotations

from dataclasses import asdict

from kentgraf.api.commands.options import FormatOption, OutputFormat, StoreOption, store_location
from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.store.opening import list_sources
from kentgraf.graph.store.sources.source_list import SourceEntry

_HEAD = ("source", "city", "year", "kind", "lines", "triples", "warnings", "changes", "loaded")


def sources(form: FormatOption = OutputFormat.TABLE, store: StoreOption = None) -> None:
    """List the sources in the graph: city, year, kind, size, findings, and when each was loaded."""
    found = list_sources(store_location(store))
    if form is OutputFormat.JSON:
        write_text(dump_json({"sources": [_told(entry) for entry in found]}, indent=2))
    else:
        write_text(render_table(_HEAD, [_row(entry) for entry in found]))


def _told(entry: SourceEntry) -> dict[str, object]:
    return {name: value for name, value in asdict(entry).items() if name != "part"}


def _row(entry: SourceEntry) -> tuple[str, ...]:
    return (
        entry.source,
        entry.municipality,
        str(entry.year),
        entry.kind,
        "" if entry.lines is None else format_number(entry.lines),
        format_number(entry.triples),
        str(entry.findings.get("warning", 0)),
        str(entry.changes),
        entry.loaded,
    )
