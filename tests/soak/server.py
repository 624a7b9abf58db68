"""The server that is soaked: `kentgraf serve` in a session of its own, so that nothing of it stays behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from support.servers.process_family import members_of_session

TOKEN: Final = "soak"
_SHUTDOWN_SECONDS: Final = 30


@dataclass
class SoakedServer:
    """A running server; after its end, `left_over` are the processes that it should have ended and didn't."""

    port: int
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)
    status: int | None = None
    left_over: int = 0

    @property
    def address(self) -> str:
        """The address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether the server itself still runs."""
        return self.process.poll() is None


_COMMAND: Final = (sys.executable, "-m", "kentgraf.api.cli", "serve")


def _environment(**settings: object) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KENTGRAF_")}
    kept["COLUMNS"] = "200"  # narrow help cuts the names of options
    return kept | {f"KENTGRAF_{name.upper()}": str(value) for name, value in settings.items()}


@contextmanager
def soaked_server(store: Path, *options: str, port: int = 0, **settings: object) -> Iterator[SoakedServer]:
    """Serve the graph in `store` until the block ends; then the server is asked to end, and what stays of it is ended."""
    process = subprocess.Popen(
        [*_COMMAND, "--port", str(port), "--store", str(store), *options],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        env=_environment(update_token=TOKEN, **settings),
        start_new_session=True,
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if found := re.search(r"http://[\d.]+:(\d+)", line):
                break
        else:
            raise RuntimeError("The server ended before it said where it is.")
        server = SoakedServer(int(found[1]), process)
        reader = threading.Thread(target=server.log.extend, args=(process.stderr,), daemon=True)
        reader.start()  # a full pipe would block the server
        yield server
        _end(server)
    finally:
        for member in members_of_session(process.pid):
            os.kill(member, signal.SIGKILL)
        process.wait()


def _end(server: SoakedServer) -> None:
    if server.is_running:
        server.process.send_signal(signal.SIGINT)
    try:
        server.status = server.process.wait(_SHUTDOWN_SECONDS)
    except subprocess.TimeoutExpired:
        server.status = None
    deadline = time.monotonic() + 5
    while members_of_session(server.process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    server.left_over = len(members_of_session(server.process.pid))
