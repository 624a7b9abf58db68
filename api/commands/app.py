"""The program of all commands: which there are, and how their names and options are read.

Each command is a function of its own module in this folder.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Final

import typer

from kentgraf.api.terminal.output import write_text

COMMANDS: Final = (
    "extract",
    "build",
    "add",
    "remove",
    "sources",
    "register",
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
"""The names of the commands in the order of the help. Each is a module of this folder and the function of that name in it."""


def make_app(typed: str | None) -> typer.Typer:
    """Return the program with the command `typed`, or with all of them if it is none: for the help, and for wrong names.

    Only the module of a command that was typed is imported, so that it starts without what the others need.
    """
    app = typer.Typer(
        name="kentgraf",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_set_options)
    for name in (typed,) if typed in COMMANDS else COMMANDS:
        app.command()(getattr(import_module(f"kentgraf.api.commands.{name}"), name))
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        write_text(f"kentgraf {version('kentgraf')}")
        raise typer.Exit


def _set_options(
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and stop.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """A knowledge graph of a city's governance and strategy, read from its yearly activity report."""
    # the docstring is the help; the option's own callback does the work
    del show_version
