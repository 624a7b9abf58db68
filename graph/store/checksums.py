"""Checksums of the files of a build: written when it is complete, checked before it is read.

    SHA256SUMS      a line `HASH  NAME` per file, so that `sha256sum -c SHA256SUMS` checks them in the build's folder;
                    comments hold the sizes, and the last one the hash of the list itself

The engine that reads a build finds some damage itself, by its own checksums of blocks, but only in the blocks that a query
happens to read, and not in the lengths by which it reads them: a damaged length can make it read on without end.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kentgraf.graph.store.durability import replace_file
from kentgraf.ontology.errors import DamagedBuild
from kentgraf.ontology.progress import SILENT, Progress

SHA256SUMS: Final = "SHA256SUMS"
"""The name of the list of checksums in the folder of a build."""
ANNOUNCED_BYTES: Final = 512 << 20
"""The size of a build from which a check, of some seconds a gigabyte, reports its progress."""
_HEAD: Final = "# The files of this build; `sha256sum -c SHA256SUMS` checks them here."
_SIZE: Final = re.compile(r"# size (\d+) (\S+)")
_HASH: Final = re.compile(r"([0-9a-f]{64})  (\S+)")
_OWN_HASH: Final = "# list "
_END: Final = re.compile(rb"([0-9a-f]{64})\n")
_LONGEST_LIST: Final = 16 << 20

_checked: dict[Path, frozenset[tuple[str, int, int, int]]] = {}
"""The files of the builds that this process has found intact: name, inode, size and time of change in ns."""


@dataclass(frozen=True)
class _Entry:
    size: int
    digest: str


def record_checksums(folder: Path, linked_from: Path | None = None) -> None:
    """Write the checksums of the files of a complete build, which no longer change. Raises OSError.

    Of files that are the same on disk as in `linked_from`, another build, what that one's list tells is taken: they were
    written by it. Raises DamagedBuild if that list is not as it was written.
    """
    known = {} if linked_from is None else _linked_files(folder, linked_from)
    sizes, hashes = [], []
    for name in sorted(_data_files(folder)):
        path = folder / name
        sizes.append(f"# size {path.stat().st_size} {name}\n")
        hashes.append(f"{known.get(name) or _digest(path)}  {name}\n")
    listed = "".join((_HEAD, "\n", *sizes, *hashes)).encode()
    replace_file(folder / SHA256SUMS, listed + f"{_OWN_HASH}{hashlib.sha256(listed).hexdigest()}\n".encode())


def is_as_written(path: Path) -> bool:
    """Return whether one file of a complete build is the one that was written."""
    try:
        return _read_list(path.parent)[path.name].digest == _digest(path)
    except (OSError, KeyError, DamagedBuild):
        return False


def _linked_files(folder: Path, linked_from: Path) -> dict[str, str]:
    """Return the digests of the files that two builds have in common on disk."""
    common = _inodes(folder) & _inodes(linked_from)
    listed = _read_list(linked_from) if common else {}
    return {name: listed[name].digest for name, _ in common if name in listed}


def has_checksums(folder: Path) -> bool:
    """Return whether a build has checksums, as every complete build has."""
    return os.path.lexists(folder / SHA256SUMS)


def check_files(
    folder: Path, progress: Progress = SILENT, *, announced_bytes: int = ANNOUNCED_BYTES, anew: bool = False
) -> None:
    """Check that the files of a build are those that were written. A build without checksums isn't known to be intact.

    A build whose files this process has found intact is not read again while their times and sizes stay, unless `anew`.
    `progress` hears of the check of a build of more than `announced_bytes`. Raises DamagedBuild, which names the first
    damaged file, what was found, and what was expected.
    """
    try:
        state = _state(folder)
        if not anew and _checked.get(folder) == state:
            return
        _checked.pop(folder, None)
        _compare(folder, _read_list(folder), progress, announced_bytes)
    except OSError as error:
        file = Path(str(error.filename)).name if error.filename else folder.name
        found = "no file" if isinstance(error, FileNotFoundError) else (error.strerror or str(error)).lower()
        raise DamagedBuild(file, found, "a readable file") from error
    _checked[folder] = state


def _compare(folder: Path, listed: dict[str, _Entry], progress: Progress, announced_bytes: int) -> None:
    """Raise DamagedBuild for the first file that is not as `listed`; what can be seen without reading comes first."""
    found = _data_files(folder)
    for name in sorted(listed.keys() | found):
        if name not in found:
            raise DamagedBuild(name, "no file", f"{listed[name].size} bytes")
        status = (folder / name).lstat()
        if name not in listed:
            raise DamagedBuild(name, "a file that the build did not write", f"the files of {SHA256SUMS} only")
        if not stat.S_ISREG(status.st_mode):  # nor is it opened: reading a pipe would never end
            raise DamagedBuild(name, "no regular file", f"{listed[name].size} bytes")
        if status.st_size != listed[name].size:
            raise DamagedBuild(name, f"{status.st_size} bytes", f"{listed[name].size} bytes")
    size = sum(entry.size for entry in listed.values())
    if size > announced_bytes:
        progress.step(f"checking the files of the graph ({size / 1e9:.1f} GB)", len(listed))
    for name, entry in listed.items():
        digest = _digest(folder / name)
        if digest != entry.digest:
            raise DamagedBuild(name, f"SHA-256 {digest}", entry.digest)
        if size > announced_bytes:
            progress.advance()


def _data_files(folder: Path) -> set[str]:
    """Return the names of what makes up a build.

    Opening a build for reading changes no file. Left out are those that the engine writes when it opens one for writing, and
    never reads (`LOG`, its older ones, `LOCK`), and hidden files, which file managers and network file systems make and the
    engine doesn't look at. Any other additional file is a fault: the engine would replay a `.log` as part of the graph.
    """
    left_out = {"LOG", "LOCK", SHA256SUMS}
    names = (path.name for path in folder.iterdir())
    return {name for name in names if name not in left_out and not name.startswith((".", "LOG.old."))}


def _read_list(folder: Path) -> dict[str, _Entry]:
    """Return the recorded files by name. Raises DamagedBuild if the list is not as it was written."""
    path = folder / SHA256SUMS
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > _LONGEST_LIST:
        raise DamagedBuild(SHA256SUMS, "no list", "a list of checksums")
    content = path.read_bytes()
    listed, _, own = content.rpartition(_OWN_HASH.encode())
    digest = hashlib.sha256(listed).hexdigest()
    match = _END.fullmatch(own)
    if match is None:
        raise DamagedBuild(SHA256SUMS, "no hash of the list at its end", "a list of checksums as it was written")
    if match[1].decode() != digest:
        raise DamagedBuild(SHA256SUMS, f"SHA-256 {digest}", match[1].decode())
    lines = listed.decode().splitlines()
    sizes = {match[2]: int(match[1]) for match in map(_SIZE.fullmatch, lines) if match}
    return {match[2]: _Entry(sizes[match[2]], match[1]) for match in map(_HASH.fullmatch, lines) if match}


def _inodes(folder: Path) -> set[tuple[str, int]]:
    return {(name, (folder / name).lstat().st_ino) for name in _data_files(folder)}


def _state(folder: Path) -> frozenset[tuple[str, int, int, int]]:
    status = {name: (folder / name).lstat() for name in (*_data_files(folder), SHA256SUMS)}
    return frozenset((name, file.st_ino, file.st_size, file.st_mtime_ns) for name, file in status.items())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
