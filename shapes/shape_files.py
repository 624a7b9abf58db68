"""The packaged shape files as one text. This module loads fast; the validator, which loads slowly, is in `validator`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

SHAPES_NS: Final = "https://w3id.org/kentgraf/shapes#"


@cache
def packaged_shapes() -> str:
    """Return all packaged shapes as one Turtle document."""
    folder = files("kentgraf.shapes")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".ttl"))
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
