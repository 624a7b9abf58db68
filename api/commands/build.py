"""The command `build`. It reports on standard error what it did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pyoxigraph import NamedNode

from kentgraf.api.commands.options import AllowSmallerOption, StoreOption, store_location
from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.terminal.stderr import format_seconds, print_message, print_row_counts, progress_bars
from kentgraf.graph.store.build import build as build_graph
from kentgraf.graph.store.folder import go_back
from kentgraf.graph.store.location import ServerAddress, StoreLocation
from kentgraf.ontology.namespaces import DEFAULT_BASE


def build(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="[SOURCE]",
            help="Folder of tables or text of a report; the packaged tables if not given.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
    base: Annotated[
        str, typer.Option("--base", metavar="IRI", help="Address under which things get their IRIs.")
    ] = DEFAULT_BASE,
    allow_smaller: AllowSmallerOption = False,
    previous: Annotated[
        bool, typer.Option("--previous", help="Build nothing; go back to the build before, if its files are intact.")
    ] = False,
) -> None:
    """Build the checked graph from tables or from a report."""
    location = store_location(store)
    if previous:
        _go_back(location, source)
        return
    with progress_bars() as progress:
        summary = build_graph(source, location, base=_read_base(base), progress=progress, allow_smaller=allow_smaller)
    if summary.not_compared:
        print_message(f"What stood there was not compared, since it can't be read: {summary.not_compared}")
    print_row_counts(summary.rows)
    stages = ", ".join(f"{stage} {format_seconds(seconds)}" for stage, seconds in summary.seconds.items())
    print_message(
        f"{format_number(summary.triples)} triples, {summary.warnings} warnings (`kentgraf audit` lists them), "
        f"{len(summary.notes)} notes, {format_seconds(summary.total_seconds)} ({stages}). The graph is in {location}."
    )


def _go_back(location: StoreLocation, source: Path | None) -> None:
    """Make the build before the current one current. Raises BadParameter beside a source, and for a server, which holds one build."""
    if source is not None:
        raise typer.BadParameter("builds nothing, and so takes no source", param_hint="--previous")
    if isinstance(location, ServerAddress):
        raise typer.BadParameter(f"{location} holds one build only", param_hint="--previous")
    build = go_back(location)
    print_message(f"The graph in {location} is the build {build.name} again.")


def _read_base(base: str) -> str:
    """Return the base IRI with a slash at its end. Raises BadParameter for what is not the address of a folder."""
    try:
        NamedNode(base)  # knows what an IRI may hold
        has_host = bool(urlsplit(base).hostname)
    except ValueError:  # a text that isn't UTF-8 included
        has_host = False
    if not has_host or not base.startswith(("http://", "https://")) or any(sign in base for sign in "#?"):
        raise typer.BadParameter(f"{base!r} is no address such as {DEFAULT_BASE}", param_hint="--base")
    return base if base.endswith("/") else f"{base}/"
