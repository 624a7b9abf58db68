"""The body of a request, read no further than the server allows."""

from __future__ import annotations

from fastapi import HTTPException, Request


async def read_body(request: Request) -> bytes:
    """The whole body. Raises HTTPException 413 as soon as it shows that it is too long."""
    longest: int = request.app.state.settings.longest_body
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            raise HTTPException(413, f"The request's body is longer than {longest} bytes.")
    return bytes(body)
