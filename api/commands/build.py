"""The command `build`. It reports on standard error what it did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pyoxigraph import NamedNode

from kentgraf.api.commands.options import AllowSmallerOption, RegistersOption, StoreOption, store_location
from kentgraf.api.terminal.stderr import print_message, progress_bars
from kentgraf.api.terminal.store_changes import print_change
from kentgraf.graph.store.build import build_sources
from kentgraf.graph.store.folder import go_back
from kentgraf.graph.store.location import ServerAddress, StoreLocation
from kentgraf.ontology.namespaces import DEFAULT_BASE


def build(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Folders of tables or texts of reports; the packaged tables if none is given.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
    base: Annotated[
        str, typer.Option("--base", metavar="IRI", help="Address under which things get their IRIs.")
    ] = DEFAULT_BASE,
    allow_smaller: AllowSmallerOption = False,
    registers: RegistersOption = None,
    previous: Annotated[
        bool, typer.Option("--previous", help="Build nothing; go back to the build before, if its files are intact.")
    ] = False,
) -> None:
    """Build the checked graph from tables or from reports."""
    location = store_location(store)
    if previous:
        _go_back(location, sources)
        return
    with progress_bars() as progress:
        change = build_sources(
            sources or [None],
            location,
            base=read_base(base),
            progress=progress,
            allow_smaller=allow_smaller,
            registers=registers,
        )
    print_change(change, location)


def _go_back(location: StoreLocation, sources: list[Path] | None) -> None:
    """Make the build before the current one current. Raises BadParameter beside a source, and for a server, which holds one build."""
    if sources:
        raise typer.BadParameter("builds nothing, and so takes no source", param_hint="--previous")
    if isinstance(location, ServerAddress):
        raise typer.BadParameter(f"{location} holds one build only", param_hint="--previous")
    build = go_back(location)
    print_message(f"The graph in {location} is the build {build.name} again.")


def read_base(base: str) -> str:
    """Return the base IRI with a slash at its end. Raises BadParameter for what is not the address of a folder."""
    try:
        NamedNode(base)  # knows what an IRI may hold
        has_host = bool(urlsplit(base).hostname)
    except ValueError:  # a text that isn't UTF-8 included
        has_host = False
    if not has_host or not base.startswith(("http://", "https://")) or any(sign in base for sign in "#?"):
        raise typer.BadParameter(f"{base!r} is no address such as {DEFAULT_BASE}", param_hint="--base")
    return base if base.endswith("/") else f"{base}/"
