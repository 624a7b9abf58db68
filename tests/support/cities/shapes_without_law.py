"""The packaged shapes without those of `law.ttl`: the bodies of the invented cities are smaller than the law demands."""

from __future__ import annotations

from importlib.resources import files

from pyoxigraph import Store

from kentgraf.shapes import ValidationReport, packaged_shapes
from kentgraf.shapes import validate as validate_fully

LAW = (files("kentgraf.shapes") / "law.ttl").read_text(encoding="utf-8")


def shapes_without_law() -> str:
    """Return all packaged shapes but those of `law.ttl`, as one Turtle document."""
    return packaged_shapes().replace(LAW, "")


def validate(store: Store, *, shapes: str | None = None) -> ValidationReport:
    """Validate `store` against `shapes`, which default to all but those of `law.ttl`."""
    return validate_fully(store, shapes=shapes or shapes_without_law())
