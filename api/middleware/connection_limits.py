"""How the server treats clients below the level of requests: it waits only so long for one, reads only so much of its head,
and says what is wrong with it.

uvicorn reads heads of any length, waits for the rest of a request for ever, and closes on a client that still sends, which
then never sees the answer.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from kentgraf.api.i18n.json_encoding import dump_json

_SECONDS_TO_READ_A_REFUSAL: Final = 1.0
_HEAD_BEGINS: Final = b"HTTP/1.1 "
_IN_BETWEEN: Final = b"HTTP/1.1 1"
_HEAD_ENDS: Final = b"\r\n\r\n"


def patient_for(seconds: float, longest_headers: int) -> type[HttpToolsProtocol]:
    """The kind of connection that gives a client `seconds` and so many bytes for the head of a request."""
    limits = {"request_seconds": seconds, "longest_headers": longest_headers}
    return type("Connection", (_Connection,), limits)


class _Guarded:
    """A transport to which nothing more is written once it closes; uvloop's takes that for a fault.

    The head of an answer waits for the first part of its body: both leave as one, where each would wake up the client.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send, if anybody is there."""
        if not self._head and _is_head(data):
            self._head = data
            return
        whole, self._head = self._head + data, b""
        if whole and not self._transport.is_closing():
            self._transport.write(whole)

    def close(self) -> None:
        """Send what is held, and hang up."""
        self.write(b"")
        self._transport.close()


def _is_head(data: bytes) -> bool:
    """Whether it is the head of an answer; `100 Continue` is none, and waited for."""
    return data.startswith(_HEAD_BEGINS) and data.endswith(_HEAD_ENDS) and not data.startswith(_IN_BETWEEN)


class _Connection(HttpToolsProtocol):
    """A client's connection that ends when the head of a request isn't whole in time, or is too long."""

    request_seconds: ClassVar[float]
    longest_headers: ClassVar[int]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._read = 0
        self._begun = False
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there: from now on its first request is awaited."""
        super().connection_made(cast(asyncio.Transport, _Guarded(transport)))
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._take_back()
        self._give_up_answers()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A further request begins."""
        super().on_message_begin()
        self._begun = True
        self._await_head()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._take_back()
        self._begun, self._read = False, 0
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """A part of a request came; what comes after a refusal is not read."""
        if self._refused:
            return
        if self._is_in_head():
            self._read += len(data)
            end = data.find(b"\r\n\r\n")
            if self._read - (len(data) - end if end >= 0 else 0) > self.longest_headers:
                self._refuse(431, f"The request's address and headers are longer than {self.longest_headers} bytes.")
                return
        super().data_received(data)

    def on_response_complete(self) -> None:
        """An answer is whole; one without a body is sent now. The last one before a refusal was waited for."""
        self.transport.write(b"")
        super().on_response_complete()
        if self._refused and self._answers_nothing():
            self.loop.call_later(_SECONDS_TO_READ_A_REFUSAL, self._close)

    def send_400_response(self, msg: str) -> None:
        """What came is no request of HTTP."""
        self._refuse(400, msg)

    def _is_in_head(self) -> bool:
        """Whether what comes next belongs to a head: one has begun, or no request is under way."""
        return self._begun or self.cycle is None or self.cycle.response_complete

    def _answers_nothing(self) -> bool:
        """Whether no request is under way or waits for its turn."""
        return (self.cycle is None or self.cycle.response_complete) and not self.pipeline

    def _answers_whole_requests(self) -> bool:
        """Whether an answer is under way to a request that came to its end, or such a request waits for its turn."""
        return not self._answers_nothing() and (self.cycle is None or not self.cycle.more_body)

    def _await_head(self) -> None:
        self._take_back()
        self._deadline = self.loop.call_later(self.request_seconds, self._give_up)

    def _take_back(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        """Say that it took too long; nothing is said to a client that sent nothing, since it asked nothing."""
        if self._begun:
            self._refuse(408, f"The request was not whole after {self.request_seconds:g} s.")
        else:
            self._close()

    def _refuse(self, status: int, sentence: str) -> None:
        """Say why and close, but leave the client the time to read it; answers to what was asked before go first."""
        self._refused = True
        self._take_back()
        if self.transport.is_closing() or self._answers_whole_requests():
            return
        if self._answers_nothing():
            self._write_refusal(status, sentence)
        self.loop.call_later(_SECONDS_TO_READ_A_REFUSAL, self._close)

    def _write_refusal(self, status: int, sentence: str) -> None:
        content = dump_json({"error": sentence}).encode()
        head = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(content)
        self.transport.write(STATUS_LINE[status] + head + content)

    def _close(self) -> None:
        """Hang up."""
        self._give_up_answers()
        self.transport.close()

    def _give_up_answers(self) -> None:
        """Answers that are still being made, or still to be made, have nobody to go to."""
        for cycle in [self.cycle, *(waiting for waiting, _ in self.pipeline)]:
            if cycle is not None:
                cycle.disconnected = True
