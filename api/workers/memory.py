"""The memory that processes hold and may take."""

from __future__ import annotations

import os
from typing import Final

_PAGE_SIZE: Final = os.sysconf("SC_PAGE_SIZE")
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
"""Parameters of mallopt(3)."""
_MINOR_FAULTS: Final = 7
"""The place of the number of minor page faults behind the name in /proc/PID/stat (proc_pid_stat(5), field 10)."""
_LONGEST: Final = 4096
"""Bytes of which no file that is read here has more."""


def limit_memory(extra: int) -> None:
    """Limit the memory of this process to `extra` bytes more than it has now, where the system supports that."""
    import resource

    limit = extra + _data_bytes()
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def give_back_large_blocks() -> None:
    """Let the C library give blocks above 1 MiB back to the system as soon as they are free, where it is glibc.

    By itself it learns to keep ever larger ones, up to 32 MiB, for the next time: a server that once held large answers would
    hold their memory for ever.
    """
    import ctypes

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_M_MMAP_THRESHOLD, 1 << 20)
    mallopt(_M_TRIM_THRESHOLD, 1 << 20)


def unshared_bytes(pid: int | str) -> int:
    """Return the resident memory of a process without files, in bytes, or 0 where the system doesn't tell.

    What a fork shares with its parent counts here for both of them.
    """
    try:
        resident, shared = _read(f"/proc/{pid}/statm").split()[1:3]
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * _PAGE_SIZE


def own_bytes(pid: int, bytes_at_start: int) -> int:
    """Return what a fork, which held `bytes_at_start` with its parent at first, holds for itself now, in bytes.

    That is what it has taken since, and what it has written to since, of which it then has a copy; counting references is
    enough for that, so that reading the graph copies it by and by. The system tells what is shared only at the cost of a
    walk through all pages, so copies are counted as page faults, each of which makes one page its own. 0 where the system
    doesn't tell.
    """
    held = unshared_bytes(pid)
    try:
        fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    except OSError:
        return 0
    return min(held, max(held - bytes_at_start, int(fields[_MINOR_FAULTS]) * _PAGE_SIZE))


def _data_bytes() -> int:
    """Return the memory that RLIMIT_DATA counts now, or 0 where the system doesn't tell."""
    try:
        pages = _read("/proc/self/statm").split()[5]
    except OSError:
        return 0
    return int(pages) * _PAGE_SIZE


def _read(path: str) -> bytes:
    """Return a short file of the system; some twenty are read fifty times a second, for which Python's files are slow."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, _LONGEST)
    finally:
        os.close(descriptor)
