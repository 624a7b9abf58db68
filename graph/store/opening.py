"""Open a built graph for reading, from a local folder or a SPARQL server. Nothing that builds is loaded.

The files of a build are checked before they are read (`checksums`).
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from pyoxigraph import Store

from kentgraf.graph.store.checksums import check_files
from kentgraf.graph.store.failures import note_opening, unreadable
from kentgraf.graph.store.folder import current_build, find_current_build
from kentgraf.graph.store.location import ServerAddress, StoreLocation
from kentgraf.graph.store.versions import current_version
from kentgraf.ontology.errors import DamagedBuild, StoreError
from kentgraf.ontology.progress import SILENT, Progress


def has_graph(location: StoreLocation) -> bool:
    """Return whether there is a graph at a location.

    Raises StoreError if a server can't be reached, or if CURRENT of a folder is damaged: then there is one, to be mended.
    """
    if isinstance(location, Path):
        return _find_build(location) is not None
    return current_version(location) is not None


def open_store(location: StoreLocation, progress: Progress = SILENT) -> Store:
    """Open the graph at a location for reading, after a check of its files, which is reported to `progress` if it takes long.

    Raises StoreError, with the command that builds a graph, if there is none, if it is damaged, or if it can't be opened.
    """
    if isinstance(location, ServerAddress):
        from kentgraf.graph.store.remote.store import open_remote  # loads an HTTP client, which folders don't need

        return cast(Store, open_remote(location))  # has all methods of a store that are used for reading
    while True:
        build = require_intact(location, progress)
        note_opening(build, location)
        try:
            return Store.read_only(str(build))
        except (OSError, ValueError, RuntimeError) as error:  # a damaged file is a RuntimeError
            if _is_current(build, location):
                raise unreadable(location, f"the graph can't be opened ({error})") from error


def require_intact(directory: Path, progress: Progress = SILENT) -> Path:
    """Return the folder of the current build, after a check of its files.

    Raises StoreError, with the command that builds a graph, if there is none, or if it is damaged.
    """
    while True:
        build = _find_build(directory)
        if build is None:
            raise StoreError(f"{directory}: there is no graph yet; `kentgraf build` makes one.")
        try:
            check_files(build, progress)
        except DamagedBuild as damage:
            if _is_current(build, directory):
                raise _failure(directory, damage) from damage
        else:
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
