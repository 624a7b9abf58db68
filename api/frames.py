"""How the server and its query workers speak: one pickled object a frame, its length before it, over a pipe.

Both ends are processes of ours; nothing from outside is ever unpickled.
"""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any, Final

_LENGTH: Final = struct.Struct(">Q")


def send(pipe: IO[bytes], message: Any) -> None:
    """Write `message`. Raises OSError when nobody reads any more."""
    content = pickle.dumps(message)
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """The next message. Raises EOFError when the other end has closed."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)
