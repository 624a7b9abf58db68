"""The command `extract`. It reports on standard error what it did."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kentgraf.api.commands.options import AllowSmallerOption
from kentgraf.api.terminal.stderr import format_seconds, print_message, print_row_counts, progress_bars
from kentgraf.loaders.completeness import count_rows, require_content, require_no_losses
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.loaders.tables.reading import read_aliases
from kentgraf.loaders.tables.writing import write_package
from kentgraf.ontology.errors import StoreError


def extract(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="Text of an activity report, UTF-8.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the tables.")],
    allow_smaller: AllowSmallerOption = False,
) -> None:
    """Read a report into tables, and list what needs a person's eye."""
    started = time.monotonic()
    with progress_bars() as progress:
        package = extract_report(report, progress, aliases=read_aliases(out))
        if not allow_smaller:
            require_content(report.name, package.counts())
            require_no_losses(str(out), count_rows(out), package.counts())
        try:
            write_package(package, out)
        except OSError as error:
            raise StoreError(f"The tables can't be written to {out}: {error.strerror}.") from error
    _print_notes(package.notes)
    print_row_counts(package.counts())
    seconds = format_seconds(time.monotonic() - started)
    print_message(f"{len(package.notes)} notes, {seconds}. The tables are in {out}.")


def _print_notes(notes: Sequence[NoteRow]) -> None:
    if notes:
        print_message("What needs a person's eye:")
        for note in notes:
            print_message(f"  {note}")
