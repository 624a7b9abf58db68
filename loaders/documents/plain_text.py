"""Make text plain: signs that nobody sees, or that stand for other signs, become the ones that a reader sees.

PDF programs leave soft hyphens, no-break spaces, ligatures and letters of other alphabets in text. A reader of the page
sees no difference, so the tables must not show one. What is printed on the page keeps its meaning: superscript digits
(footnote marks, `m²`) and dashes (blank cells) stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

_INVISIBLE: Final = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
)
_SPACES: Final = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\x0b\x85"
)
_LOOK_ALIKES: Final = {
    # fonts of older PDF programs, in which these stand where Turkish letters are drawn
    "Ġ": "İ", "ġ": "Ş", "Ģ": "ş", "ģ": "ğ",
    # Windows-1254 read as Latin-1
    "ð": "ğ", "Ð": "Ğ", "ý": "ı", "Ý": "İ", "þ": "ş", "Þ": "Ş",
    # the comma-below letters of Romanian
    "ș": "ş", "Ș": "Ş", "ț": "t", "Ț": "T",
    "\u2212": "-", "\u2010": "-", "\u2011": "-", "\uff0d": "-", "\u2044": "/", "\u2215": "/", "\u02bc": "’",
}  # fmt: skip
_WIDE: Final = range(0xFF01, 0xFF5F)
_LIGATURES: Final = range(0xFB00, 0xFB07)
_SPACES_AGAIN: Final = re.compile(r" {2,}")
_WORD_GAP: Final = re.compile(r"\s{2,}")
_CONTROL_SIGN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""The categories Cc and Cs without TAB and line ends."""
_FEWEST_SPACED: Final = 4
_DOTTED_I: Final = "i\u0307"


def _plain_sign(sign: str) -> str:
    """Return what a reader sees of one sign: nothing, a space, another sign, or itself."""
    if sign in _INVISIBLE:
        return ""
    if sign in _SPACES:
        return " "
    if sign in _LOOK_ALIKES:
        return _LOOK_ALIKES[sign]
    if ord(sign) in _WIDE or ord(sign) in _LIGATURES:
        return unicodedata.normalize("NFKC", sign)
    if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") and sign != "\t":
        return ""
    return sign


class _PlainSigns(dict[int, str]):
    """What each sign becomes, for `str.translate`; worked out when a sign is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = plain = sign if sign.isascii() and sign.isprintable() else _plain_sign(sign)
        return plain


_PLAIN_SIGNS: Final = _PlainSigns()


def make_plain(text: str) -> str:
    """Return one line (or cell) as a reader sees it: composed letters, single spaces, no invisible or control signs.

    TABs stay. The result is a fixed point: `make_plain(make_plain(x)) == make_plain(x)`.
    """
    if text.isascii() and text.isprintable():
        return _SPACES_AGAIN.sub(" ", close_up(text))
    composed = unicodedata.normalize("NFC", text)
    plain = unicodedata.normalize("NFC", composed.translate(_PLAIN_SIGNS))
    while _DOTTED_I in plain:  # a small i whose dot was drawn a second time
        plain = unicodedata.normalize("NFC", plain.replace(_DOTTED_I, "i"))
    return _SPACES_AGAIN.sub(" ", close_up(plain))


def close_up(text: str) -> str:
    """Return `text` with letter-spaced words closed up: `A M A Ç  1` is `AMAÇ 1`.

    Words are told by wider gaps. A cell of numbers such as `1 3 0 2` is a code and stays.
    """
    if "  " not in text and text.count(" ") < _FEWEST_SPACED - 1:
        return text
    return "\t".join(_close_up_cell(cell) for cell in text.split("\t"))


def _close_up_cell(cell: str) -> str:
    words = cell.split()
    letters = [word for word in words if len(word) == 1 and word.isalpha()]
    if len(letters) < _FEWEST_SPACED or any(len(word) > 1 and not word.isdigit() for word in words):
        return cell
    return " ".join("".join(word.split()) for word in _WORD_GAP.split(cell.strip()))


def describe_changes(lines: Iterable[str]) -> list[str]:
    """Return a sentence for each kind of sign that `make_plain` changes in `lines`, with how often it stands there."""
    counts: Counter[str] = Counter()
    for line in lines:
        if line.isascii() and line.isprintable():
            continue
        for sign in unicodedata.normalize("NFC", line):
            if not sign.isascii() or not sign.isprintable():
                plain = _PLAIN_SIGNS[ord(sign)]
                if plain != sign and sign not in "\r\t":
                    counts[sign] += 1
    told = []
    for sign, count in sorted(counts.items()):
        name = unicodedata.name(sign, "control character").lower()
        plain = _plain_sign(sign)
        done = "left out" if not plain else "read as a space" if plain == " " else f"read as {plain!r}"
        told.append(f"{name} (U+{ord(sign):04X}) stands {count} times; {done}")
    return told


def has_control_signs(text: str) -> bool:
    """Return whether `text` holds control characters (NUL, escape), which XML can't hold and a terminal would obey."""
    return _CONTROL_SIGN.search(text) is not None
