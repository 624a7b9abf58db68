"""Headers that keep browsers from taking an answer for something else than it is.

Pages have a policy of their own, which `api/pages/layout/rendering.py` sends; here is what all answers have.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_SNIFFING: Final = ("X-Content-Type-Options", "nosniff")
"""A browser takes an answer for what its Content-Type says, and doesn't guess."""
_INERT_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""The policy of a document that a browser may show, but in which nothing may run or load."""
_HTML: Final = "text/html"


class SecurityHeadersMiddleware:
    """Adds `nosniff` to every answer, and a policy to those in HTML, SVG and other XML that come without one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to the head of its answer what it lacks."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault(*NO_SNIFFING)
                if _is_document(headers.get("content-type", "")):
                    headers.setdefault("Content-Security-Policy", _INERT_POLICY)
            await send(message)

        await self._app(scope, receive, send_secured if scope["type"] == "http" else send)


def _is_document(content_type: str) -> bool:
    """Return whether a browser shows answers of this type as documents, in which scripts could run."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == _HTML or media_type.endswith(("/xml", "+xml"))
