"""Tells clients and proxies whether what they hold still holds: an `ETag` for each build, `304` where nothing changed.

An answer depends on the build, on what was asked for, and on the wishes in the headers that `Vary` names; all of them go
into the tag. Answers to `POST`, refusals, and what is about the server itself get none.
"""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kentgraf.api.query_service.publication import Publisher

_ABOUT_THE_SERVER = ("/healthz", "/readyz", "/metrics", "/static", "/graphs")
_WISHES = ("accept", "accept-language", "cookie")


class TaggedApp:
    """The application with tags on its answers; clients may keep one for `max_age` seconds without asking again."""

    def __init__(self, app: ASGIApp, publisher: Publisher, max_age: int) -> None:
        self._app = app
        self._publisher = publisher
        self._max_age = max_age

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `304` for what the client holds still, else pass the request on and tag a good answer."""
        if not _may_be_tagged(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        tag = _tag(scope, headers, self._publisher.current().build)
        said = {"ETag": tag, "Cache-Control": f"public, max-age={self._max_age}"}
        if tag in {held.strip() for held in headers.get("if-none-match", "").split(",")} - {""}:
            start = [(name.lower().encode(), value.encode()) for name, value in said.items()]
            await send({"type": "http.response.start", "status": 304, "headers": start})
            await send({"type": "http.response.body", "body": b""})
            return

        async def tagging(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                answered = MutableHeaders(scope=message)
                if "cache-control" in answered:  # it was said already that it holds for this moment only
                    said.clear()
                for name, value in said.items():
                    answered.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, tagging)


def _may_be_tagged(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and not scope["path"].startswith(_ABOUT_THE_SERVER)
    )


def _tag(scope: Scope, headers: Headers, build: str) -> str:
    wishes = "\n".join(headers.get(name, "") for name in _WISHES)
    asked = f"{build}\n{scope['path']}\n{scope['query_string'].decode('latin-1')}\n{wishes}"
    return f'W/"{hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()[:20]}"'
