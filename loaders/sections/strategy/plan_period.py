"""Find the period of the strategic plan on which a report reports, such as 2025-2029."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from kentgraf.loaders.documents.text import SourceText
from kentgraf.loaders.profiles.profile import folded_phrases

_YEARS: Final = r"\b((?:19|20)\d\d) ((?:19|20)\d\d)"
_WORDS_BETWEEN: Final = 3
_LONGEST: Final = 10
"""Years of a plan; the law asks for five (Act 5393, article 41, with the election's term)."""


def find_plan_period(source: SourceText, year: int) -> str | None:
    """Return the period that the text names most often before the words for a strategic plan; None if it names none.

    The period must include the reported year: a report also names the plans before and after.
    """
    phrases = "|".join(re.escape(phrase) for phrase in folded_phrases("strategic_plan", "names"))
    named = re.compile(rf"{_YEARS}(?: \w+){{0,{_WORDS_BETWEEN}}} (?:{phrases})")
    found: Counter[tuple[int, int]] = Counter()
    for line in source.folded:
        for first, last in named.findall(line):
            if int(first) <= year <= int(last) < int(first) + _LONGEST:
                found[int(first), int(last)] += 1
    if not found:
        return None
    (first, last), _ = max(found.items(), key=lambda item: (item[1], item[0]))
    return f"{first}-{last}"
