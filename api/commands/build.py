"""The commands that make things: `extract` and `build`. What they did is told on standard error."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from kentgraf.api.commands.options import StoreOption, place_of
from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.terminal.messages import say, say_table, shown_progress
from kentgraf.graph.store.build import build as build_graph
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.loaders.tables.reading import read_aliases
from kentgraf.loaders.tables.writing import write_package
from kentgraf.ontology.errors import StoreError
from kentgraf.ontology.namespaces import DEFAULT_BASE


def extract(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="Text of an activity report, UTF-8.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the tables.")],
) -> None:
    """Read a report into tables, and list what needs a person's eye."""
    started = time.monotonic()
    with shown_progress() as progress:
        package = extract_report(report, progress, aliases=read_aliases(out))
        try:
            write_package(package, out)
        except OSError as error:
            raise StoreError(f"The tables can't be written to {out}: {error.strerror}.") from error
    _say_notes(package.notes)
    _say_rows(package.counts())
    say(f"{len(package.notes)} notes, {_seconds(time.monotonic() - started)}. The tables are in {out}.")


def build(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="[SOURCE]",
            help="Folder of tables or text of a report; the packaged tables if not given.",
            show_default=False,
        ),
    ] = None,
    store: StoreOption = None,
    base: Annotated[
        str, typer.Option("--base", metavar="IRI", help="Address under which things get their IRIs.")
    ] = DEFAULT_BASE,
) -> None:
    """Build the checked graph from tables or from a report."""
    place = place_of(store)
    with shown_progress() as progress:
        summary = build_graph(source, place, base=_read_base(base), progress=progress)
    _say_rows(summary.rows)
    stages = ", ".join(f"{stage} {_seconds(seconds)}" for stage, seconds in summary.seconds.items())
    say(
        f"{format_number(summary.triples)} triples, {summary.warnings} warnings (`kentgraf audit` lists them), "
        f"{len(summary.notes)} notes, {_seconds(summary.total_seconds)} ({stages}). The graph is in {place}."
    )


def _read_base(base: str) -> str:
    """The base with its slash. Raises BadParameter for what can't be one."""
    if not base.startswith(("http://", "https://")) or any(sign in base for sign in ' <>"{}|\\^`#?'):
        raise typer.BadParameter(f"{base!r} is no address such as {DEFAULT_BASE}", param_hint="--base")
    return base if base.endswith("/") else f"{base}/"


def _say_notes(notes: Sequence[NoteRow]) -> None:
    if notes:
        say("What needs a person's eye:")
        for note in notes:
            say(f"  {note}")


def _say_rows(counts: Mapping[str, int]) -> None:
    say_table(("table", "rows"), [(name, format_number(rows)) for name, rows in counts.items()])


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s".replace(".", ",")


COMMANDS: Final = (extract, build)
