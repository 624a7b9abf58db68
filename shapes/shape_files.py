"""The shape files beside this module as one text; what checks by them, and is slow to load, is in `validator`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def packaged_shapes() -> str:
    """All packaged shapes as one Turtle document."""
    folder = files("kentgraf.shapes")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".ttl"))
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
