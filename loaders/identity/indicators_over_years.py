"""Find the indicators of one year's report among those of the years before: moved, reprinted with slips, or reworded.

Reports print no codes for indicators. What tells them apart is the target, the name and the unit; and the value of the year before,
which the next report prints as the baseline. The rules, strictest first, each for those whom the rules before it have left:

1. The same target, name and unit.
2. The same name and unit under another target: the indicator was moved.
3. The same target and unit, and a name in which letters slipped.
4. The same target and unit, most words of the name, and a baseline that is the known actual value: the indicator was reworded.

Under the same target and unit, most words of a name alone are an open case. Who is left is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kentgraf.loaders.identity.matching import Matching, OpenCase, Rules, match_by_rules
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.ontology.turkish import fold

_CONFIDENCE: Final[dict[str, Decimal]] = {
    "same_indicator": Decimal("1.00"),
    "moved": Decimal("0.95"),
    "near_name": Decimal("0.95"),
    "reworded": Decimal("0.90"),
}
_LETTERS_A_SLIP: Final = 12
"""In so many letters of a name one may have slipped."""
_MOST_WORDS: Final = 70
"""The per cent of the words of two names (token sort ratio) from which one may be the other, reworded."""
_MAY_BE_REWORDED: Final = "the target and the unit are the same, and most words of the name"


@dataclass(frozen=True)
class IndicatorEvidence:
    """An indicator as one year's report tells of it; `baseline` is the value of the year before, `actual` that of the year."""

    key: str
    target: str
    name: str
    unit: str = ""
    baseline: Decimal | None = None
    actual: Decimal | None = None


def indicator_evidence(rows: Iterable[IndicatorRow]) -> list[IndicatorEvidence]:
    """Return the evidence on the indicators of a source's table."""
    return [
        IndicatorEvidence(row.indicator, row.target, row.name, row.unit or "", row.baseline, row.actual) for row in rows
    ]


def match_indicators(known: Sequence[IndicatorEvidence], new: Sequence[IndicatorEvidence]) -> Matching:
    """Return which of `new` is which of `known`, the latest report's; each is at most one of the other side, in any order."""
    return match_by_rules(known, new, _RULES, _CONFIDENCE, _open_case)


def _open_case(left: list[IndicatorEvidence], other: IndicatorEvidence) -> OpenCase | None:
    candidates = tuple(one.key for one in left if _may_be_reworded(one, other))
    return OpenCase(other.key, candidates, _MAY_BE_REWORDED) if candidates else None


def _has_same_name(known: IndicatorEvidence, new: IndicatorEvidence) -> bool:
    return fold(known.name) == fold(new.name) and fold(known.unit) == fold(new.unit)


def _stands_with(known: IndicatorEvidence, new: IndicatorEvidence) -> bool:
    return known.target == new.target and fold(known.unit) == fold(new.unit)


def _has_near_name(known: IndicatorEvidence, new: IndicatorEvidence) -> bool:
    one, other = fold(known.name), fold(new.name)
    return _stands_with(known, new) and OSA.distance(one, other) <= max(1, len(one) // _LETTERS_A_SLIP)


def _may_be_reworded(known: IndicatorEvidence, new: IndicatorEvidence) -> bool:
    return _stands_with(known, new) and fuzz.token_sort_ratio(fold(known.name), fold(new.name)) >= _MOST_WORDS


def _is_reworded(known: IndicatorEvidence, new: IndicatorEvidence) -> bool:
    """Return whether the value told of the year before speaks for a reworded indicator; a zero, which many have, doesn't."""
    return bool(known.actual) and known.actual == new.baseline and _may_be_reworded(known, new)


_RULES: Final[Rules[IndicatorEvidence]] = (
    ("same_indicator", lambda known, new: known.target == new.target and _has_same_name(known, new)),
    ("moved", _has_same_name),
    ("near_name", _has_near_name),
    ("reworded", _is_reworded),
)
