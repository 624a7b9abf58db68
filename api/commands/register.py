"""The command `register`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kentgraf.api.commands.options import FormatOption, OutputFormat, StoreOption, store_location
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.stderr import print_message
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.store.location import ServerAddress
from kentgraf.graph.store.opening import require_intact
from kentgraf.graph.store.sources.registers import register_in
from kentgraf.loaders.identity.city_register import KINDS, NEW, CityRegister, RegisterRow
from kentgraf.loaders.identity.register_files import write_register
from kentgraf.ontology.errors import NotTold, StoreError


def register(
    city: Annotated[str, typer.Argument(metavar="CITY", help="The city, by its short name, such as izmir.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write the register's tables into this folder.", show_default=False),
    ] = None,
    form: FormatOption = OutputFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Show who and what is the same over a city's sources: what is new, what is sure, what is open."""
    location = store_location(store)
    if isinstance(location, ServerAddress):
        raise StoreError(f"{location}: a server holds no register; a store in a folder does.")
    found = register_in(require_intact(location), city)
    if not found.rows:
        raise NotTold(f"The store in {location} has no register of {city!r}.")
    if form is OutputFormat.JSON:
        write_text(dump_json(_as_dict(found), indent=2))
    else:
        write_text(render_table(("what", "source", "rows", "new", "the same by rule"), _summary(found)))
        if found.open_rows:
            write_text(
                render_table(
                    ("open", "row", "may be", "why"),
                    [
                        (one.kind, f"{one.source}/{one.row}", ", ".join(one.candidates), one.reason)
                        for one in found.open_rows
                    ],
                )
            )
    if out is not None:
        write_register(found, out)
        print_message(f"The register of {city} is in {out}; decisions go into decisions.csv there.")


def _summary(found: CityRegister) -> list[Sequence[str]]:
    """Return a row for each kind and source: how many of its rows are new, and by which rules the others are known."""
    lines: list[Sequence[str]] = []
    for kind in KINDS:
        of_kind = [row for row in found.rows if row.kind == kind]
        for year, source in sorted({(row.year, row.source) for row in of_kind}):
            rules = Counter(row.rule for row in of_kind if (row.year, row.source) == (year, source))
            known = ", ".join(f"{rule} {number}" for rule, number in sorted(rules.items()) if rule != NEW)
            lines.append((kind, source, str(rules.total()), str(rules[NEW]), known))
    return lines


def _as_dict(found: CityRegister) -> dict[str, object]:
    return {
        "city": found.city,
        "rows": [_row(row) for row in found.rows],
        "open": [
            {"kind": one.kind, "source": one.source, "row": one.row, "candidates": one.candidates, "reason": one.reason}
            for one in found.open_rows
        ],
    }


def _row(row: RegisterRow) -> dict[str, object]:
    return {
        "kind": row.kind,
        "thing": row.key,
        "source": row.source,
        "row": row.told.key,
        "rule": row.rule,
        "confidence": str(row.confidence),
        "evidence": row.evidence,
    }
