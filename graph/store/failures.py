"""What to say when a graph can't be read: the cause, and how to get a graph again.

Nothing here loads the engine, so that the command line can explain failures of commands that don't need it.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from shlex import quote
from typing import Final

from kentgraf.graph.store.checksums import check_files
from kentgraf.graph.store.folder import previous_build
from kentgraf.ontology.errors import DamagedBuild, KentgrafError, StoreError

_RAISE: Final = {dis.opmap["RAISE_VARARGS"], dis.opmap["RERAISE"]}
_ENGINE_STATUS: Final = ("Corruption", "IO error")
"""How the messages of failures to read begin, where the engine also has failures of another kind."""

_opened: ContextVar[dict[Path, Path] | None] = ContextVar("opened builds", default=None)
"""The builds that the innermost block of `explained_failures` has opened, with the folders of their stores."""


def note_opening(build: Path, directory: Path) -> None:
    """Note that a build in the store `directory` is read from now on, so that a failure can be told by its files."""
    opened = _opened.get()
    if opened is not None:
        opened[build] = directory


def unreadable(directory: Path, cause: str) -> StoreError:
    """Return an error that names the cause, and how to get a graph again: by a new build, or by the one before."""
    previous = previous_build(directory)
    back = f"kentgraf build --previous --store {quote(str(directory))}"
    offer = f"; the build before it, {previous.name}, is intact: `{back}` goes back to it" if previous else ""
    return StoreError(f"{directory}: {cause}; `kentgraf build` makes it anew{offer}.")


@contextmanager
def explained_failures() -> Iterator[None]:
    """Turn failures of the engine in the block into StoreError, which names what is damaged and how to go on.

    A failure that isn't the engine's is a fault of this program and stays, unless a file of a build that the block has opened
    is found to be damaged now.
    """
    opened: dict[Path, Path] = {}
    token = _opened.set(opened)
    try:
        yield
    except BaseException as error:
        explanation = _explain(error, opened)
        if explanation is None:
            raise
        raise explanation from error
    finally:
        _opened.reset(token)


def is_engine_failure(error: BaseException) -> bool:
    """Return whether an error comes from the engine: raised by no Python code, and of a type by which it tells its failures.

    These are RuntimeError (damage, such as a wrong checksum of a block), OSError without a number of the system, and the panic
    of a Rust library.
    """
    if type(error).__name__ == "PanicException":
        return True
    if type(error) is not RuntimeError and not (type(error) is OSError and error.errno is None):
        return False
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_code[trace.tb_lasti] not in _RAISE


def _explain(error: BaseException, opened: Mapping[Path, Path]) -> StoreError | None:
    if isinstance(error, StoreError | KeyboardInterrupt | SystemExit):
        return None
    if isinstance(error, KentgrafError):  # a refusal, unless a query was refused since the graph can't be read
        if error.__cause__ is None or not str(error.__cause__).startswith(_ENGINE_STATUS):
            return None
        error = error.__cause__
    for build, directory in opened.items():
        try:
            check_files(build, anew=True)
        except DamagedBuild as damage:
            if build.is_dir():  # and was not replaced and removed meanwhile
                return unreadable(directory, f"the graph is damaged ({damage})")
    if opened and is_engine_failure(error):
        return unreadable(list(opened.values())[-1], f"the graph can't be read ({error})")
    return None
