"""The command line in a process of its own, and a server on the loopback interface."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient
from support.servers.command_forker import CommandForker
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.store.build import build

TYPED_CITY = Path(__file__).parents[1] / "support" / "typed_city"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run(store_dir: Path) -> Iterator[Run]:
    """Runs `kentgraf` with the arguments, in a process of its own, on the packaged graph."""
    forker = CommandForker()

    def call(
        *arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        surroundings = {**os.environ, "KENTGRAF_STORE": str(store_dir), **(env or {})}
        surroundings.pop("COLUMNS", None)
        return forker.run(arguments, cwd, surroundings)

    yield call
    forker.close()


@pytest.fixture(scope="session")
def typed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the graph of a city whose tables somebody typed: no report, no lines, a spending below zero."""
    directory = tmp_path_factory.mktemp("typed")
    build(TYPED_CITY, directory)
    return directory


@pytest.fixture(scope="session")
def typed(typed_store: Path) -> Iterator[TestClient]:
    """Asks a server about that city."""
    with TestClient(create_app(typed_store, Settings(workers=1, **PATIENT))) as client:
        yield client


@pytest.fixture(scope="session")
def server(store_dir: Path) -> Iterator[str]:
    """The address of a running server."""
    listener = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(create_app(store_dir, Settings(**PATIENT)), log_level="warning"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not running.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    thread.join(timeout=60)


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """Asks the server; without wishes about the form of the answer."""
    with httpx.Client(base_url=server, timeout=30) as asking:
        yield asking
