"""Find the sections of a report by their headings, never by line numbers.

A heading is a line of its own, not a row of the table of contents (which ends in a page number after a TAB) and not a
sentence that mentions the words. A few slipped letters are forgiven. A section lasts until the next known heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.text import SourceText
from kentgraf.loaders.profiles.profile import reading_profile
from kentgraf.ontology.turkish import fold

_LONGEST_PREFIX = 60
_NUMBERED = re.compile(r"^(?:\d+ )+")


@dataclass(frozen=True)
class Section:
    """A section of the source: its heading's line, and the lines `first` to `last` below it (both included)."""

    name: str
    heading: int
    first: int
    last: int


class Sections:
    """The sections found in a source, by the names that the profile gives them."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        starts = sorted(self._headings())
        self._sections: dict[str, list[Section]] = {}
        for place, (line, name) in enumerate(starts):
            end = starts[place + 1][0] - 1 if place + 1 < len(starts) else len(source.lines)
            self._sections.setdefault(name, []).append(Section(name, line, line + 1, end))

    def all(self, name: str) -> list[Section]:
        """Return every section of that name, in the source's order."""
        return self._sections.get(name, [])

    def first(self, name: str) -> Section | None:
        """Return the first section of that name, or None if the source has none."""
        return next(iter(self.all(name)), None)

    def _headings(self) -> Iterator[tuple[int, str]]:
        phrases = [(name, fold(phrase)) for name, group in reading_profile()["headings"].items() for phrase in group]
        for number, line in enumerate(self._source.lines, start=1):
            text = self._source.folded[number - 1]
            if not text or "\t" in line.strip() or len(text) > 160:
                continue
            name = _best_match(_NUMBERED.sub("", text), phrases)
            if name:
                yield number, name


def _best_match(bare: str, phrases: list[tuple[str, str]]) -> str | None:
    """Return the section whose phrase ends the heading `bare`; the longest phrase wins over a shorter one inside it."""
    best: tuple[int, str] | None = None
    for name, phrase in phrases:
        if _opens(bare, phrase) and (best is None or len(phrase) > best[0]):
            best = (len(phrase), name)
    return best[1] if best else None


def _opens(bare: str, phrase: str) -> bool:
    """Return whether the folded line, without its number, is the phrase, after at most a period or the city's name."""
    slips = max(1, len(phrase) // 12)
    before = len(bare) - len(phrase)
    if abs(before) <= slips and OSA.distance(bare, phrase, score_cutoff=slips) <= slips:
        return True
    if not 0 < before <= _LONGEST_PREFIX or len(phrase) < 8:
        return False
    if not bare.endswith(phrase) and fuzz.ratio(bare[before:], phrase) < 95:
        return False
    return bare[before - 1 : before] == " " or bare[: before + 1].endswith(" ")
