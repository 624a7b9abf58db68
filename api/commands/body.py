"""The command `body`."""

from __future__ import annotations

from typing import Annotated

import typer

from kentgraf.api.commands.options import (
    DayOption,
    FormatOption,
    OutputFormat,
    StoreOption,
    day_or_default,
    open_graph,
)
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.people_tables import render_body
from kentgraf.graph.people.as_of import body_on


def body(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A committee or commission, or a part of its name.")],
    on: DayOption = None,
    form: FormatOption = OutputFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """List who sits on a committee or commission on a day."""
    graph = open_graph(store)
    day = day_or_default(on, graph)
    label, found = body_on(graph, name, day)
    if form is OutputFormat.JSON:
        answer = {"on": day.isoformat(), "body": label, "members": [holding.as_dict() for holding in found]}
        write_text(dump_json(answer, indent=2))
    else:
        write_text(render_body(label, day, found))
