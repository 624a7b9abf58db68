"""Benchmark of commands on a local folder, on the Oxigraph server and on Virtuoso.

make bench-engines        prints the table of docs/engines.md; needs virtuoso-t (Debian: virtuoso-opensource-7)

Whole commands are timed, on one server after the other. The best of TIMES runs counts, so that the numbers show the cost of
the engine and not the load of the machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.build import machine
from support.servers.sparql_servers import oxigraph_server, virtuoso_server

TIMES = 4
COMMANDS = {
    "trace 5": ("trace", "5"),
    "audit": ("audit",),
    "network --on 2025-06-01": ("network", "--on", "2025-06-01"),
    "export --format nquads": ("export", "--format", "nquads"),
}


def seconds(command: tuple[str, ...], location: str) -> float:
    """Return how long the command takes on the graph at a location."""
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "kentgraf.api.cli", *command, "--store", location], capture_output=True, check=True
    )
    return time.perf_counter() - begin


def main() -> None:
    """Start the servers, build the graph on each, and print the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        locations = {"folder": str(folder / "store")}
        for name, server in (("Oxigraph server", oxigraph_server), ("Virtuoso", virtuoso_server)):
            (folder / name).mkdir()
            locations[name] = stack.enter_context(server(folder / name))
        print(f"{machine()}; seconds of the whole command, the build once, the others the best of {TIMES}:\n")
        print("| | " + " | ".join(locations) + " |\n| --- |" + " ---: |" * len(locations))
        rows = {"`build`": [seconds(("build",), location) for location in locations.values()]}
        for shown, command in COMMANDS.items():
            turns = [[seconds(command, location) for location in locations.values()] for _ in range(TIMES)]
            rows[f"`{shown}`"] = [min(turn[number] for turn in turns) for number in range(len(locations))]
        for shown, figures in rows.items():
            print(f"| {shown} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")


if __name__ == "__main__":
    main()
