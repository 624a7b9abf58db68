"""What `build`, `add` and `remove` report of a store, on standard error."""

from __future__ import annotations

import typer

from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.terminal import exit_status
from kentgraf.api.terminal.stderr import format_seconds, print_message, print_row_counts
from kentgraf.graph.store.build import BuildSummary, StoreChange
from kentgraf.graph.store.location import StoreLocation


def print_change(change: StoreChange, location: StoreLocation) -> None:
    """Print what was loaded, replaced and not loaded. Exits with FAILED if a source could not be loaded."""
    for summary in change.loaded:
        _print_summary(summary, change, location)
    present = {entry.source for entry in change.sources}
    for entry in change.replaced:
        if entry.source not in present:
            print_message(f"{entry.source} is no longer in the graph.")
        if entry.changes:
            print_message(f"With {entry.source} went what {entry.changes} updates had changed in it.")
    if len(change.sources) > 1:
        print_message(f"The graph holds {len(change.sources)} sources; `kentgraf sources` lists them.")
    for given, error in change.failures.items():
        print_message(f"{given} was not loaded: {error}")
    if change.failures:
        raise typer.Exit(exit_status.FAILED)


def _print_summary(summary: BuildSummary, change: StoreChange, location: StoreLocation) -> None:
    if summary.not_compared:
        print_message(f"What stood there was not compared, since it can't be read: {summary.not_compared}")
    print_row_counts(summary.rows)
    stages = ", ".join(f"{stage} {format_seconds(seconds)}" for stage, seconds in summary.seconds.items())
    name = f"{summary.source}: " if len(change.sources) > 1 else ""
    print_message(
        f"{name}{format_number(summary.triples)} triples, {summary.warnings} warnings (`kentgraf audit` lists them), "
        f"{len(summary.notes)} notes, {format_seconds(summary.total_seconds)} ({stages}). The graph is in {location}."
    )
