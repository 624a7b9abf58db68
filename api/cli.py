"""The command line: `main` runs the command that was typed, and ends it with a message and an exit status, whatever happens.

Nothing that takes long to load is imported above `main`, so that Ctrl+C is met from the beginning.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from mmap import mmap
from threading import Event, Thread
from typing import Final, NoReturn

INTERRUPTED: Final = 128 + signal.SIGINT
"""The exit status after Ctrl+C, as shells give it."""

_WRONG_USE: Final = 2
"""`terminal.exit_status.WRONG_USE`, for when not even that can be loaded."""

_STORE_MEMORY: Final = 512 << 20
_STORE_THREADS: Final = 4
"""What a store takes when it is opened, in bytes of address space and in threads beside the main one."""

_CHANGING: Final = frozenset({"extract", "build", "add", "remove", "serve"})
"""The commands that have something to clear away when they are interrupted."""


def main() -> NoReturn:
    """Run the command that was typed and exit with one of the statuses in `terminal.exit_status`, or 0.

    With KENTGRAF_DEBUG=1 an exception that is an error of the program is shown with its traceback.
    """
    try:
        _occupy_closed_streams()
        status = _run(sys.argv[1:])
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


def _run(words: list[str]) -> int:
    """Run a command and return its exit status. Raises KeyboardInterrupt only."""
    typed = next((word for word in words if not word.startswith("-")), None)
    try:
        _require_room()
        with _interruptible(at_once=typed not in _CHANGING):
            return _run_command(typed, words)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the store's panics are no Exception
        return _report(error)


def _run_command(typed: str | None, words: list[str]) -> int:
    from kentgraf.api.commands.app import make_app
    from kentgraf.api.terminal.output import flush_stdout
    from kentgraf.graph.store.failures import explained_failures

    status: object = 0
    try:
        with explained_failures():
            make_app(typed)(words)
    except SystemExit as ended:
        status = ended.code
    flush_stdout()
    return status if isinstance(status, int) else 0


def _report(error: BaseException) -> int:
    """Print what ended a command, and return the exit status."""
    if os.environ.get("KENTGRAF_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    try:
        from kentgraf.api.terminal.error_messages import describe_error
        from kentgraf.api.terminal.output import discard_stdout
        from kentgraf.api.terminal.stderr import print_message

        discard_stdout()
        message, status = describe_error(error)
        print_message(message)
    except (MemoryError, OSError, ImportError):  # not even the message's own modules could be loaded
        said = f"kentgraf: the program can't be loaded ({error}); the memory or the open files may not suffice.\n"
        with suppress(OSError):
            os.write(2, said.encode(errors="backslashreplace"))
        return _WRONG_USE
    return status


@contextmanager
def _interruptible(*, at_once: bool) -> Iterator[None]:
    """Let Ctrl+C end a command that only reads `at_once`, even while the store works on a query and Python can't run."""
    before = signal.getsignal(signal.SIGINT)
    if at_once and before is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, before)


def _require_room() -> None:
    """Raise MemoryError or RuntimeError where the system allows less memory or threads than opening a store takes.

    The store's library doesn't raise them: it aborts the process without a sentence.
    """
    mmap(-1, _STORE_MEMORY).close()
    told = Event()
    waiting = [Thread(target=told.wait, daemon=True) for _ in range(_STORE_THREADS)]
    try:
        for thread in waiting:
            thread.start()
    finally:
        told.set()


def _occupy_closed_streams() -> None:
    """Open the null device for standard streams that are closed: a file of the store in their place would get the messages."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)


if __name__ == "__main__":
    main()
