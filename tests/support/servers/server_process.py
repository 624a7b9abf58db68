"""`kentgraf serve` as a separate process, for tests that talk to it over HTTP or over a socket."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PATIENT: dict[str, float] = {"query_seconds": 300, "page_seconds": 300, "wait_seconds": 300}
"""Settings for a machine that others use too, where nothing is tested that ends by a clock."""
_SHUTDOWN_SECONDS = 60


@dataclass
class RunningServer:
    """A running server: its host and port, its process, and the lines of its log so far."""

    host: str
    port: int
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def running_server(
    store: Path, *options: str, descriptors: tuple[int, int] | None = None, **settings: float
) -> Iterator[RunningServer]:
    """Serve the graph in `store` on a free port, with command line options and settings, until the block ends.

    `descriptors` are the soft and the hard limit of file descriptors, those of the tests unless they are given.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KENTGRAF_")}
    environment |= {f"KENTGRAF_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "kentgraf.api.cli", "serve", "--port", "0", "--store", str(store), *options]
    if descriptors is not None:
        command = ["sh", "-c", f'ulimit -Sn {descriptors[0]}; ulimit -Hn {descriptors[1]}; exec "$@"', "sh", *command]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if found := re.search(r"http://([\d.]+):(\d+)", line):
                break
        else:
            raise AssertionError("the server ended before it said where it is")
        served = RunningServer(found[1], int(found[2]), process)
        # the log is read while the server runs: a full pipe would block the server
        reader = threading.Thread(target=served.log.extend, args=(process.stderr,), daemon=True)
        reader.start()
        yield served
        process.send_signal(signal.SIGINT)
        process.wait(timeout=_SHUTDOWN_SECONDS)
        reader.join(timeout=_SHUTDOWN_SECONDS)
    finally:
        process.kill()
        process.wait()


def children_of(process: int) -> list[int]:
    """Return the ids of a process's child processes, from /proc; skip the test where the system has none."""
    if not Path("/proc/self/task").is_dir():
        pytest.skip("the system doesn't tell the children of a process")
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for children in lists for child in children.read_text("ascii").split()]
