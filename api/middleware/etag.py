"""ETags: clients and proxies keep answers, and revalidate them with a request that is answered `304`.

An answer depends on the build, the URL, and the request headers that `Vary` names; all of them are part of the tag. Answers
to POST, errors, and what is about the server itself get no tag.
"""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kentgraf.api.query_service.builds import BuildManager

_UNTAGGED_PATHS: Final = ("/healthz", "/readyz", "/metrics", "/static", "/graphs")
_VARYING_HEADERS: Final = ("accept", "accept-language", "cookie")


class ETagMiddleware:
    """Adds an ETag to good answers, which may be kept for `max_age` seconds, and answers `304` where it still holds."""

    def __init__(self, app: ASGIApp, builds: BuildManager, max_age: int) -> None:
        self._app = app
        self._builds = builds
        self._max_age = max_age

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `304` if the client's copy is current, else pass the request on and tag the answer."""
        if not _can_be_tagged(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        tag = _make_tag(scope, headers, self._builds.current().build)
        added = {"ETag": tag, "Cache-Control": f"public, max-age={self._max_age}"}
        if tag in {held.strip() for held in headers.get("if-none-match", "").split(",")} - {""}:
            start = [(name.lower().encode(), value.encode()) for name, value in added.items()]
            await send({"type": "http.response.start", "status": 304, "headers": start})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                answered = MutableHeaders(scope=message)
                if "cache-control" in answered:  # the answer itself says that it must not be kept
                    added.clear()
                for name, value in added.items():
                    answered.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_tagged)


def _can_be_tagged(scope: Scope) -> bool:
    return (
        scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not scope["path"].startswith(_UNTAGGED_PATHS)
    )


def _make_tag(scope: Scope, headers: Headers, build: str) -> str:
    varying = "\n".join(headers.get(name, "") for name in _VARYING_HEADERS)
    requested = f"{build}\n{scope['path']}\n{scope['query_string'].decode('latin-1')}\n{varying}"
    return f'W/"{hashlib.sha256(requested.encode("utf-8", "replace")).hexdigest()[:20]}"'
