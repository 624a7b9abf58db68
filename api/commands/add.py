"""The command `add`. It reports on standard error what it did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kentgraf.api.commands.options import AllowSmallerOption, RegistersOption, StoreOption, store_location
from kentgraf.api.terminal.stderr import progress_bars
from kentgraf.api.terminal.store_changes import print_change
from kentgraf.graph.store.build import add_sources


def add(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Folders of tables or texts of reports.")],
    store: StoreOption = None,
    allow_smaller: AllowSmallerOption = False,
    registers: RegistersOption = None,
) -> None:
    """Add sources to the graph; one that is there already is replaced, the others stay as they are."""
    location = store_location(store)
    with progress_bars() as progress:
        change = add_sources(sources, location, progress=progress, allow_smaller=allow_smaller, registers=registers)
    print_change(change, location)
