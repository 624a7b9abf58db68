"""The output of commands: standard output byte for byte, or a file. Messages go to standard error (`messages`)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from kentgraf.graph.store.durability import replace_file
from kentgraf.ontology.characters import escape_controls
from kentgraf.ontology.errors import StoreError


def write_bytes(content: bytes, out: Path | None = None) -> None:
    """Write `content` to the file `out`, or to standard output if it is None.

    A file that stands there is replaced when all of the new one is on disk. When the reader of standard output has closed it
    (`| head`), the command ends with status 0. Raises StoreError when the file or standard output can't be written.
    """
    if out is None:
        _write_to_stdout(content)
        return
    try:
        _write_to_file(content, out)
    except OSError as error:
        raise StoreError(f"{out} can't be written: {_reason(error)}.") from error


def _write_to_file(content: bytes, out: Path) -> None:
    target = Path(os.path.realpath(out))
    if target.exists() and not target.is_file():  # a device or a pipe
        out.write_bytes(content)
        return
    try:
        replace_file(target, content)
    except PermissionError:  # there may be the right to write the file, but none to put another one into its folder
        out.write_bytes(content)


def stdout_is_terminal() -> bool:
    """Return whether standard output is there and a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def write_text(text: str, out: Path | None = None) -> None:
    """Write `text` as UTF-8, with a line break at its end, and with its control characters visible."""
    shown = escape_controls(text, keep_styles=out is None and stdout_is_terminal())
    write_bytes((shown if shown.endswith("\n") else shown + "\n").encode(), out)


def _for_terminal(content: bytes) -> bytes:
    """Return text for a terminal, which would obey the control characters that a file or another program takes as they are."""
    try:
        return escape_controls(content.decode(), keep_styles=True).encode()
    except UnicodeDecodeError:
        return content


def _write_to_stdout(content: bytes) -> None:
    if sys.stdout is None:  # it was closed when the program began
        raise StoreError("Standard output can't be written: it is closed.")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(_for_terminal(content) if sys.stdout.isatty() else content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        discard_stdout()
        raise typer.Exit(0) from None
    except OSError as error:
        discard_stdout()
        raise StoreError(f"Standard output can't be written: {_reason(error)}.") from error


def flush_stdout() -> None:
    """Write what is left in the buffers, such as the help. Raises StoreError when it can't be written."""
    if sys.stdout is not None:
        _write_to_stdout(b"")


def discard_stdout() -> None:
    """Lead standard output nowhere: what is left in its buffers must not fail again when Python ends."""
    try:
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, sys.stdout.fileno())
        os.close(handle)
    except (OSError, ValueError, AttributeError):  # it is closed, or no file
        pass


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
