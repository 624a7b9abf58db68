"""The command `trace`."""

from __future__ import annotations

from typing import Annotated

import typer

from kentgraf.api.commands.options import (
    CityOption,
    FormatWithCsvOption,
    OutputFormatWithCsv,
    StoreOption,
    YearOption,
    open_graph,
)
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.trace_table import render_trace, write_trace_csv
from kentgraf.graph.money.trace import trace as trace_money


def trace(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="Code of a goal, objective, target, activity or department: 5, 5.1, 5.1.1, 87, 46.35.1.42; or"
            " `general-management`, `transfers`.",
        ),
    ],
    form: FormatWithCsvOption = OutputFormatWithCsv.TABLE,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also tell what each row rests on (table and JSON).")
    ] = False,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """Show where a goal's money went, and how sure that is."""
    found = trace_money(open_graph(store, city, year), code)
    if form is OutputFormatWithCsv.JSON:
        write_text(dump_json(found.as_dict(explained=explain), indent=2))
    elif form is OutputFormatWithCsv.CSV:
        write_text(write_trace_csv(found))
    else:
        write_text(render_trace(found, explained=explain))
