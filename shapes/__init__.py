"""The rules that a graph must keep (SHACL, one file a subject) and the validator that applies them.

Structure is a violation and breaks a build; a disagreement inside the report is a warning and becomes a finding.
"""

from kentgraf.shapes.coverage import Check
from kentgraf.shapes.validator import (
    Report,
    Severity,
    ShapeResult,
    examine,
    packaged_shapes,
    reference_validate,
    validate,
)

__all__ = ["Check", "Report", "Severity", "ShapeResult", "examine", "packaged_shapes", "reference_validate", "validate"]
