"""Reads the body of a request within the limits of the server."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect

from kentgraf.api.query_service.settings import Settings

_IDENTITY: Final = "identity"


async def read_body(request: Request) -> bytes:
    """Return the whole body.

    Raises HTTPException: 415 if it is compressed or otherwise encoded, 501 for a transfer coding other than `chunked`, 413
    as soon as it is longer than allowed, 408 if it isn't whole in time, 400 if the client disconnects.
    """
    if "content-length" not in request.headers and "transfer-encoding" not in request.headers:
        return b""  # without these headers a request has no body (RFC 9112, section 6.3)
    _refuse_encodings(request.headers)
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


def _refuse_encodings(headers: Headers) -> None:
    """Raise HTTPException for a body that would have to be decoded: a small one could become larger than any limit."""
    encodings = _members(headers, "content-encoding") - {_IDENTITY}
    if encodings:
        raise HTTPException(
            415,
            f"The body must come as it is, and not in the encoding {', '.join(sorted(encodings))}.",
            {"Accept-Encoding": _IDENTITY},
        )
    codings = _members(headers, "transfer-encoding") - {_IDENTITY, "chunked"}
    if codings:
        raise HTTPException(501, f"The body may be sent in chunks, and not in the coding {', '.join(sorted(codings))}.")


def _members(headers: Headers, name: str) -> set[str]:
    """Return the members of a header that is a list, in lower case and printable."""
    members = (member.strip().lower() for member in ",".join(headers.getlist(name)).split(","))
    return {member.encode("ascii", "backslashreplace").decode() for member in members if member}
