"""Resolve units' names: abbreviations expanded, departments found by name, labels told from other words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.profiles.profile import reading_profile
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.turkish import fold

_LABEL = re.compile(r"^\s*([^:;()\d][^:;]{2,100}?)\s*:(?=\s|$)")


class DepartmentNames:
    """An index of departments by name; also tells which words count as a label."""

    def __init__(self, units: Sequence[InstitutionalMoneyRow]) -> None:
        """Index `units`, which are those of the deepest level."""
        self._codes = {fold(expand_abbreviations(unit.name)): unit.code for unit in units}
        self._words = {fold(suffix).split()[-1] for suffix in reading_profile()["units"]["suffixes"]} | {"birimi"}

    def read_label(self, line: str) -> str | None:
        """Return the label that opens the line: words that end as units' names do, then a colon."""
        match = _LABEL.match(strip_markup(line))
        if not match:
            return None
        words = fold(expand_abbreviations(match[1])).split()
        if not words or len(words) < 2:
            return None
        ends = any(OSA.distance(words[-1], word) <= (1 if len(word) > 6 else 0) for word in self._words)
        return match[1].strip() if ends or self.find(match[1]) else None

    def find(self, label: str) -> tuple[str, str] | None:
        """Return the department's code and the rule that matched its name; None if no name matches, or two match alike."""
        plain, written = fold(label), fold(expand_abbreviations(label))
        if plain in self._codes:
            return self._codes[plain], "same_letters"
        if written in self._codes:
            return self._codes[written], "abbreviation"
        scored = sorted((OSA.distance(written, name), code) for name, code in self._codes.items())
        slips = max(1, len(written) // 12)
        if scored and scored[0][0] <= slips and (len(scored) == 1 or scored[1][0] > scored[0][0] + 1):
            return scored[0][1], "near"
        return None


def departments_of(units: Sequence[InstitutionalMoneyRow]) -> list[InstitutionalMoneyRow]:
    """Return the units at the deepest level of the institutional classification: the departments."""
    level = max((unit.level for unit in units), default=0)
    return [unit for unit in units if unit.level == level]


@cache
def _abbreviations() -> dict[str, str]:
    return dict(reading_profile()["units"]["abbreviations"])


def expand_abbreviations(name: str) -> str:
    """Return a unit's name with its abbreviations expanded: `Dairesi Bşk.` gives `Dairesi Başkanlığı`."""
    return re.sub(
        r"(\w+)\.?(?=\s|$)",
        lambda m: _abbreviations().get(m[1], m[0]) if m[0].endswith(".") or m[1] in _abbreviations() else m[0],
        name,
    )
