"""Turkish letters: the one folding by which texts are compared, sorted and made into slugs.

`str.lower()` and `str.casefold()` take `I` for `i` and turn `İ` into two characters, so nothing here or elsewhere
compares Turkish text by them.
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
    """`text` in lower case as a Turkish reader writes it: `IŞIK` gives `ışık`, `İZMİR` gives `izmir`."""
    return unicodedata.normalize("NFC", text).translate(_LOWER).lower()


def upper(text: str) -> str:
    """`text` in upper case as a Turkish reader writes it: `izmir` gives `İZMİR`."""
    return unicodedata.normalize("NFC", text).translate(_UPPER).upper()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """A key under which spellings meet that differ only in case, Turkish marks, accents, punctuation or spaces.

    The key holds `a-z`, `0-9` and single spaces: `fold("IŞIK  Öz-Türk")` is `"isik oz turk"`. Folding is idempotent.
    """
    plain = lower(text).translate(_PLAIN)
    bare = plain
    if not plain.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.lower()).strip()


def slug(text: str) -> str:
    """`text` as a part of an IRI: folded, with `-` between words."""
    return fold(text).replace(" ", "-")


def sort_key(text: str) -> list[tuple[int, str]]:
    """A key that sorts as the Turkish alphabet does: `ç` after `c`, `ı` before `i`, other signs before letters."""
    return [(_ORDER.get(letter, 0), letter) for letter in lower(text)]
