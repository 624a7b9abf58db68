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
from kentgraf.graph.store.opening import list_sources, open_source, open_store
from kentgraf.graph.store.sources.scope import Scope, list_scopes


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
CityOption = Annotated[
    str | None,
    typer.Option("--city", metavar="CITY", help="The city, by its short name; needed where the graph holds several."),
]
YearOption = Annotated[
    int | None,
    typer.Option(
        "--year", metavar="YEAR", help="The year of the report; the latest one if not given.", show_default=False
    ),
]
AllowSmallerOption = Annotated[
    bool,
    typer.Option("--allow-smaller", help="Replace what is there even by nearly nothing, or by much less."),
]
RegistersOption = Annotated[
    Path | None,
    typer.Option(
        "--registers",
        metavar="DIR",
        help="Folder with the registers of cities, a folder for each; the packaged ones if not given.",
        show_default=False,
    ),
]
FormatOption = Annotated[OutputFormat, typer.Option("--format", help="Form of the answer.")]
FormatWithCsvOption = Annotated[OutputFormatWithCsv, typer.Option("--format", help="Form of the answer.")]


def store_location(store: str | None) -> StoreLocation:
    """Return the folder or address that `--store` names, or the default one.

    Raises StoreError for an address that can't be read.
    """
    return parse_location(store) if store else default_location()


def open_graph(store: str | None, city: str | None = None, year: int | None = None, on: str | None = None) -> Store:
    """Open the graph of the one source that is asked for, after a check of its files; of a large one standard error tells that.

    Where no year is given but a day, that is the source of the day's year if there is one. Which source it is where there are
    several is printed on standard error. Raises StoreError, which says how to build one, when there is no graph or when it is
    damaged; NotTold when no source fits, and AmbiguousScope when several cities do.
    """
    location = store_location(store)
    scope = Scope(city, year)
    if year is None and on is not None:
        scope = _narrow_to_day(location, scope, on)
    graph, opened = open_source(location, scope, StepMessages())
    if opened.chosen is not None and len(opened.sources) > 1 and (city is None or year is None):
        chosen = f"{opened.chosen.municipality} {opened.chosen.year}"
        print_message(f"{chosen}, of {list_scopes(opened.sources)}; --city and --year choose another.")
    return graph


def open_whole_graph(store: str | None, city: str | None = None, year: int | None = None) -> Store:
    """Open the graph of all sources; of the one that is asked for where a city or a year is given."""
    if city is None and year is None:
        return open_store(store_location(store), StepMessages())
    return open_graph(store, city, year)


def _narrow_to_day(location: StoreLocation, scope: Scope, on: str) -> Scope:
    sources = list_sources(location)
    of_day = Scope(scope.city, parse_date(on).year) if len(sources) > 1 else scope
    return of_day if any(map(of_day.admits, sources)) else scope


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
