"""The rules that a graph must conform to, as SHACL shapes (one file per subject), and the validator that applies them.

A violation of structure fails a build. A disagreement inside the report is a warning and becomes a finding. The validator is
loaded lazily, because pySHACL loads slowly and most programs that query a graph never validate one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kentgraf.shapes.coverage import Check
from kentgraf.shapes.shape_files import packaged_shapes

if TYPE_CHECKING:
    from kentgraf.shapes.validator import (
        Severity,
        ValidationReport,
        ValidationResult,
        reference_validate,
        validate,
        validate_with_coverage,
    )

__all__ = [
    "Check",
    "Severity",
    "ValidationReport",
    "ValidationResult",
    "packaged_shapes",
    "reference_validate",
    "validate",
    "validate_with_coverage",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kentgraf.shapes import validator

    return getattr(validator, name)
