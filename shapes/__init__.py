"""The rules that a graph must keep (SHACL, one file a subject) and the validator that applies them.

Structure is a violation and breaks a build; a disagreement inside the report is a warning and becomes a finding. The
validator's libraries are loaded when it is first named, for most who ask a graph never check one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kentgraf.shapes.coverage import Check
from kentgraf.shapes.shape_files import packaged_shapes

if TYPE_CHECKING:
    from kentgraf.shapes.validator import (
        Report,
        Severity,
        ShapeResult,
        examine,
        reference_validate,
        validate,
    )

__all__ = ["Check", "Report", "Severity", "ShapeResult", "examine", "packaged_shapes", "reference_validate", "validate"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kentgraf.shapes import validator

    return getattr(validator, name)
