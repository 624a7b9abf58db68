"""Tells clients and proxies whether what they hold still holds: an `ETag` for each build, `304` where nothing changed.

An answer depends on the build, on what was asked for, and on the wishes in the headers that `Vary` names; all of them go
into the tag. Answers to `POST`, refusals, and what is about the server itself get none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from urllib.parse import unquote_plus

from fastapi import Request, Response

from kentgraf.api.publication import Publisher

_ABOUT_THE_SERVER = ("/healthz", "/readyz", "/metrics", "/static")
_CHANGING = re.compile(r"\b(now|rand|uuid|struuid)\s*\(", re.IGNORECASE)
"""Functions of SPARQL whose answer is another one each time."""
_WISHES = ("accept", "accept-language", "cookie")


def validators(max_age: int) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """The middleware; clients may keep an answer for `max_age` seconds without asking again."""

    async def tag(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.method not in ("GET", "HEAD") or request.url.path.startswith(_ABOUT_THE_SERVER):
            return await go_on(request)
        if _CHANGING.search(unquote_plus(request.url.query)):
            return await go_on(request)
        publisher: Publisher = request.app.state.publisher
        expected = _tag(request, publisher.build_name())
        if expected in _held(request):
            return Response(status_code=304, headers=_headers(expected, max_age))
        response = await go_on(request)
        if response.status_code == 200:
            for name, value in _headers(expected, max_age).items():
                response.headers.setdefault(name, value)
        return response

    return tag


def _tag(request: Request, build: str) -> str:
    wishes = "\n".join(request.headers.get(name, "") for name in _WISHES)
    asked = f"{build}\n{request.url.path}\n{request.url.query}\n{wishes}"
    return f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:20]}"'


def _held(request: Request) -> set[str]:
    return {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}


def _headers(tag: str, max_age: int) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": f"public, max-age={max_age}"}
