"""The command `show`."""

from __future__ import annotations

from typing import Annotated

import typer

from kentgraf.api.commands.options import CityOption, StoreOption, YearOption, open_whole_graph
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.search.describe import describe as describe


def show(
    iri: Annotated[str, typer.Argument(metavar="IRI", help="The IRI of a thing, or a prefixed name such as kg:Goal.")],
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """Print all that is known of a thing, and what points to it, with the lines of the source."""
    described = describe(open_whole_graph(store, city, year), iri)
    write_text(render_table(("what", "value"), described.statements, title=described.iri))
    if described.incoming:
        write_text(render_table(("mentioned by", "as"), described.incoming))
