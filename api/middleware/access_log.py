"""Counts and logs every request: figures for Prometheus at `/metrics`, a line in the combined log format for each request.

Counting is done around the whole application, so that refusals and faults are counted too.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ACCESS_LOG: Final = "kentgraf.access"
_BOUNDS: Final = (0.005, 0.025, 0.1, 0.5, 2.5, 10.0, 30.0)
_log = logging.getLogger(ACCESS_LOG)


class Watch:
    """The figures of one server since it started; safe to be told from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._durations: Counter[float] = Counter()
        self._seconds = 0.0
        self._running = 0

    def begins(self) -> None:
        """A request came in."""
        with self._lock:
            self._running += 1

    def ends(self, room: str, method: str, status: int, seconds: float) -> None:
        """A request was answered: the first part of its path, method, status and how long it took."""
        with self._lock:
            self._running -= 1
            self._requests[(room, method, status)] += 1
            self._seconds += seconds
            for bound in _BOUNDS:
                if seconds <= bound:
                    self._durations[bound] += 1

    def to_prometheus(self, gauges: dict[str, tuple[str, float]]) -> str:
        """The text format of Prometheus; `gauges` are further figures by name, each with what it means."""
        with self._lock:
            requests, durations = dict(self._requests), dict(self._durations)
            seconds, running = self._seconds, self._running
        lines = ["# HELP kentgraf_requests_total Requests answered.", "# TYPE kentgraf_requests_total counter"]
        lines += [
            f'kentgraf_requests_total{{path="{room}",method="{method}",status="{status}"}} {count}'
            for (room, method, status), count in sorted(requests.items())
        ]
        total = sum(requests.values())
        lines += [
            "# HELP kentgraf_request_seconds Time until a request was answered.",
            "# TYPE kentgraf_request_seconds histogram",
            *(f'kentgraf_request_seconds_bucket{{le="{bound}"}} {durations.get(bound, 0)}' for bound in _BOUNDS),
            f'kentgraf_request_seconds_bucket{{le="+Inf"}} {total}',
            f"kentgraf_request_seconds_sum {seconds:.6f}",
            f"kentgraf_request_seconds_count {total}",
        ]
        figures = {"running_requests": ("Requests under way.", float(running)), **gauges}
        for name, (meaning, value) in figures.items():
            lines += [
                f"# HELP kentgraf_{name} {meaning}",
                f"# TYPE kentgraf_{name} gauge",
                f"kentgraf_{name} {value:g}",
            ]
        return "\n".join(lines) + "\n"


class WatchedApp:
    """The application with its requests counted and logged."""

    def __init__(self, app: ASGIApp, watch: Watch) -> None:
        self._app = app
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and take down its status, size and time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer: dict[str, int] = {"status": 500, "bytes": 0}

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
            elif message["type"] == "http.response.body":
                answer["bytes"] += len(message.get("body", b""))
            await send(message)

        begin = time.perf_counter()
        self._watch.begins()
        try:
            await self._app(scope, receive, noting)
        finally:
            self._watch.ends(_room(scope), _method(scope), answer["status"], time.perf_counter() - begin)
            if _log.isEnabledFor(logging.INFO):
                _log.info("%s", _line(scope, answer["status"], answer["bytes"]))


_ROOMS: Final = frozenset(
    {"sparql", "id", "api", "describe", "trace", "docs", "static", "healthz", "readyz", "metrics"}
)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


def _room(scope: Scope) -> str:
    """The first part of the path where it is one of ours; what clients invent would make figures without end."""
    first = str(scope["path"]).lstrip("/").partition("/")[0]
    return f"/{first}" if first in _ROOMS or not first else "other"


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in _METHODS else "other"


def _line(scope: Scope, status: int, size: int) -> str:
    """The request in the combined log format; what a client sent can't break the line."""
    headers: dict[str, str] = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    client: Any = scope.get("client")
    target = scope.get("raw_path", b"").decode("ascii", "replace")
    if scope.get("query_string"):
        target += "?" + scope["query_string"].decode("ascii", "replace")
    moment = datetime.now(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    said = (_quoted(f"{scope['method']} {target} HTTP/{scope['http_version']}"),)
    from_whom = (_quoted(headers.get("referer", "-")), _quoted(headers.get("user-agent", "-")))
    return f"{client[0] if client else '-'} - - [{moment}] {said[0]} {status} {size} {from_whom[0]} {from_whom[1]}"


def _quoted(text: str) -> str:
    safe = "".join(c if c.isprintable() and c not in '"\\' else f"\\x{ord(c):02x}" for c in text)
    return f'"{safe}"'
