"""The amounts that figures of money show, in TL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

EVIDENCE: Final = ("proven", "jointly", "implied", "labelled", "shared", "contradicted", "unlabelled")
"""The grades of evidence, the surest first."""


@dataclass(frozen=True)
class NamedAmount:
    """An amount with the code, the title and the URL of what it is of."""

    code: str
    title: str
    amount: Decimal
    link: str | None


@dataclass(frozen=True)
class AmountBounds:
    """The bounds of an activity's amount at a department, the reason for them, and the URL of the line that prints it."""

    code: str
    activity: str
    department: str
    low: Decimal
    high: Decimal
    line: str | None
    reason: str = ""


EvidenceParts = Sequence[tuple[str, Decimal, Decimal]]
"""The parts of an amount by grade of evidence: the grade, the amount, and its per cent of the whole."""
