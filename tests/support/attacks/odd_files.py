"""Files that no command expects: what is no file, never ends, leads nowhere, is no text, or has an odd name."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

_LONGEST_NAME = 255


def _missing(folder: Path) -> Path:
    return folder / "missing"


def _folder(folder: Path) -> Path:
    path = folder / "folder"
    path.mkdir()
    return path


def _with(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def _link_to(device: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "link"
        path.symlink_to(device)
        return path

    return make


def _pipe(folder: Path) -> Path:
    path = folder / "pipe"
    os.mkfifo(path)
    return path


def _socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as listening:
        # the path of a socket may have 108 characters only
        here = os.open(folder, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{here}/socket")
        os.close(here)
    return folder / "socket"


def _endless(folder: Path) -> Path:
    path = folder / "endless"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    return path


def _long_name(folder: Path) -> Path:
    return folder / ("x" * (_LONGEST_NAME + 1))


ODD_FILES: dict[str, Callable[[Path], Path]] = {
    "missing": _missing,
    "folder": _folder,
    "empty": _with("empty", b""),
    "binary": _with("binary", bytes(range(256)) * 64),
    "huge line": _with("line", b"1.000,00\tPark " * 20_000),
    "not UTF-8": _with("latin", b"\xff\xfe\xd0\xe9\xc3\x28" * 100),
    "zero": _link_to("/dev/zero"),
    "urandom": _link_to("/dev/urandom"),
    "full": _link_to("/dev/full"),
    "null": _link_to("/dev/null"),
    "memory": _link_to("/proc/self/mem"),
    "loop": _link_to("link"),
    "pipe": _pipe,
    "socket": _socket,
    "endless": _endless,
    "long name": _long_name,
    "line break in the name": _with("two\nlines", b"nothing"),
    "name not UTF-8": _with("\udcff\udcfe", b"nothing"),
}
"""Makers of odd files by kind: each returns a path in the folder that it is given."""
