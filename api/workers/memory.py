"""The memory that processes hold and may take."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_PAGE_SIZE: Final = os.sysconf("SC_PAGE_SIZE")


def limit_memory(extra: int) -> None:
    """Limit the memory of this process to `extra` bytes more than it has now, where the system supports that."""
    import resource

    limit = extra + _data_bytes()
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def unshared_bytes(pid: int | str) -> int:
    """Return the resident memory of a process that isn't shared, in bytes, or 0 where the system doesn't tell.

    Memory that a fork shares with its parent counts as its own here, so callers subtract what it held at its start.
    """
    try:
        resident, shared = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1:3]
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * _PAGE_SIZE


def _data_bytes() -> int:
    """Return the memory that RLIMIT_DATA counts now, or 0 where the system doesn't tell."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[5]
    except OSError:
        return 0
    return int(pages) * _PAGE_SIZE
