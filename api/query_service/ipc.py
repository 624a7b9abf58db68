"""How the server and its query workers speak: one pickled object a frame, its length before it, over a socket.

Both ends are processes of ours; nothing from outside is ever unpickled. The server waits without a thread, the worker
simply reads.
"""

from __future__ import annotations

import asyncio
import io
import pickle
import socket
import struct
from contextlib import suppress
from typing import Any, BinaryIO, Final

_LENGTH: Final = struct.Struct(">Q")
_MOST_AT_ONCE: Final = 1 << 16


def pack(message: Any) -> bytes:
    """`message` as one frame."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(content)) + content


def unpack(frame: bytes) -> Any:
    """The message in one frame. Raises EOFError if it was cut."""
    return receive(io.BytesIO(frame))


def send(pipe: BinaryIO, message: Any) -> None:
    """Write `message`. Raises OSError when nobody reads any more."""
    pipe.write(pack(message))
    pipe.flush()


def receive(pipe: BinaryIO) -> Any:
    """The next message. Raises EOFError when the other end has closed."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)


class Channel:
    """The server's end of the socket to a worker: messages go out and come in, one at a time, in an event loop.

    It is told of what comes in for as long as it is open, so that it also learns that the other end has closed.
    """

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._socket = end
        self._loop: asyncio.AbstractEventLoop | None = None
        self._held = bytearray()
        self._awaited: asyncio.Future[Any] | None = None
        self.is_open = True

    async def send(self, message: Any) -> None:
        """Write `message`. Raises OSError when nobody reads any more."""
        frame = pack(message)
        try:
            sent = self._socket.send(frame)
        except BlockingIOError:
            sent = 0
        if sent < len(frame):
            await asyncio.get_running_loop().sock_sendall(self._socket, frame[sent:])

    async def receive(self) -> Any:
        """The next message. Raises EOFError when the other end has closed, and when this one was."""
        if not self.is_open:
            raise EOFError
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            loop.add_reader(self._socket.fileno(), self._read)
        self._awaited = loop.create_future()
        try:
            return await self._awaited
        finally:
            self._awaited = None

    def shutdown(self) -> None:
        """Break the conversation off; who waits for a message learns that there will be none."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the socket; may be called from any thread."""
        self.is_open = False
        if self._loop is None:
            self._socket.close()
            return
        try:
            self._loop.call_soon_threadsafe(self._let_go)
        except RuntimeError:  # the loop has ended, and its interest in the socket with it
            self._socket.close()

    def _read(self) -> None:
        try:
            part = self._socket.recv(max(_MOST_AT_ONCE, self._missing()))
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self.is_open = False
            self._let_go()
            return
        self._held += part
        if self._missing() == 0:
            message = pickle.loads(memoryview(self._held)[_LENGTH.size :])
            self._held = bytearray()
            if self._awaited is not None and not self._awaited.done():
                self._awaited.set_result(message)

    def _missing(self) -> int:
        """How many bytes the message that comes in still lacks, as far as can be told."""
        if len(self._held) < _LENGTH.size:
            return _LENGTH.size
        return int(_LENGTH.size + _LENGTH.unpack_from(self._held)[0] - len(self._held))

    def _let_go(self) -> None:
        if self._loop is not None and self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_exception(EOFError())
