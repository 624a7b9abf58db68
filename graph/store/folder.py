"""The folder of a local store, which holds several builds and a file that names the current one.

    DIR/CURRENT              the name of the current build
    DIR/builds/NAME/         an Oxigraph store, complete before CURRENT names it
    DIR/.lock                locked during a build

Readers open the build that CURRENT names. A build writes a new folder and then replaces CURRENT atomically. The previous build
is kept for readers that still have it open; older ones are removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kentgraf.loaders.documents.bounded_files import read_file
from kentgraf.ontology.errors import SourceError, StoreError

_CURRENT = "CURRENT"
_BUILDS = "builds"


def current_build(directory: Path) -> Path | None:
    """Return the folder of the current build, or None if there is none."""
    try:
        name = read_file(directory / _CURRENT, expected="the name of a build").decode().strip()
    except (SourceError, UnicodeDecodeError):
        return None
    build = directory / _BUILDS / name
    return build if name == build.name != ".." and build.is_dir() else None


@contextmanager
def new_build(directory: Path) -> Iterator[Path]:
    """Yield a folder for a new build. It becomes the current build when the block ends, and is removed on an error.

    Raises StoreError if the folder can't be written, or if another process is building.
    """
    builds = directory / _BUILDS
    try:
        builds.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _write_error(directory, error) from error
    with _lock(directory):
        before = current_build(directory)
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        if before is not None and name <= before.name:  # the clock was set back
            name = f"{before.name}0"
        build = builds / name
        _remove_old_builds(builds, before)
        try:
            yield build
            _switch_to(directory, name)
        except BaseException:
            _remove_old_builds(builds, before)
            raise
        _remove_old_builds(builds, build)


def _write_error(directory: Path, error: OSError) -> StoreError:
    return StoreError(f"{directory}: a store can't be written here ({(error.strerror or str(error)).lower()}).")


def _remove_old_builds(builds: Path, current: Path | None) -> None:
    """Remove all builds but the current and the previous one, incomplete builds included.

    What can't be removed now is removed with the next build.
    """
    others = sorted(builds.iterdir())
    older = [build for build in others if current is not None and build.name < current.name]
    kept = {current, *older[-1:]}
    for build in others:
        if build not in kept:
            shutil.rmtree(build, ignore_errors=True)


def _switch_to(directory: Path, name: str) -> None:
    """Replace CURRENT atomically, after its new content has been written to disk."""
    temporary = directory / f".{_CURRENT}.new"
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(directory / _CURRENT)
    except OSError as error:
        raise _write_error(directory, error) from error
    _sync_directory(directory)


def _sync_directory(directory: Path) -> None:
    """Write the entries of a folder to disk, where the system supports it, so that they survive a power failure."""
    try:
        handle = os.open(directory, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


@contextmanager
def _lock(directory: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system releases when the process ends for whatever reason."""
    try:
        import fcntl
    except ImportError:  # without file locks, the atomic replacement still protects readers
        yield
        return
    try:
        lock = (directory / ".lock").open("a")
    except OSError as error:
        raise _write_error(directory, error) from error
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"{directory}: somebody else is building here; try again when that is done.") from error
        yield
