"""An application for pages whose pages misbehave, for tests of what the workers that make pages are allowed.

The fork server imports it by name, so its folder must be on PYTHONPATH.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Coroutine
from typing import Any

made: list[str] = []
kept: list[bytearray] = []


def make_app(snapshot: Any, settings: Any) -> Callable[..., Coroutine[Any, Any, None]]:
    """Return an ASGI application with a page for each kind of misbehaviour."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ARG001 - as ASGI has it
        path = scope["path"]
        made.append(path)
        content = f"{os.getpid()} {len(made)} {snapshot.triples}".encode()
        if path == "/endless":
            while True:
                pass
        if path == "/slow":
            time.sleep(0.5)
        if path == "/hungry":
            while True:
                kept.append(bytearray(50 << 20))
        if path == "/fat":
            kept.append(bytearray(settings.page_memory * 6 << 17))  # three quarters of what it may take
        if path == "/dead":
            os._exit(1)
        if path == "/long":
            content = bytes(settings.answer_memory + 1 << 20)
        if path == "/large":
            content = bytes(2 << 20)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": content})

    return app
