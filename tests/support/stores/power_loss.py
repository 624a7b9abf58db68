"""A model of a disk that loses power: which files and names would be there, by the calls that a process made.

Worst case: content that wasn't synced is lost, and of the changes in a folder that wasn't synced any may be on disk or not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

TRACED: Final = (
    "openat,write,pwrite64,writev,pwritev,ftruncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,"
    "mkdir,mkdirat,unlink,unlinkat,rmdir"
)
"""The calls that the model needs, for `strace -f -y -e trace=`."""
WRITES: Final = ("write", "pwrite64", "writev", "pwritev", "ftruncate", "fallocate")
NEVER_READ: Final = ("LOG", "LOCK")
_CALL: Final = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
_PATH: Final = re.compile(r'"([^"]*)"')
_HANDLE: Final = re.compile(r"^\d+<([^>]*)>")
_FOLDER: Final = re.compile(r'\d+<([^>]*)>, "([^"]*)"')


def calls_of(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield name and arguments of each call that succeeded; those that another thread interrupted when they ended."""
    begun: dict[str, str] = {}
    for line in lines:
        process, _, text = line.partition(" ")
        text = text.strip()
        if text.endswith("<unfinished ...>"):
            begun[process] = text.removesuffix("<unfinished ...>")
            continue
        if text.startswith("<... "):
            text = begun.pop(process, "") + text.partition("resumed>")[2]
        call = _CALL.match(text)
        if call and int(call[3]) >= 0:
            yield call[1], call[2]


class Disk:
    """What is on the disk for certain, and what may be, of the folder of a store."""

    def __init__(self, store: Path) -> None:
        self.store = str(store)
        self.names: dict[str, int] = {}
        self.on_disk: dict[str, int | None] = {}
        self.pending: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        self.unsynced: set[int] = set()
        self.text: dict[int, str] = {}
        self.parts: dict[str, set[str]] = {}
        self.faults: list[str] = []
        self.switches = 0
        self._made = 0

    def follow(self, lines: Iterable[str]) -> Disk:
        """Follow the calls, and note in `faults` what a loss of power after each of them would damage."""
        for name, arguments in calls_of(lines):
            if str(Path(self.store).parent) in arguments:  # the store's own name is an entry of that
                self._apply(name, arguments)
                self._check(f"{name}({arguments[-120:]})")
        return self

    def possible(self, path: str) -> set[int | None]:
        """Return what a name may lead to after a loss of power; None is nothing."""
        return {self.on_disk.get(path)} | {made for name, made in self.pending[str(Path(path).parent)] if name == path}

    def _apply(self, name: str, arguments: str) -> None:
        handle = _HANDLE.match(arguments)
        folder = _FOLDER.search(arguments)
        path = str(Path(folder[1], folder[2])) if folder else (_PATH.search(arguments) or ("", ""))[1]
        if (name == "openat" and "O_CREAT" in arguments and path not in self.names) or name in ("mkdir", "mkdirat"):
            self._enter(path, self._new())
        elif name in WRITES and handle and handle[1] in self.names:
            made = self.names[handle[1]]
            self.unsynced.add(made)
            written = _PATH.search(arguments)
            self.text[made] = written[1].replace("\\n", "") if written else ""
        elif name in ("fsync", "fdatasync") and handle:
            self.unsynced.discard(self.names.get(handle[1], 0))
            self.on_disk.update(self.pending.pop(handle[1], ()))
        elif name.startswith("rename"):
            old, new = _PATH.findall(arguments)
            made = self.names.pop(old)
            self._enter(new, made)
            self.pending[str(Path(old).parent)].append((old, None))
            if new == f"{self.store}/CURRENT":
                self.switches += 1
                build = f"{self.store}/builds/{self.text[made]}"
                self.parts[build] = {part for part in self.names if Path(part).parent == Path(build)}
        elif name in ("unlink", "unlinkat", "rmdir"):
            self.names.pop(path, None)
            self.pending[str(Path(path).parent)].append((path, None))

    def _new(self) -> int:
        self._made += 1
        return self._made

    def _enter(self, path: str, made: int) -> None:
        self.names[path] = made
        self.pending[str(Path(path).parent)].append((path, made))

    def _check(self, moment: str) -> None:
        current = self.possible(f"{self.store}/CURRENT")
        for made in current - {None}:
            assert made is not None
            build = f"{self.store}/builds/{self.text[made]}"
            needed = {part for part in self.parts.get(build, ()) if Path(part).name not in NEVER_READ}
            if made in self.unsynced or not needed:
                self.faults.append(f"CURRENT after {moment}")
            for path in (*needed, build, f"{self.store}/builds", self.store):
                states = self.possible(path)
                if len(states) != 1 or None in states or states & self.unsynced:
                    self.faults.append(f"{path} after {moment}")
        if self.switches > 1 and None in current:
            self.faults.append(f"no CURRENT after {moment}")
