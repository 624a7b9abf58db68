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


async def send_waiting(channel: socket.socket, message: Any) -> None:
    """Write `message` to a socket that doesn't block. Raises OSError when nobody reads any more."""
    await asyncio.get_running_loop().sock_sendall(channel, pack(message))


async def receive_waiting(channel: socket.socket) -> Any:
    """The next message from a socket that doesn't block, and nothing after it. Raises EOFError, OSError when it closed."""
    loop = asyncio.get_running_loop()
    held = bytearray()
    length = _LENGTH.size
    while len(held) < length:
        part = await loop.sock_recv(channel, max(_MOST_AT_ONCE, length - len(held)))
        if not part:
            raise EOFError
        held += part
        if len(held) >= _LENGTH.size:
            length = _LENGTH.size + _LENGTH.unpack_from(held)[0]
    return pickle.loads(memoryview(held)[_LENGTH.size :])
