"""Resolve the printed spellings of districts' names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.text import SourceText
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold, sort_key


@dataclass(frozen=True)
class District:
    """A district: the name chosen for it, and every printed spelling."""

    name: str
    spellings: tuple[str, ...]


def find_districts(source: SourceText, printed: Sequence[str], notes: Notes) -> dict[str, District]:
    """Return the district behind every spelling in `printed`, which holds one spelling for each member.

    Spellings within one letter (two in long names) are one district. The spelling that holds is the one with the largest
    share in the list and in the whole text, taken together: the list alone may repeat one slip of the page reader.
    """
    groups: list[list[str]] = []
    for spelling in sorted(set(printed), key=sort_key):
        near = next((g for g in groups if any(_one_place(spelling, other) for other in g)), None)
        if near is None:
            groups.append([spelling])
        else:
            near.append(spelling)
    found = {}
    for group in groups:
        in_list = {spelling: printed.count(spelling) for spelling in group}
        in_text = {s: _count_word(source.whole, s) for s in group}
        share = {s: in_list[s] / sum(in_list.values()) + in_text[s] / (sum(in_text.values()) or 1) for s in group}
        name = max(group, key=lambda s: (share[s], len(s)))
        others = tuple(s for s in group if s != name)
        if others:
            counted = ", ".join(f"{s} {in_text[s]} times" for s in group)
            notes.add("unusual", "districts", f"one spelling; {name} was taken", row=name, found=counted)
        found.update({s: District(name, others) for s in group})
    return found


def _count_word(text: str, word: str) -> int:
    """Return how often a word stands in the text by itself. A pattern that begins with letters is found much sooner."""
    letters = re.escape(word)
    return len(re.findall(rf"{letters}(?<!\w{letters})(?!\w)", text))


def _one_place(one: str, other: str) -> bool:
    a, b = fold(one), fold(other)
    slips = 0 if min(len(a), len(b)) < 4 else 1 if max(len(a), len(b)) <= 6 else 2
    return OSA.distance(a, b, score_cutoff=slips) <= slips
