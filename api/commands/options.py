"""Options that several commands have in common, and what is read from them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import Store

from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.terminal.stderr import StepMessages, print_message
from kentgraf.graph.people.told_days import ToldDays
from kentgraf.graph.store.location import StoreLocation, default_location, parse_location
from kentgraf.graph.store.opening import open_store


class OutputFormat(StrEnum):
    """The formats of a result that is a table or an object."""

    TABLE = "table"
    JSON = "json"


class OutputFormatWithCsv(StrEnum):
    """The formats of a result that also has rows of one kind."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


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
DayOption = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="The day; the last one that the sources tell of if not given.", show_default=False
    ),
]
AllowSmallerOption = Annotated[
    bool,
    typer.Option("--allow-smaller", help="Replace what is there even by nearly nothing, or by much less."),
]
FormatOption = Annotated[OutputFormat, typer.Option("--format", help="Form of the answer.")]
FormatWithCsvOption = Annotated[OutputFormatWithCsv, typer.Option("--format", help="Form of the answer.")]


def store_location(store: str | None) -> StoreLocation:
    """Return the folder or address that `--store` names, or the default one.

    Raises StoreError for an address that can't be read.
    """
    return parse_location(store) if store else default_location()


def open_graph(store: str | None) -> Store:
    """Open the graph that `--store` names, after a check of its files; of a large one standard error tells that.

    Raises StoreError, which says how to build one, when there is none or when it is damaged.
    """
    return open_store(store_location(store), StepMessages())


def day_or_default(on: str | None, told: ToldDays) -> date:
    """Return the day that `--on` names, or the last one told of, which is then printed on standard error.

    Raises QueryRefused for a text that is not a date, and NotTold for a day of which no source tells.
    """
    if on is not None:
        return told.require(parse_date(on))
    print_default_day(told.last)
    return told.last


def print_default_day(day: date) -> None:
    """Print which day is shown since none was chosen."""
    print_message(f"On {day.isoformat()}, the last day that the sources tell of; --on chooses another.")
