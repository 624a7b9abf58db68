"""The command `export`."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from pyoxigraph import Store

from kentgraf.api.commands.options import CityOption, StoreOption, YearOption, open_graph, open_whole_graph
from kentgraf.api.terminal.output import write_bytes
from kentgraf.graph.exports.data_packages import to_zip
from kentgraf.graph.exports.fiscal import fiscal_files
from kentgraf.graph.exports.popolo import to_popolo
from kentgraf.graph.exports.rdf import export as export_graph
from kentgraf.graph.exports.stratml import to_stratml
from kentgraf.graph.exports.tables import table_files
from kentgraf.ontology.errors import StoreError


class ExportFormat(StrEnum):
    """The formats of an export: three of triples, three of quads, and those that hold a part of the graph.

    `popolo` has people and bodies, `stratml` the plan and its results, `fdp` the money, `csv` every table.
    """

    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    NQUADS = "nquads"
    TRIG = "trig"
    JSONLD = "jsonld"
    POPOLO = "popolo"
    STRATML = "stratml"
    FDP = "fdp"
    CSV = "csv"


_DOCUMENTS: Final[Mapping[ExportFormat, Callable[[Store], bytes]]] = {
    ExportFormat.POPOLO: to_popolo,
    ExportFormat.STRATML: to_stratml,
}
_PACKAGES: Final[Mapping[ExportFormat, Callable[[Store], dict[str, bytes]]]] = {
    ExportFormat.FDP: fiscal_files,
    ExportFormat.CSV: table_files,
}


def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="Form of the graph.")] = ExportFormat.TURTLE,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PATH",
            help="File to write; for fdp and csv a folder or a .zip. Standard output if not given.",
            show_default=False,
        ),
    ] = None,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """Write the whole graph, or what a format can hold of it; the same data gives the same bytes."""
    narrow = form in _PACKAGES or form in _DOCUMENTS
    graph = (open_graph if narrow else open_whole_graph)(store, city, year)
    if form in _PACKAGES:
        _write_package(_PACKAGES[form](graph), out)
    elif form in _DOCUMENTS:
        write_bytes(_DOCUMENTS[form](graph), out)
    else:
        content = io.BytesIO()
        export_graph(graph, form.value, content)
        write_bytes(content.getvalue(), out)


def _write_package(files: Mapping[str, bytes], out: Path | None) -> None:
    """Write the files as one zip, to standard output or to an `out` that ends in `.zip`, else into the folder `out`.

    Other files in the folder stay. Raises StoreError when a file can't be written.
    """
    if out is None or out.suffix.lower() == ".zip":
        write_bytes(to_zip(files), out)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"Can't write into the folder {out}: {error.strerror}.") from error
    for name, content in files.items():
        write_bytes(content, out / name)
