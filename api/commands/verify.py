"""The command `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kentgraf.api.commands.options import CityOption, FormatOption, OutputFormat, StoreOption, YearOption, open_graph
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal import exit_status
from kentgraf.api.terminal.output import write_text
from kentgraf.graph.audit.verify import verify as verify_quotations


def verify(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="Text of the report that the graph was made from.")],
    form: FormatOption = OutputFormat.TABLE,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """Look up every quoted line in the report; exit status 1 if one no longer prints what the graph says it prints."""
    found = verify_quotations(open_graph(store, city, year), report)
    if form is OutputFormat.JSON:
        write_text(dump_json(found.as_dict(), indent=2))
    else:
        same = "the same file, byte for byte" if found.same_file else "another file than the one that was read"
        write_text(f"{report} is {same}.\n")
        for mismatch in found.mismatches:
            write_text(f"{mismatch}\n")
        counted = f"{found.quotations} quotations of {found.lines} places were looked up"
        write_text(f"{counted}; {len(found.mismatches)} don't match.\n")
    if found.mismatches:
        raise typer.Exit(exit_status.FAILED)
