"""Our HTTP server with a small application, in a thread of the tests' process: what it holds can be looked at."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.types import Receive, Scope, Send

from kentgraf.api.middleware.connection_limits import ConnectionLimits
from kentgraf.api.middleware.connection_table import ConnectionTable
from kentgraf.api.middleware.http_server import HttpServer, make_listener
from kentgraf.api.middleware.uvicorn_protocol import make_http_protocol

PATIENCE = 60.0
"""Seconds after which a test gives up, on a machine that others use too."""


@dataclass
class SizedAnswers:
    """An application that answers with as many bytes as the path's number says, and notes the paths.

    It reads the body of a request first, and notes its headers too. At `/wait` it waits until `go_on` is set; at `/block` the
    whole process stands still for `standstill` seconds before the answer, as it does on a machine that is suspended.
    """

    standstill: float = 0.0
    paths: list[str] = field(default_factory=list)
    headers: list[list[tuple[bytes, bytes]]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        while (message := await receive()).get("more_body"):
            pass
        if message["type"] == "http.disconnect":
            return
        self.paths.append(path)
        self.headers.append(list(scope["headers"]))
        while path == "/wait" and not self.go_on.is_set():
            await asyncio.sleep(0.01)
        size = int(path[1:]) if path[1:].isdecimal() else 2
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
        await send({"type": "http.response.body", "body": b"#" * size})
        if path == "/block":
            await asyncio.sleep(0.3)  # others are in the middle of their answers
            time.sleep(self.standstill)


@dataclass(frozen=True)
class ThreadedServer:
    """A server in a thread of this process."""

    host: str
    port: int
    app: SizedAnswers
    connections: ConnectionTable
    server: HttpServer

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds; fail with `what` if it never does."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, what
            time.sleep(0.01)

    def figure(self, name: str) -> float:
        """A figure of the server's metrics."""
        return self.connections.figures()[name][1]


@contextmanager
def serving(
    limits: ConnectionLimits, *, idle_seconds: int = 600, loop: str = "auto", standstill: float = 0.0
) -> Iterator[ThreadedServer]:
    """Serve with these limits until the block ends."""
    app, connections = SizedAnswers(standstill), ConnectionTable(limits)
    config = uvicorn.Config(
        app,
        http=make_http_protocol(600, 65_536, connections=connections),
        ws="none",
        lifespan="off",
        log_level="error",
        loop=loop,
        timeout_keep_alive=idle_seconds,
    )
    server = HttpServer(config, connections)
    listener = make_listener("127.0.0.1", 0, limits.send_seconds)
    host, port = listener.getsockname()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield ThreadedServer(host, port, app, connections, server)
    finally:
        app.go_on.set()
        server.should_exit = True
        thread.join(timeout=PATIENCE)
        listener.close()
    assert not thread.is_alive(), "the server doesn't end"
