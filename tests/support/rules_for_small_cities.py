"""The shapes without those of `law.ttl`: the invented cities are too small for what the law asks of metropolitan bodies."""

from __future__ import annotations

from importlib.resources import files

from pyoxigraph import Store

from kentgraf.shapes import Report, packaged_shapes
from kentgraf.shapes import validate as validate_fully

LAW = (files("kentgraf.shapes") / "law.ttl").read_text(encoding="utf-8")


def shapes_but_law() -> str:
    """All packaged shapes but those on the law, as one Turtle document."""
    return packaged_shapes().replace(LAW, "")


def validate(store: Store, *, shapes: str | None = None) -> Report:
    """Checks `store` against `shapes`, by default all but those on the law."""
    return validate_fully(store, shapes=shapes or shapes_but_law())
