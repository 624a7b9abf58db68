"""How far apart two names are: the same letters, the same words, letters that slipped, a second name that was left out.

Names are compared after Turkish folding. Whether two people are one is decided elsewhere (`people`, `people_over_years`): a name
alone never says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from kentgraf.ontology.turkish import fold


def same_letters(one: str, other: str) -> bool:
    """Return whether two names have the same letters in the same words."""
    return fold(one) == fold(other)


def same_words(one: str, other: str) -> bool:
    """Return whether two names have the same words in any order, or the same letters split elsewhere."""
    return fold(one).replace(" ", "") == fold(other).replace(" ", "") or sorted(fold(one).split()) == sorted(
        fold(other).split()
    )


def allowed_slips(name: str, missing: bool) -> int:
    """Return how many letters may have slipped in a name of that length, in one of which a second name may be `missing`."""
    letters = len(fold(name).replace(" ", ""))
    slips = 2 if letters >= 10 else 1 if letters >= 6 else 0
    return slips - 1 if missing else slips


def name_cost(one: str, other: str) -> tuple[int, bool]:
    """Return the edit distance of two names, and whether a second name had to be left out of one to reach it."""
    in_order = (sorted(fold(one).split()), sorted(fold(other).split()))
    whole = min(_joined_distance(one.split(), other.split()), _joined_distance(*in_order))
    best = (whole, False)
    short, long = sorted((one.split(), other.split()), key=len)
    if 2 <= len(short) < len(long):
        for dropped in range(1, len(long)):
            kept = [word for place, word in enumerate(long) if place != dropped]
            if len(kept) == len(short):
                without = _joined_distance(short, kept)
                if without < best[0] - 1:
                    best = (without, True)
    return best


def _joined_distance(one: Sequence[str], other: Sequence[str]) -> int:
    a, b = (fold(" ".join(words)).replace(" ", "") for words in (one, other))
    return int(OSA.distance(a, b))


def letters_apart(one: str, other: str) -> int:
    """Return the edit distance of two names as they stand."""
    return int(OSA.distance(fold(one), fold(other)))
