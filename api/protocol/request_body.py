"""Reads the body of a request within the limits of the server."""

from __future__ import annotations

import asyncio

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

from kentgraf.api.query_service.settings import Settings


async def read_body(request: Request) -> bytes:
    """Return the whole body.

    Raises HTTPException: 413 as soon as it is longer than allowed, 408 if it isn't whole in time, 400 if the client
    disconnects.
    """
    if "content-length" not in request.headers and "transfer-encoding" not in request.headers:
        return b""  # without these headers a request has no body (RFC 9112, section 6.3)
    settings: Settings = request.app.state.settings
    body = bytearray()
    try:
        async with asyncio.timeout(settings.request_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > settings.longest_body:
                    raise HTTPException(413, f"The request's body is longer than {settings.longest_body} bytes.")
    except TimeoutError:
        raise HTTPException(
            408, f"The request was not whole after {settings.request_seconds:g} s.", {"Connection": "close"}
        ) from None
    except ClientDisconnect:
        raise HTTPException(400, "The request's body broke off.") from None
    return bytes(body)
