"""Turkish text: case conversion, folding for comparison, slugs and collation.

`str.lower()` and `str.casefold()` turn `I` into `i` and `İ` into two characters, so they must not be used to compare Turkish
text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LOWER: Final = str.maketrans({"I": "ı", "İ": "i", "Â": "â", "Î": "î", "Û": "û"})
_UPPER: Final = str.maketrans({"ı": "I", "i": "İ"})
_PLAIN: Final = str.maketrans("ıçğöşüâîû", "icgosuaiu")
_ORDER: Final = {letter: rank for rank, letter in enumerate("aâbcçdefgğhıiîjklmnoöpqrsştuüûvwxyz", start=1)}
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


def lower(text: str) -> str:
    """Return `text` in lower case by Turkish rules: `IŞIK` gives `ışık`, `İZMİR` gives `izmir`."""
    return unicodedata.normalize("NFC", text).translate(_LOWER).lower()


def upper(text: str) -> str:
    """Return `text` in upper case by Turkish rules: `izmir` gives `İZMİR`."""
    return unicodedata.normalize("NFC", text).translate(_UPPER).upper()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Return a key for comparison that ignores case, diacritics, punctuation and runs of spaces.

    The key consists of `a-z`, `0-9` and single spaces: `fold("IŞIK  Öz-Türk")` is `"isik oz turk"`. Folding is idempotent.
    """
    plain = lower(text).translate(_PLAIN)
    bare = plain
    if not plain.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.lower()).strip()


def slug(text: str) -> str:
    """Return `text` as a path segment of an IRI: folded, with `-` between words."""
    return fold(text).replace(" ", "-")


def sort_key(text: str) -> list[tuple[int, str]]:
    """Return a collation key for the Turkish alphabet: `ç` after `c`, `ı` before `i`, other characters before letters."""
    return [(_ORDER.get(letter, 0), letter) for letter in lower(text)]
