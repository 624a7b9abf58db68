"""The body of a request, read no further than the server allows."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

_SECONDS: Final = 30.0


async def read_body(request: Request) -> bytes:
    """The whole body. Raises HTTPException: 413 as soon as it shows that it is too long, 408 if it doesn't come."""
    longest: int = request.app.state.settings.longest_body
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > longest:
                    raise HTTPException(413, f"The request's body is longer than {longest} bytes.")
    except TimeoutError:
        raise HTTPException(408, f"The request's body did not come within {_SECONDS:g} s.") from None
    except ClientDisconnect:
        raise HTTPException(400, "The request's body broke off.") from None
    return bytes(body)
