"""The graphs of single sources beside each other in a local store: each in a folder of its own, a build that holds one source.

    DIR/sources/NAME/       complete and on disk before a build names it in its list of sources; never changed afterwards

A source is opened without the others, is checked alone, and stays as it is when others are added or removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from kentgraf.graph.store.checksums import SHA256SUMS, is_as_written, record_checksums
from kentgraf.graph.store.durability import create_folder, sync_files, sync_folder
from kentgraf.graph.store.sources.source_list import SOURCES_JSON, SourceEntry, read_sources
from kentgraf.ontology.errors import DamagedBuild

_PARTS: Final = "sources"
_OF_THE_ENGINE: Final = ("LOG", "LOCK")
REGISTER: Final = "register-"
"""How the name of the file begins that holds a city's register (`registers`)."""
_OF_THE_BUILD: Final = (SHA256SUMS, SOURCES_JSON, REGISTER)
"""How the names of files begin that tell of a build and aren't its graph."""


def part_folder(directory: Path, part: str) -> Path:
    """Return the folder of a source's own graph."""
    return directory / _PARTS / part


def name_part(source: str, build: Path) -> str:
    """Return the name of the graph of a source that is loaded for `build`."""
    return f"{source}-{build.name}"


@contextmanager
def new_part(directory: Path, part: str) -> Iterator[Path]:
    """Yield a folder for a source's graph, which is complete and on disk when the block ends, and removed on an error.

    The store is locked meanwhile. Raises OSError.
    """
    folder = part_folder(directory, part)
    create_folder(folder.parent)
    shutil.rmtree(folder, ignore_errors=True)  # of a build that was killed
    try:
        yield folder
        sync_files(folder)
        record_checksums(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def split_off(directory: Path, build: Path, entry: SourceEntry) -> SourceEntry:
    """Give the only source of a build a folder of its own, with the same files, and return its entry there. Raises OSError."""
    part = name_part(entry.source, build)
    folder = part_folder(directory, part)
    if not folder.exists():
        create_folder(folder.parent)
        making = folder.with_name(f".{part}.new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        link_files(build, making, whole=True)
        sync_folder(making)
        making.rename(folder)
        sync_folder(folder.parent)
    return replace(entry, part=part)


def link_files(source: Path, target: Path, *, whole: bool = False) -> None:
    """Put the graph of a complete build into another folder, or the `whole` build: what never changes as links, which take no room.

    The engine never writes into a table of its (`.sst`) again; the others are few and small, and are copied. Raises OSError.
    """
    left_out = _OF_THE_ENGINE if whole else (*_OF_THE_ENGINE, *_OF_THE_BUILD)
    for path in sorted(source.iterdir()):
        if path.name.startswith((".", *left_out)):
            continue
        if path.suffix == ".sst":
            link_file(path, target)
        else:
            shutil.copy2(path, target)


def link_registers(standing: Path | None, build: Path) -> None:
    """Put the registers of the build that stands there into a new one that doesn't write them anew; damaged ones are left out.

    Raises OSError.
    """
    for path in () if standing is None else sorted(standing.glob(f"{REGISTER}*")):
        if not (build / path.name).exists() and is_as_written(path):
            link_file(path, build)


def link_file(path: Path, folder: Path) -> None:
    """Put a file that never changes into another folder too, as a link where the file system has links. Raises OSError."""
    try:
        os.link(path, folder / path.name)
    except OSError:
        shutil.copy2(path, folder)


def remove_unnamed_parts(directory: Path, builds: Sequence[Path]) -> None:
    """Remove the graphs that none of `builds` names; none if it can't be told. What can't be removed now is removed later."""
    try:
        named = {entry.part for build in builds for entry in read_sources(build)}
    except DamagedBuild:
        return
    try:
        found = sorted((directory / _PARTS).iterdir())
    except OSError:
        return
    for folder in found:
        if folder.name not in named:
            shutil.rmtree(folder, ignore_errors=True)
