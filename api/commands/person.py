"""The command `person`."""

from __future__ import annotations

from typing import Annotated

import typer

from kentgraf.api.commands.options import (
    CityOption,
    DayOption,
    FormatOption,
    OutputFormat,
    StoreOption,
    YearOption,
    open_graph,
)
from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.people_tables import render_person
from kentgraf.api.terminal.stderr import print_message
from kentgraf.graph.people.as_of import person_history


def person(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any spelling, or a part of it.")],
    on: DayOption = None,
    form: FormatOption = OutputFormat.TABLE,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """Show everything that a person is or was; with --on, only what holds on that day."""
    graph = open_graph(store, city, year, on)
    day = parse_date(on) if on is not None else None
    label, found = person_history(graph, name, day)
    if form is OutputFormat.JSON:
        holdings = [holding.as_dict() for holding in found]
        answer = {"on": day.isoformat() if day else None, "name": label, "holdings": holdings}
        write_text(dump_json(answer, indent=2))
        return
    if day is None:
        print_message("All periods that the graph knows; --on chooses a day.")
    write_text(render_person(label, found))
