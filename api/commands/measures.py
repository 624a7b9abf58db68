"""The command `measures`."""

from __future__ import annotations

from typing import Annotated

import typer

from kentgraf.api.commands.options import (
    CityOption,
    DayOption,
    FormatWithCsvOption,
    OutputFormatWithCsv,
    StoreOption,
    YearOption,
    day_or_default,
    open_graph,
)
from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.measures_table import render_changes, render_measures, write_measures_csv
from kentgraf.api.terminal.output import write_text
from kentgraf.graph.people.measures import changes_between, measure_network
from kentgraf.graph.people.told_days import read_told_periods


def measures(
    on: DayOption = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Also show what changed on each commission since that day."),
    ] = None,
    form: FormatWithCsvOption = OutputFormatWithCsv.TABLE,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """Measure the network of people: how central they are, communities, links across parties; with --since, the change."""
    graph = open_graph(store, city, year, on)
    day = day_or_default(on, read_told_periods(graph).of_commissions())
    found = measure_network(graph, day)
    before = parse_date(since) if since is not None else None
    changes = changes_between(graph, before, day) if before is not None else []
    if form is OutputFormatWithCsv.JSON:
        answer = {**found.as_dict(), "since": since, "changes": [change.as_dict() for change in changes]}
        write_text(dump_json(answer, indent=2))
    elif form is OutputFormatWithCsv.CSV:
        write_text(write_measures_csv(found))
    else:
        write_text(render_measures(found) + (render_changes(changes, before, day) if before is not None else ""))
