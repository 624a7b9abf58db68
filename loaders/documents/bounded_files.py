"""Read the files that users name: documents, tables and queries, each in memory as a whole and within a limit.

A pipe that nobody writes and a device that never ends would be waited for without end; a graph also names its source by file
and checksum, which only a file has. So only regular files are read.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from kentgraf.ontology.errors import SourceError

MOST_BYTES: Final = 64 << 20
"""The largest file that is read, in bytes: more than fifty times the text of a report of 500 pages."""

_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe, which can't be read twice"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_NEVER_WAIT: Final = getattr(os, "O_NONBLOCK", 0)


def read_file(path: Path, *, expected: str) -> bytes:
    """Return the bytes of the regular file at `path`, at most `MOST_BYTES`.

    Raises SourceError, with `expected` in its sentence, for a file that is missing, can't be read, is larger, or is no
    regular file. Never waits for a writer.
    """
    try:
        # a device may act when it is opened, so it is looked at first; what takes its place meanwhile is looked at again
        _require_regular(path, path.stat().st_mode, expected)
        handle = os.open(path, os.O_RDONLY | _NEVER_WAIT | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:  # noqa: PTH123 (a descriptor has no path)
            _require_regular(path, os.fstat(handle).st_mode, expected)
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # a name that the system can't hold is a ValueError
        raise SourceError(str(path), found=_reason(error), expected=expected) from error
    if data is None or len(data) > MOST_BYTES:
        found = "a file that gives nothing" if data is None else f"more than {MOST_BYTES >> 20} MiB"
        raise SourceError(str(path), found=found, expected=f"{expected} of at most {MOST_BYTES >> 20} MiB")
    return data


def _require_regular(path: Path, mode: int, expected: str) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "no regular file")
        raise SourceError(str(path), found=kind, expected=expected)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError):
        return (error.strerror or "an error").lower()
    return "a name that the system can't hold"
