"""The command `members`."""

from __future__ import annotations

from kentgraf.api.commands.options import (
    CityOption,
    DayOption,
    FormatOption,
    OutputFormat,
    StoreOption,
    YearOption,
    day_or_default,
    open_graph,
)
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.people_tables import render_members
from kentgraf.graph.people.as_of import members_on, strength_on
from kentgraf.graph.people.told_days import read_told_periods


def members(
    on: DayOption = None,
    form: FormatOption = OutputFormat.TABLE,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """List the council on a day, with district and party."""
    graph = open_graph(store, city, year, on)
    day = day_or_default(on, read_told_periods(graph).of_council())
    found = members_on(graph, day)
    strength = strength_on(graph, day)
    if form is OutputFormat.JSON:
        answer = {"on": day.isoformat(), "strength": strength, "members": [member.as_dict() for member in found]}
        write_text(dump_json(answer, indent=2))
    else:
        write_text(render_members(found, strength))
