"""The style in which a report prints numbers, settled once a report by how all its cells look.

`1.234,56` is Turkish, `1,234.56` English. `78,932` and `1.234` may be either, so a single cell never decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_TURKISH: Final = re.compile(r"[%+-]?\s*(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2})\s*%?")
_ENGLISH: Final = re.compile(r"[%+-]?\s*(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.\d\d)\s*%?")
_ENGLISH_OR_PLAIN: Final = re.compile(r"([%+-]?\s*)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d\d)(\s*(?:%|TL)?)")
_FEWEST: Final = 5
_CLEARLY: Final = 4
_SWAP: Final = str.maketrans(",.", ".,")


def in_turkish_style(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines with numbers in the Turkish style, and a remark if that changed them.

    Cells of tables count; nothing changes unless cells in the English style are at least four times as many as those in
    the Turkish one.
    """
    turkish = english = 0
    for line in lines:
        if "\t" in line:
            for cell in line.split("\t"):
                text = cell.strip()
                turkish += _TURKISH.fullmatch(text) is not None
                english += _ENGLISH.fullmatch(text) is not None
    if english < _FEWEST or english < _CLEARLY * turkish:
        return list(lines), []
    told = f"numbers look English ({english} cells such as 1,234.56, {turkish} such as 1.234,56); read so in all tables"
    return ["\t".join(map(_swapped, line.split("\t"))) if "\t" in line else line for line in lines], [told]


def _swapped(cell: str) -> str:
    found = _ENGLISH_OR_PLAIN.fullmatch(cell.strip())
    return found[1] + found[2].translate(_SWAP) + found[3] if found else cell
