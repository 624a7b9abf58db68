"""An HTTP proxy in front of a SPARQL server that fails where a test says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


@dataclass(frozen=True)
class Request:
    """A request of a client, header names in lower case."""

    path: str
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """The response that the client gets instead. With `after`, the request is forwarded first, and its response is dropped."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False


Trouble = Callable[[Request], Reply | None]
"""Decides what goes wrong with a request; None forwards it."""


@contextmanager
def unreliable_server(upstream: str, trouble: Trouble) -> Iterator[str]:
    """Start the proxy for the server at `upstream` and yield the proxy's URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): text for name, text in self.headers.items()}
            reply = trouble(Request(self.path, body.decode(), headers))
            if reply is None or reply.after:
                kept = {name: headers[name] for name in ("accept", "content-type") if name in headers}
                answer = httpx.post(f"{upstream}{self.path}", content=body, headers=kept, timeout=120)
                reply = reply or Reply(
                    answer.status_code, answer.text, {"Content-Type": answer.headers.get("content-type", "text/plain")}
                )
            content = reply.body.encode()
            self.send_response(reply.status)
            for name, text in reply.headers.items():
                self.send_header(name, text)
            if reply.status != httpx.codes.NO_CONTENT:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
