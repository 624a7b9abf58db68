"""Damage to the files of a build, one at a time, and the way back from it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kentgraf.graph.store.build import build
from kentgraf.graph.store.folder import current_build

TYPED_CITY: Final = Path(__file__).parents[1] / "typed_city"
LATER: Final = "29990101T000000000000"


def make_two_builds(directory: Path) -> tuple[Path, Path]:
    """Build a small city in `directory`, and the same again under a later name; return both folders, the current one last."""
    build(TYPED_CITY, directory)
    before = current_build(directory)
    assert before
    later = before.with_name(LATER)
    shutil.copytree(before, later)
    (directory / "CURRENT").write_text(f"{LATER}\n", "utf-8")
    return before, later


def flip(place: float) -> Callable[[Path], None]:
    """Return what flips a bit at a place of a file, between 0 (its first byte) and 1 (its last)."""

    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[round(place * (len(content) - 1))] ^= 4
        path.write_bytes(content)

    return damage


def truncate(path: Path) -> None:
    """Cut the last byte off."""
    path.write_bytes(path.read_bytes()[:-1])


def lengthen(path: Path) -> None:
    """Add a byte."""
    path.write_bytes(path.read_bytes() + b"\0")


def lose(path: Path) -> None:
    """Remove the file."""
    path.unlink()


def become_folder(path: Path) -> None:
    """Put a folder in its place."""
    path.unlink()
    path.mkdir()


def become_pipe(path: Path) -> None:
    """Put a pipe in its place, from which a reader waits for ever."""
    path.unlink()
    os.mkfifo(path)


def become_link(path: Path) -> None:
    """Put a link to nothing in its place."""
    path.unlink()
    path.symlink_to("nowhere")


KINDS: Final[dict[str, Callable[[Path], None]]] = {
    "first byte": flip(0),
    "a byte in the middle": flip(0.5),
    "a byte near the end": flip(0.98),
    "last byte": flip(1),
    "truncated": truncate,
    "longer": lengthen,
    "lost": lose,
    "a folder": become_folder,
    "a pipe": become_pipe,
    "a link": become_link,
}
NEED_CONTENT: Final = {"first byte", "a byte in the middle", "a byte near the end", "last byte", "truncated"}


@contextmanager
def damaged(path: Path, kind: str) -> Iterator[None]:
    """Damage a file during the block."""
    content = path.read_bytes()
    KINDS[kind](path)
    try:
        yield
    finally:
        restore(path, content)


def restore(path: Path, content: bytes) -> None:
    """Put the file with this content in the place of whatever is there."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    path.unlink(missing_ok=True)
    path.write_bytes(content)
