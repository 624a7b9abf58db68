"""How a command ends that fails: one sentence, cause first, and an exit status, for every exception there is."""

from __future__ import annotations

import errno
import traceback
from importlib.metadata import version
from typing import Final

from kentgraf.api.terminal import exit_status
from kentgraf.ontology.errors import IncompleteReading, KentgrafError, NotTold, ShapeViolation

_ALLOW_SMALLER: Final = "\nWhat was there stays; with --allow-smaller it is replaced all the same."
_LIMITS: Final = {
    errno.EMFILE: "too many open files are needed; allow more (`ulimit -n`)",
    errno.ENFILE: "the machine has too many open files",
    errno.EAGAIN: "the system allows no more processes or threads; allow more (`ulimit -u`)",
    errno.ENOMEM: "the memory doesn't suffice; free some, or allow more (`ulimit -v`)",
}
_UNWRITABLE: Final = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EBADF})
_NO_MEMORY: Final = ("cannot allocate memory", "failed to map segment", "out of memory")
_NO_THREAD: Final = "can't start new thread"
"""What libraries say of memory or threads that they don't get, in errors of other classes."""


def describe_error(error: BaseException) -> tuple[str, int]:
    """Return the message for an exception that ended a command, and the exit status.

    An exception that none of our own, the system's and memory's is, is an error of the program: the message then asks for a
    report of it and names where it was raised.
    """
    if isinstance(error, ShapeViolation):
        return f"The data breaks the shapes:\n{error}", exit_status.FAILED
    if isinstance(error, KentgrafError):
        way_on = _ALLOW_SMALLER if isinstance(error, IncompleteReading) else ""
        failed = isinstance(error, (NotTold, IncompleteReading))
        return f"kentgraf: {error}{way_on}", exit_status.FAILED if failed else exit_status.WRONG_USE
    if isinstance(error, MemoryError) or _is_lack_of_memory(error):
        return f"kentgraf: {_LIMITS[errno.ENOMEM]}.", exit_status.WRONG_USE
    if isinstance(error, RuntimeError) and _NO_THREAD in str(error):
        return f"kentgraf: {_LIMITS[errno.EAGAIN]}.", exit_status.WRONG_USE
    if isinstance(error, OSError):
        return f"kentgraf: {_system_reason(error)}.", exit_status.WRONG_USE
    if isinstance(error, UnicodeEncodeError):  # what was typed in another encoding reaches Python as surrogates
        return (
            "kentgraf: found a name or text that is not UTF-8 among what was typed; expected UTF-8.",
            exit_status.WRONG_USE,
        )
    return f"kentgraf: {_internal_error(error)}", exit_status.WRONG_USE


def _is_lack_of_memory(error: BaseException) -> bool:
    return isinstance(error, (ImportError, RuntimeError, OSError)) and any(
        words in str(error).lower() for words in _NO_MEMORY
    )


def _system_reason(error: OSError) -> str:
    limit = _LIMITS.get(error.errno or 0)
    if limit:
        return limit
    reason = error.strerror or str(error) or type(error).__name__
    if error.errno in _UNWRITABLE and error.filename is None:
        return f"the output can't be written: {reason.lower()}"
    return reason if error.filename is None else f"{error.filename}: {reason}"


def _internal_error(error: BaseException) -> str:
    """Return the sentence for an error of the program: what it is, where, and how to see all of it."""
    frames = list(traceback.walk_tb(error.__traceback__))
    own = [(frame, line) for frame, line in frames if frame.f_globals.get("__name__", "").startswith("kentgraf.")]
    place = "".join(f" in {frame.f_globals['__name__']}, line {line}" for frame, line in own[-1:])
    said = " ".join(str(error).split())[:200]
    return (
        f"internal error {type(error).__name__}{f' ({said})' if said else ''}{place}, version {version('kentgraf')}. "
        "This is a fault of Kentgraf: please report this line and the command. KENTGRAF_DEBUG=1 shows the traceback."
    )
