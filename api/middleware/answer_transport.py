"""The transport that uvicorn's protocol writes answers to: it wraps that of the event loop and adds what a server on the
open internet needs."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import termios
from contextlib import suppress
from typing import Any, Final, Protocol

_STATUS_LINE_START: Final = b"HTTP/1.1 "
_INFORMATIONAL_START: Final = b"HTTP/1.1 1"
_END_OF_HEAD: Final = b"\r\n\r\n"
_INT: Final = struct.Struct("i")
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
"""SO_LINGER with no time to linger: the system drops what wasn't sent, and sends a reset."""


class _Owner(Protocol):
    def lingers_before_close(self) -> bool: ...
    def note_written(self, size: int) -> None: ...


class AnswerTransport:
    """A transport that writes nothing once it is closed, and lets the protocol decide when to close.

    It holds the head of an answer back until the first part of the body comes, so that both leave as one segment. It counts
    what is written, and reading can be blocked whatever uvicorn's flow control wants.
    """

    def __init__(self, transport: asyncio.Transport, protocol: _Owner) -> None:
        self._transport = transport
        self._protocol = protocol
        self._head = b""
        self._ended = False
        self._is_reading_blocked = False
        self._is_reading_wanted = True
        self.written_bytes = 0

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
            self.written_bytes += len(content)
            self._protocol.note_written(len(content))

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

    def reset(self) -> None:
        """Close at once; what wasn't sent is dropped here and in the system."""
        connected = self._transport.get_extra_info("socket")
        if connected is not None:
            with suppress(OSError):  # the connection has ended by itself
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()

    def unacknowledged_bytes(self) -> int:
        """Return how many bytes the system holds that the client hasn't confirmed, or 0 where the system doesn't tell."""
        return self._ask_socket(termios.TIOCOUTQ)

    def _ask_socket(self, request: int) -> int:
        connected = self._transport.get_extra_info("socket")
        try:
            answer = fcntl.ioctl(connected.fileno(), request, bytes(_INT.size))
        except (AttributeError, OSError, ValueError):
            return 0
        return int(_INT.unpack(answer)[0])

    # reading

    def arrived_bytes(self) -> int:
        """Return how many bytes have arrived that weren't read yet, or 0 where the system doesn't tell."""
        return self._ask_socket(termios.FIONREAD)

    def block_reading(self) -> None:
        """Read nothing until `unblock_reading`."""
        self._is_reading_blocked = True
        self._transport.pause_reading()

    def unblock_reading(self) -> None:
        """Read again, unless reading was paused meanwhile."""
        if self._is_reading_blocked:
            self._is_reading_blocked = False
            if self._is_reading_wanted:
                self._transport.resume_reading()

    def pause_reading(self) -> None:
        """Read nothing until `resume_reading`."""
        self._is_reading_wanted = False
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Read again, unless reading is blocked."""
        self._is_reading_wanted = True
        if not self._is_reading_blocked:
            self._transport.resume_reading()


def _is_head(data: bytes) -> bool:
    """Return whether `data` is the head of a final answer; `100 Continue` is none, since the client waits for it."""
    return (
        data.startswith(_STATUS_LINE_START)
        and data.endswith(_END_OF_HEAD)
        and not data.startswith(_INFORMATIONAL_START)
    )
