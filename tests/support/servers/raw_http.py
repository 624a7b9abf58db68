"""Sends bytes to a server as they are, and reads the answer: for requests that no HTTP library would send."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.parse import urlsplit


@dataclass(frozen=True)
class RawAnswer:
    """An answer; the names of its headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def holds(self, text: str) -> bool:
        """Return whether a header or the body holds `text`, in any case."""
        return text.lower() in f"{self.headers}{self.body.decode('utf-8', 'replace')}".lower()


def send_raw(
    address: str, content: bytes, method: str = "GET", *, seconds: float = 45.0, source: str = "127.0.0.1"
) -> RawAnswer:
    """Send `content` from the IP address `source` to the server at `address`, and return its first answer."""
    parts = urlsplit(address)
    target = (parts.hostname or "", parts.port or 80)
    with socket.create_connection(target, timeout=seconds, source_address=(source, 0)) as client:
        client.sendall(content)
        with HTTPResponse(client, method=method) as answer:
            answer.begin()
            return RawAnswer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


def get_raw(address: str, target: str, *headers: str, version: str = "1.1", source: str = "127.0.0.1") -> RawAnswer:
    """Ask for `target` with exactly the lines `headers`; `Connection: close` is added."""
    lines = "".join(f"{line}\r\n" for line in (*headers, "Connection: close"))
    content = f"GET {target} HTTP/{version}\r\n{lines}\r\n".encode("utf-8", "surrogateescape")
    return send_raw(address, content, source=source)
