"""The command `remove`. It reports on standard error what it did."""

from __future__ import annotations

from typing import Annotated

import typer

from kentgraf.api.commands.options import StoreOption, store_location
from kentgraf.api.terminal.store_changes import print_change
from kentgraf.graph.store.build import remove_source


def remove(
    source: Annotated[str, typer.Argument(metavar="ID", help="The key of a source, as `kentgraf sources` lists it.")],
    store: StoreOption = None,
) -> None:
    """Remove a source from the graph, with all that only it tells."""
    location = store_location(store)
    print_change(remove_source(source, location), location)
