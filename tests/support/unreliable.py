"""A SPARQL server as bad days make it: hands requests on to a real one, except where a test says what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    path: str
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What the client gets. With `after`, the real server has done what was asked before the answer was lost."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False


Trouble = Callable[[Request], Reply | None]
"""What goes wrong with a request; None if nothing does."""


@contextmanager
def unreliable(upstream: str, trouble: Trouble) -> Iterator[str]:
    """The address of a server that hands on to `upstream` what `trouble` has nothing against."""

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
