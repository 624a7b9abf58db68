"""A response whose content counts as held until the client has taken it."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kentgraf.api.workers.answer_budget import Lease

_CHUNK: Final = 1 << 16


class LeasedResponse(Response):
    """Sends its content in parts, so that no more of it than one part waits in the connection's buffer.

    Then it releases the lease that the content held, whether the client took it or went away.
    """

    def __init__(self, content: bytes, status: int, lease: Lease | None = None, **options: object) -> None:
        super().__init__(content, status, **options)  # type: ignore[arg-type]
        self._lease = lease

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """Send the head and the parts."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            content = memoryview(self.body)
            for start in range(0, max(1, len(content)), _CHUNK):
                if start:
                    await asyncio.sleep(0)  # others have their turn
                part = bytes(content[start : start + _CHUNK])
                await send({"type": "http.response.body", "body": part, "more_body": start + _CHUNK < len(content)})
        finally:
            if self._lease is not None:
                self._lease.release()
