"""The command line: `main` runs the command that was typed, and turns errors into a message and an exit status.

Each command is a function of its own module in `commands/`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Final

import typer

from kentgraf.api.terminal import exit_status
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.stderr import print_message
from kentgraf.graph.store.failures import explained_failures
from kentgraf.ontology.errors import IncompleteReading, KentgrafError, NotTold, ShapeViolation

COMMANDS: Final = (
    "extract",
    "build",
    "query",
    "trace",
    "network",
    "measures",
    "audit",
    "export",
    "members",
    "body",
    "person",
    "show",
    "verify",
    "serve",
)
"""The names of the commands in the order of the help. Each is a module of `commands` and the function of that name in it."""

app = typer.Typer(
    name="kentgraf",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def load_commands(typed: str | None) -> None:
    """Register the command `typed`, or all of them if it is none: for the help, and for the message on a wrong name.

    Only the module of a command that was typed is imported, so that it starts without what the others need.
    """
    for name in (typed,) if typed in COMMANDS else COMMANDS:
        app.command()(getattr(import_module(f"kentgraf.api.commands.{name}"), name))


def _show_version(wanted: bool) -> None:
    if wanted:
        write_text(f"kentgraf {version('kentgraf')}")
        raise typer.Exit


@app.callback()
def set_options(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and stop.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """A knowledge graph of a city's governance and strategy, read from its yearly activity report."""
    # the docstring is the help; the option's own callback does the work
    del show_version


_ALLOW_SMALLER: Final = "\nWhat was there stays; with --allow-smaller it is replaced all the same."


def main() -> None:
    """Run the command that was typed and exit with one of the statuses in `terminal.exit_status`, or 0."""
    load_commands(next((word for word in sys.argv[1:] if not word.startswith("-")), None))
    try:
        with explained_failures():
            app()
    except ShapeViolation as violation:
        print_message(f"The data breaks the shapes:\n{violation}")
        sys.exit(exit_status.FAILED)
    except KentgrafError as error:
        way_on = _ALLOW_SMALLER if isinstance(error, IncompleteReading) else ""
        print_message(f"kentgraf: {error}{way_on}")
        failed = isinstance(error, (NotTold, IncompleteReading))
        sys.exit(exit_status.FAILED if failed else exit_status.WRONG_USE)
    except OSError as error:
        print_message(f"kentgraf: {error.filename or 'input'}: {error.strerror or error}.")
        sys.exit(exit_status.WRONG_USE)


if __name__ == "__main__":
    main()
