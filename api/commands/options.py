"""What several commands share: where the graph lives, where the answer goes, and which errors a day can have."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from pyoxigraph import Store

from kentgraf.api.i18n.dates import read_day
from kentgraf.api.terminal.messages import say
from kentgraf.graph.people.days import default_date
from kentgraf.graph.store.location import StoreLocation, default_location, parse_location
from kentgraf.graph.store.opening import open_store

STATUS_BROKEN_SHAPE: Final = 1

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="DIR|URL",
        help="Where the graph lives: a folder, or the address of a SPARQL server; the usual place if not given.",
        show_default=False,
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="File to write; standard output if not given.", show_default=False),
]


def place_of(store: str | None) -> StoreLocation:
    """The folder or the address that was typed, else the usual one. Raises StoreError for what is no address."""
    return parse_location(store) if store else default_location()


def open_graph(store: str | None) -> Store:
    """The graph that a command asks. Raises StoreError, with the way to get one, when there is none."""
    return open_store(place_of(store))


def day_or_last(on: str | None, graph: Store) -> date:
    """The day that was asked for, else the last one reported, which is then said aloud. Raises QueryRefused for no day."""
    if on is not None:
        return read_day(on)
    day = default_date(graph)
    say(f"On {day.isoformat()}, the last day that the source reports; --on chooses another.")
    return day
