"""How a connection ends without the loss of an answer: refusals, and lingering for a client that still sends.

uvicorn closes a connection on a client that is still sending: the kernel then resets the connection, and the client loses
the answer. Here the rest of a request that was answered early is read and discarded, within the bounds of `Lingering`, as
nginx does it with `lingering_close`. When a connection is refused or closed is decided in `uvicorn_protocol`, which also
names the internals of uvicorn that both rely on.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.middleware.answer_transport import AnswerTransport

_SECONDS_TO_READ_A_REFUSAL: Final = 1.0
_RETRY_LATER: Final = b"retry-after: 1\r\n"


@dataclass(frozen=True)
class Lingering:
    """How long, in seconds, and for how many bytes the rest of a request is read after its answer.

    Reading ends when nothing came for `idle_seconds`, after `total_seconds`, and after `max_bytes`.
    """

    idle_seconds: float = 2.0
    total_seconds: float = 10.0
    max_bytes: int = 16 << 20


class ClosingProtocol(HttpToolsProtocol):
    """A connection that can be refused, and that lingers before it is closed."""

    lingering: ClassVar[Lingering]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._is_request_whole = True
        self._is_refused = False
        self._refusal: tuple[int, str] | None = None  # to be written when what came before is answered
        self._linger_timer: asyncio.TimerHandle | None = None
        self._linger_end = 0.0
        self._discarded_bytes = 0
        self._closes_after_lingering = False
        self._must_close = False

    @property
    def _answers(self) -> AnswerTransport:
        return cast(AnswerTransport, self.transport)

    def await_request(self) -> None:
        """Do what is to be done when nothing is under way and the next request may come."""

    # what the parser and the answer's cycle call

    def on_message_complete(self) -> None:
        """The request is whole; if it was answered before, the connection is closed or awaits the next one."""
        self._is_request_whole = True
        if not self._is_refused:
            super().on_message_complete()
        if self._linger_timer is not None:
            self._stop_lingering()
            if self._closes_after_lingering:
                self._close()
            else:
                self.await_request()

    def on_response_complete(self) -> None:
        """Flush the answer; go on reading the request if it was answered before it was whole."""
        self.transport.write(b"")  # the head of an answer without a body
        super().on_response_complete()
        self._unset_keepalive_if_required()  # `await_request` has a timer of its own
        if self._is_refused:
            if self._awaits_nothing() and not self.transport.is_closing():  # the last answer before the refusal
                if self._refusal is not None:
                    self._write_refusal(*self._refusal)
                self._linger(closes=True)
        elif not self._is_request_whole and self.cycle.response_complete:
            if self._linger_timer is None and not self.transport.is_closing():
                self._linger(closes=False)
        elif self._awaits_nothing() and not self.transport.is_closing():
            self.await_request()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(400, f"{msg.rstrip('.')}. In an address, letters other than those of ASCII are percent-encoded.")

    def lingers_before_close(self) -> bool:
        """Return whether the connection can't be closed yet since its client still sends; starts to linger then."""
        if self._must_close or self._is_refused or self._is_request_whole or self._linger_timer is not None:
            return False
        if self.transport.is_closing() or self.cycle is None or not self.cycle.response_complete:
            return False
        self._linger(closes=True)
        return True

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
            self._answers.end()
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

    # refusing

    def _refuse(self, status: int, sentence: str) -> None:
        """Answer with a refusal, and close the connection once the client could read it.

        Whole requests before the refused one are answered first.
        """
        self._is_refused = True
        if self.transport.is_closing():
            return
        if self._answers_whole_requests():
            self._refusal = status, sentence
        elif self._awaits_nothing():
            self._write_refusal(status, sentence)
            self._linger(closes=True)
        elif self._refuse_instead(status, sentence):
            self._linger(closes=True)
        else:
            self.loop.call_later(_SECONDS_TO_READ_A_REFUSAL, self._close)

    def _refuse_instead(self, status: int, sentence: str) -> bool:
        """Refuse the request that is being received, instead of the answer that the application would give.

        Return whether the refusal was written: it isn't where an answer to this or an earlier request has begun.
        """
        self._is_refused = True
        has_begun = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if has_begun or self.pipeline or self._is_request_whole or self._linger_timer is not None:
            return False
        self._abandon_answers()
        self._write_refusal(status, sentence)
        return True

    def _write_refusal(self, status: int, sentence: str) -> None:
        content = dump_json({"error": sentence}).encode()
        head = b"content-type: application/json\r\nx-content-type-options: nosniff\r\ncontent-length: %d\r\n" % len(
            content
        )
        retry = _RETRY_LATER if status == 503 else b""
        self.transport.write(STATUS_LINE[status] + head + retry + b"connection: close\r\n\r\n" + content)

    def _awaits_nothing(self) -> bool:
        """Return whether no answer is under way and no request waits for its turn."""
        return (self.cycle is None or self.cycle.response_complete) and not self.pipeline

    def _answers_whole_requests(self) -> bool:
        """Return whether an answer to a whole request is under way, or such a request waits for its turn."""
        return not self._awaits_nothing() and (self.cycle is None or not self.cycle.more_body)

    # the end

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
