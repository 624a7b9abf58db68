"""Inter-process communication between the server and its query workers: pickled objects, each after its length, on a socket.

Both ends are processes of ours; nothing that a client sends is ever unpickled. The server's end waits in the event loop,
the worker's end blocks.
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
_READ_SIZE: Final = 1 << 16


def pack(message: Any) -> bytes:
    """Return `message` as one frame."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(content)) + content


def unpack(frame: bytes) -> Any:
    """Return the message in a frame. Raises EOFError if the frame is incomplete."""
    return receive(io.BytesIO(frame))


def unpack_from(end: socket.socket) -> Any:
    """Return the next message on a blocking socket, of which not one byte more is read. Raises EOFError."""
    head = end.recv(_LENGTH.size, socket.MSG_WAITALL)
    return unpack(head + (end.recv(_LENGTH.unpack(head)[0], socket.MSG_WAITALL) if len(head) == _LENGTH.size else b""))


def send(pipe: BinaryIO, message: Any) -> None:
    """Write `message` and flush. Raises OSError when the other end has closed."""
    pipe.write(pack(message))
    pipe.flush()


def receive(pipe: BinaryIO) -> Any:
    """Return the next message. Raises EOFError when the other end has closed."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)


class Channel:
    """The server's end of the socket to a worker, which sends and receives one message at a time in an event loop.

    It reads as long as it is open, and so notices that the other end has closed.
    """

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._socket = end
        self._loop: asyncio.AbstractEventLoop | None = None
        self._buffer = bytearray()
        self._awaited: asyncio.Future[Any] | None = None
        self.is_open = True

    async def send(self, message: Any) -> None:
        """Write `message`. Raises OSError when the other end has closed."""
        frame = pack(message)
        try:
            sent = self._socket.send(frame)
        except BlockingIOError:
            sent = 0
        if sent < len(frame):
            await asyncio.get_running_loop().sock_sendall(self._socket, frame[sent:])

    async def receive(self) -> Any:
        """Return the next message. Raises EOFError when either end is closed."""
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
        """Shut the socket down; a pending `receive` raises EOFError."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket. Thread-safe."""
        self.is_open = False
        if self._loop is None:
            self._socket.close()
            return
        try:
            self._loop.call_soon_threadsafe(self._release)
        except RuntimeError:  # the loop has ended and no longer watches the socket
            self._socket.close()

    def _read(self) -> None:
        try:
            part = self._socket.recv(max(_READ_SIZE, self._missing_bytes()))
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self.is_open = False
            self._release()
            return
        self._buffer += part
        if self._missing_bytes() == 0:
            message = pickle.loads(memoryview(self._buffer)[_LENGTH.size :])
            self._buffer = bytearray()
            if self._awaited is not None and not self._awaited.done():
                self._awaited.set_result(message)

    def _missing_bytes(self) -> int:
        """Return the number of bytes that the incoming message still lacks; until its length is known, a guess."""
        if len(self._buffer) < _LENGTH.size:
            return _LENGTH.size
        return int(_LENGTH.size + _LENGTH.unpack_from(self._buffer)[0] - len(self._buffer))

    def _release(self) -> None:
        if self._loop is not None and self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_exception(EOFError())
