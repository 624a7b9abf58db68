"""How long the commands take on a folder, on the Oxigraph server and on Virtuoso, side by side on this machine.

make bench-engines        prints the table of docs/engines.md; needs virtuoso-t (Debian: virtuoso-opensource-7)

Whole commands are timed, each server in turn, and the best of a few counts: what is compared is what an engine costs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench_build import machine
from support.engines import oxigraph_server, virtuoso_server

TIMES = 4
COMMANDS = {
    "trace 5": ("trace", "5"),
    "audit": ("audit",),
    "network --on 2025-06-01": ("network", "--on", "2025-06-01"),
    "export --format nquads": ("export", "--format", "nquads"),
}


def seconds(command: tuple[str, ...], place: str) -> float:
    """How long the command took on the graph in a place."""
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "kentgraf.api.cli", *command, "--store", place], capture_output=True, check=True
    )
    return time.perf_counter() - begin


def main() -> None:
    """Start the servers, build on each, and print the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        places = {"folder": str(folder / "store")}
        for name, server in (("Oxigraph server", oxigraph_server), ("Virtuoso", virtuoso_server)):
            (folder / name).mkdir()
            places[name] = stack.enter_context(server(folder / name))
        print(f"{machine()}; seconds of the whole command, the build once, the others the best of {TIMES}:\n")
        print("| | " + " | ".join(places) + " |\n| --- |" + " ---: |" * len(places))
        rows = {"`build`": [seconds(("build",), place) for place in places.values()]}
        for shown, command in COMMANDS.items():
            turns = [[seconds(command, place) for place in places.values()] for _ in range(TIMES)]
            rows[f"`{shown}`"] = [min(turn[number] for turn in turns) for number in range(len(places))]
        for shown, figures in rows.items():
            print(f"| {shown} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")


if __name__ == "__main__":
    main()
