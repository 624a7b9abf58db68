"""The folder of a store: builds stand side by side in it, and a small file says which one holds.

    DIR/CURRENT              the name of the build that holds
    DIR/builds/NAME/         an Oxigraph store, complete before CURRENT names it
    DIR/.lock                held while somebody builds

A reader opens what CURRENT names. A builder makes a new folder, then replaces CURRENT in one step; the build before
stays for those who still read it, older ones go.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kentgraf.ontology.errors import StoreError

_CURRENT = "CURRENT"
_BUILDS = "builds"


def current_build(directory: Path) -> Path | None:
    """The folder of the build that holds, or None if there is none."""
    try:
        name = (directory / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    build = directory / _BUILDS / name
    return build if name == build.name != ".." and build.is_dir() else None


@contextmanager
def new_build(directory: Path) -> Iterator[Path]:
    """A folder for a new build; when the block ends well it becomes the one that holds, else it is removed.

    Raises StoreError if the folder can't be written or somebody else is building.
    """
    builds = directory / _BUILDS
    try:
        builds.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(directory, error) from error
    with _locked(directory):
        before = current_build(directory)
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        if before is not None and name <= before.name:  # the clock was set back
            name = f"{before.name}0"
        build = builds / name
        _tidy(builds, before)
        try:
            yield build
            _point_to(directory, name)
        except BaseException:
            _tidy(builds, before)
            raise
        _tidy(builds, build)


def _unwritable(directory: Path, error: OSError) -> StoreError:
    return StoreError(f"{directory}: a store can't be written here ({(error.strerror or str(error)).lower()}).")


def _tidy(builds: Path, current: Path | None) -> None:
    """Keep the build that holds and the one before it; remove those that broke off or are no longer read.

    What can't be removed now, or is left by an end in the midst of this, goes with the next build.
    """
    others = sorted(builds.iterdir())
    older = [build for build in others if current is not None and build.name < current.name]
    kept = {current, *older[-1:]}
    for build in others:
        if build not in kept:
            shutil.rmtree(build, ignore_errors=True)


def _point_to(directory: Path, name: str) -> None:
    """Replace CURRENT in one step, on disk before it shows."""
    beside = directory / f".{_CURRENT}.new"
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(directory / _CURRENT)
    except OSError as error:
        raise _unwritable(directory, error) from error
    _settle(directory)


def _settle(directory: Path) -> None:
    """See to it that the folder's new entry outlives a power cut, where the system can."""
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
def _locked(directory: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # where there are no such locks, the swap in one step still keeps readers safe
        yield
        return
    try:
        lock = (directory / ".lock").open("a")
    except OSError as error:
        raise _unwritable(directory, error) from error
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"{directory}: somebody else is building here; try again when that is done.") from error
        yield
