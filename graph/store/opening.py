"""Open a built graph for reading, from a local folder or a SPARQL server. Nothing that builds is loaded.

The files of a build are checked before they are read (`checksums`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pyoxigraph import Store

from kentgraf.graph.store.checksums import check_files
from kentgraf.graph.store.failures import note_opening, unreadable
from kentgraf.graph.store.folder import current_build, find_current_build
from kentgraf.graph.store.location import ServerAddress, StoreLocation
from kentgraf.graph.store.sources.parts import part_folder
from kentgraf.graph.store.sources.scope import Scope, choose_source
from kentgraf.graph.store.sources.source_list import SourceEntry, read_sources
from kentgraf.graph.store.versions import current_version
from kentgraf.ontology.errors import DamagedBuild, StoreError
from kentgraf.ontology.progress import SILENT, Progress


@dataclass(frozen=True)
class Opened:
    """The sources in a store, and the one whose graph was opened; None where they aren't told."""

    sources: tuple[SourceEntry, ...]
    chosen: SourceEntry | None


def has_graph(location: StoreLocation) -> bool:
    """Return whether there is a graph at a location.

    Raises StoreError if a server can't be reached, or if CURRENT of a folder is damaged: then there is one, to be mended.
    """
    if isinstance(location, Path):
        return _find_build(location) is not None
    return current_version(location) is not None


def open_store(location: StoreLocation, progress: Progress = SILENT) -> Store:
    """Open the graph at a location for reading, after a check of its files, which is reported to `progress` if it takes long.

    Where there are several sources, that is the graph of them all. Raises StoreError, with the command that builds a graph, if
    there is none, if it is damaged, or if it can't be opened.
    """
    if isinstance(location, ServerAddress):
        from kentgraf.graph.store.remote.store import open_remote  # loads an HTTP client, which folders don't need

        return cast(Store, open_remote(location))  # has all methods of a store that are used for reading
    while True:
        build = require_intact(location, progress)
        opened = _open(build, location, build)
        if opened is not None:
            return opened


def open_source(location: StoreLocation, scope: Scope, progress: Progress = SILENT) -> tuple[Store, Opened]:
    """Open the graph of the one source that `scope` means, and tell which it is; of other sources nothing is read.

    Raises as `open_store` and `choose_source`. On a server, and for a graph of an older version, which don't tell their
    sources, the graph is opened as `open_store` does.
    """
    if isinstance(location, ServerAddress):
        return open_store(location, progress), Opened((), None)
    while True:
        build = _require_build(location)
        try:
            sources = read_sources(build)
            chosen = choose_source(sources, scope) if sources else None
            folder = part_folder(location, chosen.part) if chosen is not None and chosen.part else build
            check_files(folder, progress)
        except DamagedBuild as damage:
            if _is_current(build, location):
                raise _failure(location, damage) from damage
            continue
        opened = _open(folder, location, build)
        if opened is not None:
            return opened, Opened(sources, chosen)


def list_sources(location: StoreLocation) -> tuple[SourceEntry, ...]:
    """Return the sources in a store by city and year; none on a server, and for a graph of an older version.

    Raises StoreError if there is no graph, or if its list can't be read.
    """
    if isinstance(location, ServerAddress):
        return ()
    try:
        return read_sources(_require_build(location))
    except DamagedBuild as damage:
        raise _failure(location, damage) from damage


def _open(folder: Path, directory: Path, build: Path) -> Store | None:
    """Open a graph for reading; None if the build to which it belongs was replaced meanwhile."""
    note_opening(folder, directory)
    try:
        return Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:  # a damaged file is a RuntimeError
        if _is_current(build, directory):
            raise unreadable(directory, f"the graph can't be opened ({error})") from error
    return None


def require_intact(directory: Path, progress: Progress = SILENT) -> Path:
    """Return the folder of the current build, after a check of its files.

    Raises StoreError, with the command that builds a graph, if there is none, or if it is damaged.
    """
    while True:
        build = _require_build(directory)
        try:
            check_files(build, progress)
        except DamagedBuild as damage:
            if _is_current(build, directory):
                raise _failure(directory, damage) from damage
        else:
            return build


def _require_build(directory: Path) -> Path:
    build = _find_build(directory)
    if build is None:
        raise StoreError(f"{directory}: there is no graph yet; `kentgraf build` makes one.")
    return build


def _is_current(build: Path, directory: Path) -> bool:
    """Return whether a build still is the current one; otherwise it was replaced, and perhaps removed, meanwhile."""
    return current_build(directory) in (build, None)


def _find_build(directory: Path) -> Path | None:
    try:
        return find_current_build(directory)
    except DamagedBuild as damage:
        raise _failure(directory, damage) from damage


def _failure(directory: Path, damage: DamagedBuild) -> StoreError:
    """Return what to say of a file that isn't as it was written, or that this user may not read."""
    if isinstance(damage.__cause__, PermissionError):
        return StoreError(f"{directory}: the graph can't be read: {damage.file}: permission denied.")
    return unreadable(directory, f"the graph is damaged ({damage})")
