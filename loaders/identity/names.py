"""Parse a person's printed name: titles before it, a footnote mark after it, markup left by OCR."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kentgraf.loaders.documents.printed_values import split_footnote_mark, strip_markup
from kentgraf.loaders.profiles.profile import find_party, folded_phrases, reading_profile
from kentgraf.ontology.turkish import fold, lower, upper


@dataclass(frozen=True)
class PrintedName:
    """A name as printed: `name` without titles and marks, `honorific` and `mark` where they are printed."""

    name: str
    honorific: str | None
    mark: str | None


def parse_name(text: str) -> PrintedName:
    """Parse a printed name: `**Dr. Ayşe KAYA²` gives name `Ayşe KAYA`, honorific `Dr.`, mark `²`."""
    bare, mark = split_footnote_mark(strip_markup(text))
    titles = []
    while match := _title().match(bare):
        titles.append(match.group().strip())
        bare = bare[match.end() :]
    return PrintedName(bare.strip(), " ".join(titles) or None, mark)


@cache
def _title() -> re.Pattern[str]:
    titles = sorted(reading_profile()["council"]["honorifics"], key=len, reverse=True)
    return re.compile("|".join(rf"{re.escape(t)}\s*(?=\w)" for t in titles))


def is_capital_word(word: str) -> bool:
    """Return whether a word is printed in capitals, as surnames are; one letter in four may differ."""
    letters = [c for c in word if c.isalpha()]
    capitals = sum(1 for c in letters if c == upper(c) and c != lower(c))
    return len(letters) >= 2 and capitals / len(letters) >= 0.75


def ends_in_surname(text: str) -> bool:
    """Return whether `text` may be a person's name: its last word is in capitals, and it names no party and no role."""
    name = parse_name(text).name
    words = name.split()
    return bool(words) and is_capital_word(words[-1]) and find_party(name) is None and not is_role(name)


def is_role(text: str) -> bool:
    """Return whether `text` is a role of a council or commission and nothing else, such as `Meclis Üyesi`."""
    return fold(text) in _role_words()


@cache
def _role_words() -> frozenset[str]:
    roles = ("chair", "vice_chair", "member")
    words = [*folded_phrases("council", "member"), *(word for role in roles for word in folded_phrases("roles", role))]
    return frozenset([*words, *folded_phrases("council", "mayor")])
