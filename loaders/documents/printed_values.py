"""Readers of printed cells: Turkish numbers, dates, durations, footnote marks, and the markup that OCR leaves.

Every reader takes the text of one cell and gives a value, None for a blank, or raises UnreadableCell, which costs that
cell and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

SUPERSCRIPTS: Final = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_BLANKS: Final = {"", "-", "–", "—"}
_MARKUP: Final = re.compile(r"\*\*|</?[a-zA-Z][a-zA-Z0-9]*\s*/?>")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_PLAIN: Final = re.compile(r"[+-]?\d+(?:,\d+)?")
_DOT_DECIMAL: Final = re.compile(r"[+-]?\d+\.\d{1,2}")
_ENGLISH: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+")
_THREE_DECIMALS: Final = re.compile(r"[+-]?\d{1,3},\d{3}")
_DAY: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{4})(?!\d)")
_DURATION: Final = re.compile(r"(?:(\d+)\s*saat)?\s*(?:(\d+)\s*dakika)?\s*(?:(\d+)\s*saniye)?")
_MARK: Final = re.compile(rf"\s*([{SUPERSCRIPTS}]+|\(\d{{1,2}}\)|(?<=[^\W\d_])\d{{1,2}})\s*$")


class UnreadableCell(ValueError):
    """A cell that can't be read: `found` as printed and `expected` in words."""

    def __init__(self, found: str, expected: str) -> None:
        self.found = found
        self.expected = expected
        super().__init__(f"found {found!r}; expected {expected}")


@dataclass(frozen=True)
class ReadNumber:
    """A number and whether it was printed in an unusual way (`68.07`, a dot for the decimal comma)."""

    value: Decimal
    unusual: bool = False


def strip_markup(text: str) -> str:
    """Return `text` without `**`, `<i>` and repeated spaces."""
    return " ".join(_MARKUP.sub("", text).split())


def is_blank(cell: str) -> bool:
    """Return whether the cell states nothing: it is empty or a dash. A printed zero is not blank."""
    return strip_markup(cell) in _BLANKS


def read_number(cell: str) -> ReadNumber | None:
    """Return a Turkish number: `1.234,56` is 1234.56, `1.300` is 1300, `%12,5` and `12,5%` are 12.5; None for a blank.

    A dot with one or two digits after it can't group thousands, nor can a comma before a dot: such cells are read as
    decimals and marked as unusual, as is `78,932`, which elsewhere is a thousand. Raises UnreadableCell for other texts.
    """
    if is_blank(cell):
        return None
    text = strip_markup(cell).strip("%").replace("−", "-").removesuffix("TL").strip()
    if _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text):
        unusual = _THREE_DECIMALS.fullmatch(text) is not None
        return ReadNumber(Decimal(text.replace(".", "").replace(",", ".")), unusual)
    if _ENGLISH.fullmatch(text):
        return ReadNumber(Decimal(text.replace(",", "")), unusual=True)
    if _DOT_DECIMAL.fullmatch(text):
        return ReadNumber(Decimal(text), unusual=True)
    raise UnreadableCell(cell, "a number such as 1.234,56")


def read_duration(cell: str) -> int | None:
    """Return a duration in seconds: `4 dakika 17 saniye` is 257; None if the cell is no duration."""
    text = strip_markup(cell).replace("İ", "i").lower()
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def read_dates(text: str) -> list[date]:
    """Return all dates in `text`, printed as `14/01/2025` or `14.01.2025`, in their order."""
    days = []
    for match in _DAY.finditer(text):
        day, month, year = (int(part) for part in match.groups())
        try:
            days.append(date(year, month, day))
        except ValueError as error:
            raise UnreadableCell(match.group(), "a day such as 14.01.2025") from error
    return days


def find_printed_dates(text: str) -> list[str]:
    """Return the dates of `text` as they are printed."""
    return [match.group() for match in _DAY.finditer(text)]


def split_footnote_mark(text: str) -> tuple[str, str | None]:
    """Split a footnote mark from the end of a name: `ÇOBAN²` gives `("ÇOBAN", "²")`; `(2)` and a plain `2` count too."""
    match = _MARK.search(text)
    if not match or not match.start():
        return text.strip(), None
    return text[: match.start()].strip(), to_superscript(match.group(1))


def to_superscript(mark: str) -> str:
    """Return a footnote mark in superscript digits, however it is printed."""
    digits = "".join(c for c in mark if c.isdigit() or c in SUPERSCRIPTS)
    return digits.translate(str.maketrans("1234567890", SUPERSCRIPTS))


def split_leading_footnote_mark(line: str) -> tuple[str | None, str]:
    """Split the mark from the start of a footnote line; the mark is None where the line opens with none."""
    match = re.match(rf"\s*([{SUPERSCRIPTS}]+|\(\d{{1,2}}\)|\d{{1,2}}\)|\*+(?!\*))\s*(?=\S)", line)
    if not match or not to_superscript(match.group(1)):
        return None, line
    return to_superscript(match.group(1)), line[match.end() :]
