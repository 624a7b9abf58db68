"""The access log: a line in the combined log format for each request."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, Final

from starlette.types import Scope

ACCESS_LOG: Final = "kentgraf.access"
"""The name of the logger."""
_log = logging.getLogger(ACCESS_LOG)


def log_request(scope: Scope, status: int, size: int) -> None:
    """Log a request that was answered with `status` and a body of `size` bytes."""
    if _log.isEnabledFor(logging.INFO):
        _log.info("%s", _format_line(scope, status, size))


def _format_line(scope: Scope, status: int, size: int) -> str:
    """Return the line of a request; nothing that a client sends can break it."""
    headers: dict[str, str] = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    client: Any = scope.get("client")
    target = scope.get("raw_path", b"").decode("ascii", "replace")
    if scope.get("query_string"):
        target += "?" + scope["query_string"].decode("ascii", "replace")
    moment = datetime.now(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    request = _quote(f"{scope['method']} {target} HTTP/{scope['http_version']}")
    referer, agent = _quote(headers.get("referer", "-")), _quote(headers.get("user-agent", "-"))
    return f"{client[0] if client else '-'} - - [{moment}] {request} {status} {size} {referer} {agent}"


def _quote(text: str) -> str:
    safe = "".join(c if c.isprintable() and c not in '"\\' else f"\\x{ord(c):02x}" for c in text)
    return f'"{safe}"'
