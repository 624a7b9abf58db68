"""URL normalization: a page that is requested with empty parameters redirects to its URL without them.

A form that is sent without a script sends its empty fields too; the URL of a page should only hold what was chosen.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kentgraf.api.query_service.base_url import split_root_path
from kentgraf.api.query_service.source_paths import PAGES

_ENTITIES: Final = "/id/"


class UrlNormalizationMiddleware:
    """Redirects requests for pages that have empty parameters (303)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect a request for a page with empty parameters, and pass others on."""
        query = scope.get("query_string", b"").decode("latin-1")
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and _has_empty(query) and _is_page(scope):
            kept = urlencode([(name, value) for name, value in parse_qsl(query, errors="replace") if value.strip()])
            address = quote(scope["path"], safe="/:@!$&'()*+,;=~-._") + (f"?{kept}" if kept else "")
            await RedirectResponse(address, 303)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _has_empty(query: str) -> bool:
    return "=" in query and any(not value.strip() for _, value in parse_qsl(query, keep_blank_values=True))


def _is_page(scope: Scope) -> bool:
    path = split_root_path(scope)[1]
    return path in PAGES or path.startswith(_ENTITIES)
