"""The command `network`."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

import typer
from pyoxigraph import Store

from kentgraf.api.commands.options import (
    CityOption,
    DayOption,
    OutOption,
    StoreOption,
    YearOption,
    day_or_default,
    open_graph,
)
from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.terminal.output import write_bytes
from kentgraf.api.terminal.stderr import print_message
from kentgraf.graph.exports.dynamic_networks import dynamic_commission_graph, to_dynamic_gexf, to_edge_list
from kentgraf.graph.exports.networks import WRITERS
from kentgraf.graph.people.network import member_commission_graph, project_on_commissions, project_on_people
from kentgraf.graph.people.told_days import ToldDays, read_told_periods
from kentgraf.ontology.errors import QueryRefused


class NetworkFormat(StrEnum):
    """The formats of a network."""

    GRAPHML = "graphml"
    GEXF = "gexf"
    JSON = "json"
    CSV = "csv"
    SVG = "svg"
    HTML = "html"


class Projection(StrEnum):
    """The nodes of a network: people or commissions, linked by what they share, or both."""

    PEOPLE = "people"
    COMMISSIONS = "commissions"
    NONE = "none"


def network(
    on: DayOption = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DATE", help="Last day of a span that begins with --on; GEXF or CSV, with spells."
        ),
    ] = None,
    projection: Annotated[
        Projection,
        typer.Option("--projection", help="`people` or `commissions`, linked by what they share, instead of both."),
    ] = Projection.NONE,
    form: Annotated[NetworkFormat, typer.Option("--format", help="Form of the network.")] = NetworkFormat.GRAPHML,
    out: OutOption = None,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """Show who sits with whom on the commissions on a day, or over a span of days."""
    graph = open_graph(store, city, year, on)
    if until is not None:
        write_bytes(_serialize_span(graph, on, until, form), out)
        return
    day = day_or_default(on, read_told_periods(graph).of_commissions())
    whole = member_commission_graph(graph, day)
    if not len(whole):
        print_message(f"Nobody sits on a commission on {day.isoformat()}, as far as the graph knows.")
    project = {Projection.PEOPLE: project_on_people, Projection.COMMISSIONS: project_on_commissions}.get(projection)
    shown = project(whole) if project else whole
    write_bytes(to_edge_list(shown) if form is NetworkFormat.CSV else WRITERS[form.value](shown), out)


def _first_day_of_last_year(told: ToldDays) -> date:
    """Return the first day told of without a gap in the year of the last one. Raises NothingTold if there is none."""
    return max(told.last.replace(month=1, day=1), told.spans[-1][0])


def _serialize_span(graph: Store, on: str | None, until: str, form: NetworkFormat) -> bytes:
    """Return the network from `on` to `until`, both included, with the spells of its edges.

    Without `on` it begins with the first day told of in the year of the last one. Raises QueryRefused for a format that has
    no spells, and for a span that ends before it begins; NotTold for a first or last day of which no source tells.
    """
    start = parse_date(on) if on is not None else _first_day_of_last_year(read_told_periods(graph).of_commissions())
    last = parse_date(until)
    spells = dynamic_commission_graph(graph, start, last + timedelta(days=1))
    if form is NetworkFormat.CSV:
        return to_edge_list(spells)
    if form is not NetworkFormat.GEXF:
        raise QueryRefused(f"A span comes as gexf or csv, which can hold spells; {form.value} can't.")
    return to_dynamic_gexf(spells)
