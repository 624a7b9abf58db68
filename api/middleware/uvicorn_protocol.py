"""A subclass of uvicorn's HTTP protocol that limits what a client can take of the server by its connection.

uvicorn reads heads of any length, waits for the rest of a request without end, parses any number of requests ahead, and
keeps answers for clients that never read them. The subclass

- refuses a head that is too long (431) or not whole in time (408), and what is not HTTP (400), with a sentence in JSON;
- closes a connection on which no request comes;
- parses few requests ahead of the one that is answered;
- enters itself in the `ConnectionTable`, by which connections are closed for others, bodies are bounded together, and
  clients that don't read their answers are disconnected.

`closing_protocol` has how a connection ends. All of this rests on internals of uvicorn 0.54 that no documentation promises.
`RELIED_ON` names them, `pyproject.toml` holds the version below 0.55, and
`tests/api/middleware/test_uvicorn_protocol.py` fails when they change.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Final, cast

import uvicorn
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kentgraf.api.middleware.answer_transport import AnswerTransport
from kentgraf.api.middleware.closing_protocol import ClosingProtocol, Lingering
from kentgraf.api.middleware.connection_table import ConnectionTable

__all__ = ["RELIED_ON", "Lingering", "make_http_protocol"]

RELIED_ON: Final[dict[type, tuple[str, ...]]] = {
    HttpToolsProtocol: (
        # methods that are overridden or called
        "connection_made",
        "connection_lost",
        "data_received",
        "on_body",
        "on_header",
        "on_message_begin",
        "on_headers_complete",
        "on_message_complete",
        "on_response_complete",
        "resume_writing",
        "send_400_response",
        "shutdown",
        "_unset_keepalive_if_required",
        # attributes
        "client",
        "cycle",
        "flow",
        "loop",
        "pipeline",
        "timeout_keep_alive",
        "timeout_keep_alive_task",
        "transport",
    ),
    RequestResponseCycle: ("disconnected", "keep_alive", "more_body", "response_complete", "response_started"),
    FlowControl: ("pause_reading", "resume_reading", "write_paused"),
    uvicorn.Server: ("config", "lifespan", "server_state", "servers", "shutdown", "startup"),
    uvicorn.Config: ("backlog", "http_protocol_class"),
}
"""The internals of uvicorn that our server uses, by class. It also relies on the order in which a cycle ends its answer: it
writes the last part, sets `response_complete`, closes the transport unless the connection is kept, and then calls the
protocol's `on_response_complete`; and on a server that starts with an empty list of sockets to listen at none."""

_END_OF_HEAD: Final = b"\r\n\r\n"
_MAX_PIPELINED: Final = 16
"""How many requests may wait for the answer of the one before them; what follows stays unparsed until there are fewer."""
_PIECE_BYTES: Final = 4096
"""So much is parsed at once: the parser can't be stopped between two requests in one piece."""
_LOOKS_AT_READER: Final = 4
"""How often a client that still takes its last answer is looked at in the time that it then has for a request."""
_BUSY: Final = "The server is busy with other requests. Try again in a moment."


def make_http_protocol(
    request_seconds: float,
    max_header_bytes: int,
    lingering: Lingering | None = None,
    connections: ConnectionTable | None = None,
) -> type[HttpToolsProtocol]:
    """Return the protocol class for `uvicorn.Config(http=…)` that gives a client so many seconds and bytes for a head.

    `connections` has the connections of all protocols of one server, a table of its own unless it is given.
    """
    limits = {
        "request_seconds": request_seconds,
        "max_header_bytes": max_header_bytes,
        "lingering": lingering or Lingering(),
        "connections_of_server": connections or ConnectionTable(),
    }
    return type("LimitedHttpProtocol", (_LimitedHttpProtocol,), limits)


class _LimitedHttpProtocol(ClosingProtocol):
    """A connection with limits on heads, bodies, waiting, pipelined requests and unread answers."""

    request_seconds: ClassVar[float]
    max_header_bytes: ClassVar[int]
    connections_of_server: ClassVar[ConnectionTable]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._wait_timer: asyncio.TimerHandle | None = None
        self._header_bytes = 0
        self._bytes_without_body = 0
        self._is_in_head = False
        self._is_working = False
        self._unparsed = b""
        self._handed_over_at = 0.0  # when the system had taken the last answer, as far as is known
        self._was_reading_answer = False

    # what the transport calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(cast(asyncio.Transport, AnswerTransport(transport, self)))
        self.connections_of_server.add(self)
        self._start_wait_timer(min(self.request_seconds, self.timeout_keep_alive))

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers, and tell the application that nobody waits for its answers."""
        self._must_close = True
        self._stop_wait_timer()
        self._stop_lingering()
        self._abandon_answers()
        self._unparsed = b""
        super().connection_lost(exc)
        self.connections_of_server.discard(self)

    def data_received(self, data: bytes) -> None:
        """Pass data on to the parser within the limits; discard it after a refusal."""
        if self._linger_timer is not None and not self._discard(data):
            return
        if self._unparsed:
            self._unparsed += data
        else:
            self._parse(data)

    def resume_writing(self) -> None:
        """The client has taken nearly all that was written."""
        super().resume_writing()
        self._note_state()

    # what the parser calls

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._is_in_head, self._is_request_whole = True, False
        self._start_wait_timer(self.request_seconds)
        if not self._is_working and not self._must_close:
            self.connections_of_server.begin_waiting(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head. One of the trailer section doesn't belong to the head (RFC 9110, section 6.5.1) and is dropped."""
        if self._is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole. Nothing is done for a request that follows one after which the connection is closed."""
        self._stop_wait_timer()
        self._is_in_head, self._header_bytes, self._bytes_without_body = False, 0, 0
        if self._must_close or self._is_refused:
            return
        if self._is_working or self.connections_of_server.has_work_room():
            super().on_headers_complete()
        else:
            self.connections_of_server.refused += 1
            self._refuse(503, _BUSY)

    def on_body(self, body: bytes) -> None:
        """A part of a body came. It counts until the request is whole; then its query counts among those that wait."""
        self._bytes_without_body = 0
        if self._is_refused:
            return
        if self._must_close or self.cycle.response_complete or self.connections_of_server.bodies.add(self, len(body)):
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self.connections_of_server.bodies.discard(self)
        super().on_message_complete()
        self._note_state()

    # what the answer's cycle calls

    def on_response_complete(self) -> None:
        """Take up the next request if there is one."""
        self.connections_of_server.bodies.discard(self)
        super().on_response_complete()
        self._note_state()
        if self._unparsed and not self.transport.is_closing():
            data, self._unparsed = self._unparsed, b""
            self._parse(data)
            if not self._unparsed:
                self._answers.unblock_reading()

    # parsing within limits

    def _parse(self, data: bytes) -> None:
        """Parse data in pieces, until enough requests wait for their turn."""
        for begin in range(0, len(data), _PIECE_BYTES):
            if self._is_refused or self.transport.is_closing():
                return
            if len(self.pipeline) >= _MAX_PIPELINED:
                self._unparsed = data[begin:]
                self._answers.block_reading()
                return
            self._parse_piece(data[begin : begin + _PIECE_BYTES])

    def _parse_piece(self, data: bytes) -> None:
        if self._is_in_head or self._is_request_whole:
            self._header_bytes += len(data)
            end = data.find(_END_OF_HEAD)
            if self._header_bytes - (len(data) - end if end >= 0 else 0) > self.max_header_bytes:
                self._refuse(431, f"The request's address and headers are longer than {self.max_header_bytes} bytes.")
                return
        else:  # between the parts of a chunked body, or behind the last one
            self._bytes_without_body += len(data)
            if self._bytes_without_body > self.max_header_bytes + _PIECE_BYTES:
                self._refuse(431, f"The request's trailers are longer than {self.max_header_bytes} bytes.")
                return
        super().data_received(data)

    # deadlines

    def await_request(self) -> None:
        """Wait for the next request, from when the client has taken the last answer.

        No byte prolongs that but the first one of a request.
        """
        if not self._is_in_head:
            self._handed_over_at = self.loop.time()
            self._start_wait_timer(self.timeout_keep_alive)

    def _refuse(self, status: int, sentence: str) -> None:
        self._stop_wait_timer()
        super()._refuse(status, sentence)

    def _start_wait_timer(self, seconds: float) -> None:
        self._stop_wait_timer()
        self._wait_timer = self.loop.call_later(seconds, self._end_waiting)

    def _stop_wait_timer(self) -> None:
        if self._wait_timer is not None:
            self._wait_timer.cancel()
            self._wait_timer = None

    def _end_waiting(self) -> None:
        """Refuse a request whose head isn't whole in time; close without an answer where none has begun."""
        if self._is_in_head:
            self._refuse(408, f"The request was not whole after {self.request_seconds:g} s.")
        elif self._is_reading_answer():
            self._was_reading_answer = True
            self._start_wait_timer(self.timeout_keep_alive / _LOOKS_AT_READER)
        elif self._was_reading_answer:
            self._was_reading_answer = False
            self._start_wait_timer(self.timeout_keep_alive)
        else:
            self.connections_of_server.closed_idle += 1
            self._close()

    def _is_reading_answer(self) -> bool:
        """Return whether the client still takes the last answer. For what the system holds it has `send_seconds`."""
        if self.buffered_bytes():  # for which it has the deadlines of unread answers
            self._handed_over_at = self.loop.time()
            return True
        end = self._handed_over_at + self.connections_of_server.limits.send_seconds
        return self.loop.time() < end and self.unacknowledged_bytes() > 0

    # what the table of connections calls and is told

    @property
    def address(self) -> str:
        """The address of the client."""
        return self.client[0] if self.client else ""

    @property
    def written_bytes(self) -> int:
        """How many bytes were ever written."""
        return self._answers.written_bytes

    def buffered_bytes(self) -> int:
        """Return how many bytes wait in this process for the client."""
        return self.transport.get_write_buffer_size()

    def unacknowledged_bytes(self) -> int:
        """Return how many bytes wait in the system for the client."""
        return self._answers.unacknowledged_bytes()

    def arrived_bytes(self) -> int:
        """Return how many bytes have arrived from the client that weren't read yet."""
        return self._answers.arrived_bytes()

    def note_written(self, size: int) -> None:
        """Count what was written for the client."""
        self.connections_of_server.unread.note_written(self, size)

    def give_way(self) -> None:
        """Close the connection for another one; a request that has begun is refused."""
        self._refuse_instead(503, _BUSY)
        self._close()

    def refuse_body(self) -> None:
        """Refuse the request whose body is being received."""
        self._stop_wait_timer()
        if self._refuse_instead(503, _BUSY):
            self._linger(closes=True)
        else:
            self._close()

    def reset(self) -> None:
        """Close at once, without what wasn't sent."""
        self._must_close = True
        self._stop_lingering()
        self._abandon_answers()
        self._answers.reset()

    def _note_state(self) -> None:
        """Tell the table whether the connection is busy; one that is being closed stays what it was."""
        if self._must_close or self.transport.is_closing():
            return
        is_unread = self.flow.write_paused and self._linger_timer is None
        is_working = self._has_whole_request() or is_unread
        if is_working != self._is_working:
            self._is_working = is_working
            if is_working:
                self.connections_of_server.begin_work(self)
            else:
                self.connections_of_server.begin_waiting(self)

    def _has_whole_request(self) -> bool:
        """Return whether a whole request isn't answered yet; whatever another one follows is whole."""
        if self.pipeline:
            return True
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body
