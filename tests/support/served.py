"""`kentgraf serve` as a process of its own, for tests that ask it over HTTP or over a bare socket."""

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

_SECONDS_TO_END = 15


@dataclass
class Served:
    """A running server: where it is, its process, and what it has written to its log so far."""

    host: str
    port: int
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def serving(store: Path, *options: str, **settings: float) -> Iterator[Served]:
    """A server of the graph in `store` on a free port, with settings by their names; it has ended when the block ends."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("KENTGRAF_")}
    surroundings |= {f"KENTGRAF_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "kentgraf.api.cli", "serve", "--port", "0", "--store", str(store), *options],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=surroundings,
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if found := re.search(r"http://([\d.]+):(\d+)", line):
                break
        else:
            raise AssertionError("the server ended before it said where it is")
        served = Served(found[1], int(found[2]), process)
        # the log must be read while the server runs: a full pipe would hold it
        reader = threading.Thread(target=served.log.extend, args=(process.stderr,), daemon=True)
        reader.start()
        yield served
        process.send_signal(signal.SIGINT)
        process.wait(timeout=_SECONDS_TO_END)
        reader.join(timeout=_SECONDS_TO_END)
    finally:
        process.kill()
        process.wait()


def children_of(process: int) -> list[int]:
    """The processes that a process has started, as the system counts them; the test is skipped where it doesn't."""
    if not Path("/proc/self/task").is_dir():
        pytest.skip("the system doesn't tell the children of a process")
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for children in lists for child in children.read_text("ascii").split()]
