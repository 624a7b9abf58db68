"""Counts and logs every request. It is the outermost middleware, so that refusals and faults count too."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kentgraf.api.middleware.access_log import log_request
from kentgraf.api.middleware.metrics import RequestMetrics, label_method, label_path


class MonitoringMiddleware:
    """Notes the status, size and duration of each answer in the metrics and the access log."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request. One that ends with an exception before its answer counts as 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, size = 500, 0

        async def send_and_note(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        begin = time.perf_counter()
        self._metrics.begin()
        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._metrics.end(label_path(scope), label_method(scope), status, time.perf_counter() - begin)
            log_request(scope, status, size)
