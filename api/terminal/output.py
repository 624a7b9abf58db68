"""The output of commands: standard output byte for byte, or a file. Messages go to standard error (`messages`)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from kentgraf.ontology.characters import escape_controls
from kentgraf.ontology.errors import StoreError


def write_bytes(content: bytes, out: Path | None = None) -> None:
    """Write `content` to the file `out`, or to standard output if it is None.

    When the reader of standard output has closed it (`| head`), the command ends with status 0. Raises StoreError when
    the file can't be written.
    """
    if out is None:
        _write_to_stdout(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise StoreError(f"Can't write {out}: {error.strerror}.") from error


def write_text(text: str, out: Path | None = None) -> None:
    """Write `text` as UTF-8, with a line break at its end, and with its control characters visible."""
    shown = escape_controls(text, keep_styles=out is None and sys.stdout.isatty())
    write_bytes((shown if shown.endswith("\n") else shown + "\n").encode(), out)


def _for_terminal(content: bytes) -> bytes:
    """Return text for a terminal, which would obey the control characters that a file or another program takes as they are."""
    try:
        return escape_controls(content.decode(), keep_styles=True).encode()
    except UnicodeDecodeError:
        return content


def _write_to_stdout(content: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(_for_terminal(content) if sys.stdout.isatty() else content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # what is left in the buffers must not fail again when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
