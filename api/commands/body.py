"""The command `body`."""

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
    print_default_day,
)
from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.people_tables import render_body
from kentgraf.graph.people.as_of import body_on


def body(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A committee or commission, or a part of its name.")],
    on: DayOption = None,
    form: FormatOption = OutputFormat.TABLE,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """List who sits on a committee or commission on a day."""
    graph = open_graph(store, city, year, on)
    found = body_on(graph, name, parse_date(on) if on is not None else None)
    if on is None:
        print_default_day(found.on)
    if form is OutputFormat.JSON:
        answer = {"on": found.on.isoformat(), "body": found.name, "members": [m.as_dict() for m in found.memberships]}
        write_text(dump_json(answer, indent=2))
    else:
        write_text(render_body(found.name, found.on, found.memberships))
