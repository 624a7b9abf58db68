"""Makes the answer to a page's request in a worker process, by the application that the server has for pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.types import Message

from kentgraf.api.workers.jobs import PageAnswer, PageJob

PageApp = Callable[..., Coroutine[Any, Any, None]]
"""An ASGI application."""


def answer_page(app: PageApp, loop: asyncio.AbstractEventLoop, job: PageJob) -> PageAnswer:
    """Return the answer of `app` to the request. A fault of a page that was answered with 500 is no exception here."""
    started: list[Message] = []
    parts: list[bytes] = []
    asked: list[bool] = []

    async def receive() -> Message:
        if not asked:
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()  # a client that has gone is noticed by the server, which ends this process
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    try:
        loop.run_until_complete(app(dict(job.scope), receive, send))
    except Exception:
        if not started:
            raise
    head = started[0]
    return PageAnswer(head["status"], tuple((bytes(k), bytes(v)) for k, v in head["headers"]), b"".join(parts))
