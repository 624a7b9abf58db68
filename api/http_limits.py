"""What a connection may cost before there is a request: so many bytes of headers, and so long until they are complete.

uvicorn reads heads of any length; this is its protocol with both ends set.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_SECONDS_FOR_A_HEAD: Final = 20.0
_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
    b"connection: close\r\n\r\n%s"
)


class LimitedProtocol(HttpToolsProtocol):
    """One connection. A head that is too long gets `431`, one that isn't complete in time is hung up on."""

    longest_head = 65_536

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head = 0
        self._in_head = False
        self._clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected; the time for its first head begins."""
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._end_head()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A further request begins."""
        super().on_message_begin()
        self._begin_head()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._end_head()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head has become too long."""
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > self.longest_head and not self.transport.is_closing():
                sentence = b'{"error": "The request\'s head is longer than %d bytes."}' % self.longest_head
                self.transport.write(_TOO_LARGE % (len(sentence), sentence))
                self.transport.close()

    def _begin_head(self) -> None:
        self._end_head()
        self._in_head, self._head = True, 0
        self._clock = self.loop.call_later(_SECONDS_FOR_A_HEAD, self.transport.close)

    def _end_head(self) -> None:
        self._in_head = False
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None


def limited_protocol(longest_head: int) -> type[LimitedProtocol]:
    """The protocol for uvicorn's `http` setting, with heads of at most so many bytes."""
    return type("LimitedProtocol", (LimitedProtocol,), {"longest_head": longest_head})
