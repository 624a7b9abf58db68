"""Write files so that they survive a power failure: content and folder entries are on disk when a function returns.

A file's content and the entry of its name in the folder reach the disk separately, so both are synced (`fsync(2)`).
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from shutil import copymode
from typing import Final

_UNSUPPORTED: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF, errno.EISDIR})
"""The errors of systems that can't sync a folder; every other one, such as EIO or ENOSPC, is a failure."""


def create_folder(folder: Path) -> None:
    """Create a folder and the missing ones above it. Raises OSError."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        create_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_files(folder: Path) -> None:
    """Sync each file of a folder, and the folder. Raises OSError."""
    for path in sorted(folder.iterdir()):
        if path.is_file():
            _sync(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Sync the entries of a folder, where the system supports that. Raises OSError if writing them fails."""
    try:
        _sync(folder)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


def replace_file(path: Path, content: bytes) -> None:
    """Write a file atomically: after a crash at any moment it has its old content or all of the new.

    It keeps the rights of the file that stood there. Raises OSError.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            copymode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
