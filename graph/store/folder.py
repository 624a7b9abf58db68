"""The folder of a local store, which holds several builds and a file that names the current one.

    DIR/CURRENT              the name of the current build
    DIR/builds/NAME/         an Oxigraph store of all sources together, the list of these (`source_list`) and SHA256SUMS,
                             complete and on disk before CURRENT names it
    DIR/sources/NAME/        the graph of each source alone, where there are several (`parts`)
    DIR/.lock                locked during a build

Readers open the build that CURRENT names. A build writes a new folder and then replaces CURRENT atomically. The previous build
is kept for readers that still have it open, and to go back to; older ones are removed.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kentgraf.graph.store.checksums import check_files, has_checksums, record_checksums
from kentgraf.graph.store.durability import create_folder, replace_file, sync_files, sync_folder
from kentgraf.graph.store.sources.parts import link_registers, part_folder, remove_unnamed_parts
from kentgraf.graph.store.sources.source_list import read_sources
from kentgraf.ontology.errors import DamagedBuild, StoreError

_CURRENT: Final = "CURRENT"
_BUILDS: Final = "builds"
_LONGEST_NAME: Final = 255


def current_build(directory: Path) -> Path | None:
    """Return the folder of the current build, or None if there is none or if CURRENT is damaged."""
    try:
        return find_current_build(directory)
    except DamagedBuild:
        return None


def find_current_build(directory: Path) -> Path | None:
    """Return the folder of the current build, or None if there is none. Raises DamagedBuild if CURRENT doesn't name it."""
    expected = "the name of a build"
    try:
        status = (directory / _CURRENT).lstat()
        if not stat.S_ISREG(status.st_mode):  # nor is it opened: reading a pipe would never end
            raise DamagedBuild(_CURRENT, "no regular file", expected)
        with (directory / _CURRENT).open("rb") as file:
            content = file.read(_LONGEST_NAME + 1)
        name = content.decode().strip()
        build = directory / _BUILDS / name
        if name == build.name != ".." and _is_folder(build):
            return build
    except (FileNotFoundError, NotADirectoryError):
        if any(map(has_checksums, _builds_in(directory))):
            raise DamagedBuild(_CURRENT, "no file", expected) from None
        return None
    except UnicodeDecodeError:
        raise DamagedBuild(_CURRENT, repr(content), expected) from None
    except OSError as error:
        raise DamagedBuild(_CURRENT, (error.strerror or str(error)).lower(), expected) from error
    raise DamagedBuild(_CURRENT, repr(name), expected)


def _is_folder(path: Path) -> bool:
    """Return whether there is a folder. Raises PermissionError where that can't be seen."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except PermissionError:
        raise
    except (OSError, ValueError):
        return False


def previous_build(directory: Path) -> Path | None:
    """Return the newest intact build besides the current one, to which one can go back; None if there is none.

    If CURRENT doesn't name a build, that is the newest intact one of all. A build without checksums is incomplete.
    """
    current = current_build(directory)
    others = [build for build in _builds_in(directory) if current is None or build.name < current.name]
    return _newest_intact(others)


def go_back(directory: Path) -> Path:
    """Make the previous build the current one, and return its folder. Raises StoreError if there is no intact one."""
    if not _builds_in(directory):
        raise StoreError(f"{directory}: there is no graph yet; `kentgraf build` makes one.")
    with _lock(directory):
        build = previous_build(directory)
        if build is None:
            raise StoreError(
                f"{directory}: there is no intact build before the current one; `kentgraf build` makes one."
            )
        _switch_to(directory, build)
        return build


@contextmanager
def new_build(directory: Path) -> Iterator[Path]:
    """Yield a folder for a new build. It becomes the current build when the block ends, and is removed on an error.

    The block must have closed what it has written. All of it, and its checksums, are on disk before CURRENT names it.
    Raises StoreError if the folder can't be written, or if another process is building.
    """
    builds = directory / _BUILDS
    try:
        create_folder(builds)
    except OSError as error:
        raise _write_error(directory, error) from error
    with _lock(directory):
        standing = None
        with suppress(DamagedBuild):  # then nothing is known to be old
            standing = find_current_build(directory)
            _remove_old_builds(directory, standing)
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        newest = max((build.name for build in _builds_in(directory)), default="")
        if name <= newest:  # the clock was set back
            name = f"{newest}0"
        build = builds / name
        try:
            yield build
            _complete(directory, build, standing)
            _switch_to(directory, build)
        except BaseException as error:
            if current_build(directory) != build:  # it is current if only the last sync has failed
                shutil.rmtree(build, ignore_errors=True)
                remove_unnamed_parts(directory, _builds_in(directory))
            if isinstance(error, OSError):
                raise _write_error(directory, error) from error
            raise
        _remove_old_builds(directory, build)


def _builds_in(directory: Path) -> list[Path]:
    """Return the folders of all builds by age, the newest last, incomplete ones included; none if there is no such folder."""
    try:
        return sorted((directory / _BUILDS).iterdir())
    except OSError:
        return []


def _newest_intact(builds: list[Path]) -> Path | None:
    return next((build for build in reversed(builds) if has_checksums(build) and _is_intact(build)), None)


def _is_intact(build: Path) -> bool:
    """Return whether a build and the graphs of its sources are as they were written."""
    try:
        check_files(build)
        for entry in read_sources(build):
            if entry.part:
                check_files(part_folder(build.parent.parent, entry.part))
    except DamagedBuild:
        return False
    return True


def _write_error(directory: Path, error: OSError) -> StoreError:
    return StoreError(f"{directory}: a store can't be written here ({(error.strerror or str(error)).lower()}).")


def _remove_old_builds(directory: Path, current: Path | None) -> None:
    """Remove all builds but the current one, the one before it, and the newest intact one before it; all if none is current.

    The last two are the same unless one is damaged. What can't be removed now is removed with the next build.
    """
    others = _builds_in(directory)
    older = [build for build in others if current is not None and build.name < current.name]
    kept = {current, *older[-1:], _newest_intact(older)}
    for build in others:
        if build not in kept:
            shutil.rmtree(build, ignore_errors=True)
    remove_unnamed_parts(directory, _builds_in(directory))
    for leftover in directory.glob(f".{_CURRENT}.*"):  # of a build that was killed
        with suppress(OSError):
            leftover.unlink()


def _complete(directory: Path, build: Path, standing: Path | None) -> None:
    """Write all files of a build to disk, then their checksums, then the entry of its folder.

    It may have files in common with the build that stands there, and keeps the registers of cities that it doesn't write.
    """
    try:
        link_registers(standing, build)
        sync_files(build)
        record_checksums(build, standing)
        sync_folder(build.parent)
    except OSError as error:
        raise _write_error(directory, error) from error


def _switch_to(directory: Path, build: Path) -> None:
    """Replace CURRENT atomically."""
    try:
        replace_file(directory / _CURRENT, f"{build.name}\n".encode())
    except OSError as error:
        raise _write_error(directory, error) from error


def _open_at_once(path: str, flags: int) -> int:
    """Open a file, and fail where opening would wait, as for the reader of a pipe."""
    return os.open(path, flags | os.O_NONBLOCK, 0o666)


@contextmanager
def _lock(directory: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system releases when the process ends for whatever reason."""
    try:
        import fcntl
    except ImportError:  # without file locks, the atomic replacement still protects readers
        yield
        return
    try:
        lock = open(directory / ".lock", "a", opener=_open_at_once)  # noqa: SIM115 - closed below
    except OSError as error:
        raise _write_error(directory, error) from error
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"{directory}: somebody else is building here; try again when that is done.") from error
        yield
