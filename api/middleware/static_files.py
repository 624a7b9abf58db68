"""Static files, always sent whole: they are small, and a server may ignore a request for ranges (RFC 9110, section 14.2).

Starlette answers a Range header that it can't read in plain text, and one of a thousand ranges part by part.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

_RANGE_HEADERS: Final = (b"range", b"if-range")


class WholeStaticFiles(StaticFiles):
    """The files of a folder, without ranges of bytes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as if it asked for no range."""
        kept = [header for header in scope["headers"] if header[0] not in _RANGE_HEADERS]
        await super().__call__({**scope, "headers": kept}, receive, send)

    def file_response(self, *arguments: Any, **named: Any) -> Response:
        """Return the response with a file, or 304, which says that no ranges are taken."""
        response = super().file_response(*arguments, **named)
        response.headers["Accept-Ranges"] = "none"
        return response
