"""ETags: clients and proxies keep answers, and revalidate them with a request that is answered `304`.

An answer depends on the build, the URL with its scheme and host, and the request headers that `Vary` names; all of them are
part of the tag. The host is the one that `server_address` found, so that strangers can't make tags without end. Answers to
POST, errors, and what is about the server itself get no tag.
"""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kentgraf.api.query_service.base_url import split_root_path
from kentgraf.api.workers.builds import BuildManager

_UNTAGGED_PATHS: Final = ("/healthz", "/readyz", "/metrics", "/static", "/graphs")
_WEAK: Final = "W/"
_VARYING_HEADERS: Final = ("Accept", "Accept-Language")
_VARY: Final = ", ".join((*_VARYING_HEADERS, "Accept-Encoding"))
"""What any answer may depend on; a `304` names all of it, since the answer that it stands for isn't made."""


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
        if tag.removeprefix(_WEAK) in _read_held_tags(headers):
            start = [(name.lower().encode(), value.encode()) for name, value in {**added, "Vary": _VARY}.items()]
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
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and not split_root_path(scope)[1].startswith(_UNTAGGED_PATHS)
    )


def _read_held_tags(headers: Headers) -> set[str]:
    """Return the tags that the client holds; whether they are weak doesn't matter (RFC 9110, section 13.1.2)."""
    sent = ",".join(headers.getlist("if-none-match"))
    return {held.strip().removeprefix(_WEAK) for held in sent.split(",")}


def _make_tag(scope: Scope, headers: Headers, build: str) -> str:
    varying = "\n".join(headers.get(name, "") for name in _VARYING_HEADERS)
    address = f"{scope.get('scheme')}://{headers.get('host')}\n{scope.get('state', {}).get('base_url')}"
    requested = f"{build}\n{address}\n{scope['path']}\n{scope['query_string'].decode('latin-1')}\n{varying}"
    return f'{_WEAK}"{hashlib.sha256(requested.encode("utf-8", "replace")).hexdigest()[:20]}"'
