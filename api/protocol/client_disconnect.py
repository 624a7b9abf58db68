"""Cancels work for a client that has disconnected."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, Final, TypeVar

from fastapi import HTTPException, Request

_SECONDS_BEFORE_WATCHING: Final = 0.5
"""Most work is done earlier, and then costs no task that watches the client."""
_Value = TypeVar("_Value")


async def await_unless_disconnected(request: Request, work: Awaitable[_Value]) -> _Value:
    """Return the value of `work`. Cancel it and raise HTTPException 499 when the client disconnects meanwhile.

    The body of the request must have been read.
    """
    watchers: list[asyncio.Task[None]] = []
    current = asyncio.current_task()

    def watch() -> None:
        watchers.append(asyncio.ensure_future(_cancel_on_disconnect(request, current)))

    timer = asyncio.get_running_loop().call_later(_SECONDS_BEFORE_WATCHING, watch)
    try:
        return await work
    except asyncio.CancelledError:
        if current is None or not any(task.done() for task in watchers):
            raise  # the server itself ends
        current.uncancel()
        raise HTTPException(499, "The client has gone.") from None
    finally:
        timer.cancel()
        for task in watchers:
            task.cancel()


async def _cancel_on_disconnect(request: Request, task: asyncio.Task[Any] | None) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        await asyncio.sleep(0)
    if task is not None:
        task.cancel()
