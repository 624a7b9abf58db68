"""SPARQL servers for tests, each started on a free port with a data folder of its own, and stopped afterwards.

A test whose server isn't installed is skipped. Where KENTGRAF_ENGINES is `all`, as in `.ci/run`, it fails.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

_VIRTUOSO_INI = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = vt.db
TransactionFile = vt.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[str]:
    """Start an empty Oxigraph server and yield its URL."""
    beside = Path(sys.executable).parent / "oxigraph"
    program = str(beside) if beside.is_file() else shutil.which("oxigraph")
    if program is None:
        _skip_or_fail("the Oxigraph server (the wheel `oxigraph`)")
    port = free_port()
    with _running([program, "serve", "-l", str(folder / "oxigraph"), "-b", f"127.0.0.1:{port}"], folder):
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/query")
        yield address


@contextmanager
def virtuoso_server(folder: Path, rows: int = 1_000_000) -> Iterator[str]:
    """Start an empty Virtuoso and yield its URL; it allows updates without a login and returns at most `rows` rows."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        _skip_or_fail("Virtuoso (Debian's virtuoso-opensource-7-bin)")
    sql, http = free_port(), free_port()
    (folder / "v.ini").write_text(_VIRTUOSO_INI.format(sql=sql, http=http, rows=rows), encoding="utf-8")
    with _running([program, "+configfile", "v.ini", "+foreground"], folder):
        address = f"http://127.0.0.1:{http}"
        _wait_for(f"{address}/sparql")
        granted = subprocess.run(
            [client, f"127.0.0.1:{sql}", "dba", "dba"],
            input='GRANT SPARQL_UPDATE TO "SPARQL";\n',
            capture_output=True,
            encoding="utf-8",
            timeout=30,
            check=True,
        )
        assert "Error" not in granted.stdout + granted.stderr, granted.stdout + granted.stderr
        yield address


def free_port() -> int:
    """Return a port of the loopback interface on which no process listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _skip_or_fail(server: str) -> None:
    if os.environ.get("KENTGRAF_ENGINES") == "all":
        pytest.fail(f"KENTGRAF_ENGINES asks for every server, and {server} is not installed")
    pytest.skip(f"{server} is not installed")


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[None]:
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.kill()
            process.wait()


def _wait_for(query_address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(query_address, params={"query": "ASK { ?s ?p ?o }"}, timeout=30).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    pytest.fail(f"no server answers at {query_address}")
