"""The command line. Each command is a few lines: read what was typed, ask a lower room, write the answer.

Here, and nowhere else, an error of ours becomes its sentence on standard error and its exit status.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Final

import typer

from kentgraf.api.commands.options import STATUS_BROKEN_SHAPE
from kentgraf.api.terminal.messages import say
from kentgraf.api.terminal.output import write_text
from kentgraf.ontology.errors import KentgrafError, ShapeViolation

STATUS_WRONG_USE: Final = 2
ROOMS: Final = {
    "build": ("extract", "build"),
    "ask": ("query", "trace", "network", "measures", "audit"),
    "export": ("export",),
    "people": ("members", "body", "person", "show", "verify"),
    "serve": ("serve",),
}
"""The modules of commands, and the commands of each: a command that is typed loads no more than its own module."""

app = typer.Typer(
    name="kentgraf",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def load_commands(typed: str | None) -> None:
    """Make the command that was typed known, or all of them where it is none: for the help, and to name a slip."""
    rooms = [room for room, commands in ROOMS.items() if typed in commands]
    for room in rooms or ROOMS:
        for command in import_module(f"kentgraf.api.commands.{room}").COMMANDS:
            app.command()(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        write_text(f"kentgraf {version('kentgraf')}")
        raise typer.Exit


@app.callback()
def choose(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and stop.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """A knowledge graph of a city's governance and strategy, read from its yearly activity report."""
    # the docstring is the help; typer acts on the option by itself
    del show_version


def main() -> None:
    """Run the command that was typed. Exit status: 0 done; 1 the data breaks a shape; 2 wrong use or unreadable input."""
    load_commands(next((word for word in sys.argv[1:] if not word.startswith("-")), None))
    try:
        app()
    except ShapeViolation as violation:
        say(f"The data breaks the shapes:\n{violation}")
        sys.exit(STATUS_BROKEN_SHAPE)
    except KentgrafError as error:
        say(f"kentgraf: {error}")
        sys.exit(STATUS_WRONG_USE)
    except OSError as error:
        say(f"kentgraf: {error.filename or 'input'}: {error.strerror or error}.")
        sys.exit(STATUS_WRONG_USE)


if __name__ == "__main__":
    main()
