"""A subclass of uvicorn's HTTP protocol that limits what a client can take of a connection, and loses no answer.

uvicorn reads heads of any length, waits for the rest of a request without end, and closes a connection on a client that
is still sending: the kernel then resets the connection, and the client loses the answer. The subclass

- refuses a head that is too long (431) or not whole in time (408), and what is not HTTP (400), with a sentence in JSON;
- reads and discards the rest of a request that was answered early, within the bounds of `Lingering`, as nginx does it with
  `lingering_close`;
- sends the head of an answer and the first part of its body as one segment;
- writes nothing to a transport that is closing, which uvloop reports as an error.

All of this rests on internals of uvicorn 0.54 that no documentation promises. `RELIED_ON` names them, `pyproject.toml`
holds the version below 0.55, and `tests/api/middleware/test_uvicorn_protocol.py` fails when they change.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from kentgraf.api.json_api.encoding import dump_json

RELIED_ON: Final[dict[type, tuple[str, ...]]] = {
    HttpToolsProtocol: (
        # methods that are overridden or called
        "connection_made",
        "connection_lost",
        "data_received",
        "on_message_begin",
        "on_headers_complete",
        "on_message_complete",
        "on_response_complete",
        "send_400_response",
        "shutdown",
        "timeout_keep_alive_handler",
        "_unset_keepalive_if_required",
        # attributes
        "cycle",
        "loop",
        "pipeline",
        "timeout_keep_alive",
        "timeout_keep_alive_task",
        "transport",
    ),
    RequestResponseCycle: ("disconnected", "keep_alive", "more_body", "response_complete"),
}
"""The internals of uvicorn that this module uses, by class. It also relies on the order in which a cycle ends its answer: it
writes the last part, sets `response_complete`, closes the transport unless the connection is kept, and then calls the
protocol's `on_response_complete`."""

_SECONDS_TO_READ_A_REFUSAL: Final = 1.0
_STATUS_LINE_START: Final = b"HTTP/1.1 "
_INFORMATIONAL_START: Final = b"HTTP/1.1 1"
_END_OF_HEAD: Final = b"\r\n\r\n"


@dataclass(frozen=True)
class Lingering:
    """How long, in seconds, and for how many bytes the rest of a request is read after its answer.

    Reading ends when nothing came for `idle_seconds`, after `total_seconds`, and after `max_bytes`.
    """

    idle_seconds: float = 2.0
    total_seconds: float = 10.0
    max_bytes: int = 16 << 20


def make_http_protocol(
    request_seconds: float, max_header_bytes: int, lingering: Lingering | None = None
) -> type[HttpToolsProtocol]:
    """Return the protocol class for `uvicorn.Config(http=…)` that gives a client so many seconds and bytes for a head."""
    limits = {
        "request_seconds": request_seconds,
        "max_header_bytes": max_header_bytes,
        "lingering": lingering or Lingering(),
    }
    return type("LimitedHttpProtocol", (_LimitedHttpProtocol,), limits)


class _Transport:
    """A transport that writes nothing once it is closed, and lets the protocol decide when to close.

    It holds the head of an answer back until the first part of the body comes, so that both leave as one segment.
    """

    def __init__(self, transport: asyncio.Transport, protocol: _LimitedHttpProtocol) -> None:
        self._transport = transport
        self._protocol = protocol
        self._head = b""
        self._ended = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write `data`, or hold it back if it is the head of an answer."""
        if not self._head and _is_head(data):
            self._head = data
            return
        content, self._head = self._head + data, b""
        if content and not self._ended and not self._transport.is_closing():
            self._transport.write(content)

    def end(self) -> None:
        """Flush, and tell the client that nothing more is written; reading goes on."""
        self.write(b"")
        if not self._ended and not self._transport.is_closing() and self._transport.can_write_eof():
            self._ended = True
            self._transport.write_eof()

    def close(self) -> None:
        """Flush and close, or begin to linger if the client still sends the request that was answered."""
        self.write(b"")
        if not self._protocol.lingers_before_close():
            self._transport.close()


def _is_head(data: bytes) -> bool:
    """Return whether `data` is the head of a final answer; `100 Continue` is none, since the client waits for it."""
    return (
        data.startswith(_STATUS_LINE_START)
        and data.endswith(_END_OF_HEAD)
        and not data.startswith(_INFORMATIONAL_START)
    )


class _LimitedHttpProtocol(HttpToolsProtocol):
    """A connection with limits on the head of a request and on what is read after an early answer."""

    request_seconds: ClassVar[float]
    max_header_bytes: ClassVar[int]
    lingering: ClassVar[Lingering]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_timer: asyncio.TimerHandle | None = None
        self._header_bytes = 0
        self._is_in_head = False
        self._is_request_whole = True
        self._is_refused = False
        self._linger_timer: asyncio.TimerHandle | None = None
        self._linger_end = 0.0
        self._discarded_bytes = 0
        self._closes_after_lingering = False
        self._must_close = False

    # what the transport calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(cast(asyncio.Transport, _Transport(transport, self)))
        self._start_head_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers, and tell the application that nobody waits for its answers."""
        self._must_close = True
        self._stop_head_timer()
        self._stop_lingering()
        self._abandon_answers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass data on to the parser within the limits; discard it after a refusal."""
        if self._linger_timer is not None and not self._discard(data):
            return
        if self._is_refused:
            return
        if self._is_in_head or self._is_request_whole:
            self._header_bytes += len(data)
            end = data.find(_END_OF_HEAD)
            if self._header_bytes - (len(data) - end if end >= 0 else 0) > self.max_header_bytes:
                self._refuse(431, f"The request's address and headers are longer than {self.max_header_bytes} bytes.")
                return
        super().data_received(data)

    # what the parser calls

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._unset_keepalive_if_required()
        self._is_in_head, self._is_request_whole = True, False
        self._start_head_timer()

    def on_headers_complete(self) -> None:
        """The head is whole. Nothing is done for a request that follows one after which the connection is closed."""
        self._stop_head_timer()
        self._is_in_head, self._header_bytes = False, 0
        if not self._must_close:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole; if it was answered before, the connection is closed or awaits the next one."""
        self._is_request_whole = True
        super().on_message_complete()
        if self._linger_timer is not None:
            self._stop_lingering()
            if self._closes_after_lingering:
                self._close()
            else:
                self._start_keep_alive_timer()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(400, msg)

    # what the answer's cycle and the server call

    def lingers_before_close(self) -> bool:
        """Return whether the connection can't be closed yet since its client still sends; starts to linger then."""
        if self._must_close or self._is_refused or self._is_request_whole or self._linger_timer is not None:
            return False
        if self.transport.is_closing() or self.cycle is None or not self.cycle.response_complete:
            return False
        self._linger(closes=True)
        return True

    def on_response_complete(self) -> None:
        """Flush the answer; go on reading the request if it was answered before it was whole."""
        self.transport.write(b"")  # the head of an answer without a body
        super().on_response_complete()
        if self._is_refused:
            if self._awaits_nothing():  # the last answer before the refusal
                self._linger(closes=True)
        elif not self._is_request_whole and self.cycle.response_complete:
            self._unset_keepalive_if_required()
            if self._linger_timer is None and not self.transport.is_closing():
                self._linger(closes=False)

    def shutdown(self) -> None:
        """Close the connection when the server ends; a client that is only lingered for isn't waited for."""
        if self._linger_timer is not None:
            self._close()
        else:
            super().shutdown()

    # lingering

    def _linger(self, *, closes: bool) -> None:
        """Read and discard what the client still sends; then close, or keep the connection for the next request."""
        self._closes_after_lingering = closes
        self._discarded_bytes = 0
        self._linger_end = self.loop.time() + self.lingering.total_seconds
        if closes:
            cast(_Transport, self.transport).end()
        self._start_linger_timer()

    def _discard(self, data: bytes) -> bool:
        """Count what came while lingering. Return whether that is within the bounds; the connection is closed otherwise."""
        self._discarded_bytes += len(data)
        if self._discarded_bytes > self.lingering.max_bytes:
            self._close()
            return False
        self._start_linger_timer()
        return True

    def _start_linger_timer(self) -> None:
        self._stop_lingering()
        left = self._linger_end - self.loop.time()
        self._linger_timer = self.loop.call_later(min(self.lingering.idle_seconds, left), self._close)

    def _stop_lingering(self) -> None:
        if self._linger_timer is not None:
            self._linger_timer.cancel()
            self._linger_timer = None

    def _start_keep_alive_timer(self) -> None:
        """Wait for the next request as long as uvicorn does; its own timer ended with the first data after the answer."""
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    # refusing

    def _refuse(self, status: int, sentence: str) -> None:
        """Answer with a refusal, and close the connection once the client could read it.

        Whole requests before the refused one are answered first.
        """
        self._is_refused = True
        self._stop_head_timer()
        if self.transport.is_closing() or self._answers_whole_requests():
            return
        if self._awaits_nothing():
            self._write_refusal(status, sentence)
            self._linger(closes=True)
        else:
            self.loop.call_later(_SECONDS_TO_READ_A_REFUSAL, self._close)

    def _write_refusal(self, status: int, sentence: str) -> None:
        content = dump_json({"error": sentence}).encode()
        head = (
            b"content-type: application/json\r\nx-content-type-options: nosniff\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n" % len(content)
        )
        self.transport.write(STATUS_LINE[status] + head + content)

    def _awaits_nothing(self) -> bool:
        """Return whether no answer is under way and no request waits for its turn."""
        return (self.cycle is None or self.cycle.response_complete) and not self.pipeline

    def _answers_whole_requests(self) -> bool:
        """Return whether an answer to a whole request is under way, or such a request waits for its turn."""
        return not self._awaits_nothing() and (self.cycle is None or not self.cycle.more_body)

    # the deadline of a head, and the end

    def _start_head_timer(self) -> None:
        self._stop_head_timer()
        self._head_timer = self.loop.call_later(self.request_seconds, self._end_waiting)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _end_waiting(self) -> None:
        """Refuse a request whose head isn't whole in time; close without an answer where none has begun."""
        if self._is_in_head:
            self._refuse(408, f"The request was not whole after {self.request_seconds:g} s.")
        else:
            self._close()

    def _close(self) -> None:
        self._must_close = True
        self._stop_lingering()
        self._abandon_answers()
        self.transport.close()

    def _abandon_answers(self) -> None:
        """Tell the application of every answer that is under way or waits for its turn that its client is gone."""
        for cycle in [self.cycle, *(waiting for waiting, _ in self.pipeline)]:
            if cycle is not None:
                cycle.disconnected = True
