"""The amounts that figures of money show, in TL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True)
class LeftOut:
    """How many amounts a figure leaves out since they are below zero, and their sum in TL."""

    count: int
    amount: Decimal


def split_negative(amounts: Sequence[NamedAmount]) -> tuple[list[NamedAmount], LeftOut]:
    """Return the amounts that a figure can draw, those of zero and above, and what it leaves out."""
    return [one for one in amounts if one.amount >= 0], left_out(one.amount for one in amounts)


def left_out(amounts: Iterable[Decimal]) -> LeftOut:
    """Return what a figure of these amounts leaves out."""
    negative = [amount for amount in amounts if amount < 0]
    return LeftOut(len(negative), sum(negative, Decimal(0)))


EvidenceParts = Sequence[tuple[str, Decimal, Decimal]]
"""The parts of an amount by grade of evidence: the grade, the amount, and its per cent of the whole."""
