"""Texts of figures: wrapped labels, hover texts, rounded and exact amounts."""

from __future__ import annotations

import html
import textwrap
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.i18n.texts import Texts

LABEL_WIDTH: Final = 26
"""The length of a line, in letters, in the label of a row."""
JOINED: Final = " / "
"""Between the names of several things that stand in one place."""
_FEWEST_LETTERS: Final = 8
_BILLION: Final = Decimal(10) ** 9
_MILLION: Final = Decimal(10) ** 6
_TENTH: Final = Decimal("0.1")


def escape(text: str) -> str:
    """Return text that Plotly, which reads some HTML, shows literally."""
    return html.escape(text, quote=False)


def wrap(text: str, width: int, lines: int = 3) -> str:
    """Return text in at most so many lines of `width` letters; a longer word stays whole."""
    wrapped = textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=False)
    return "<br>".join(map(escape, wrapped or [""]))


def shorten(text: str, length: int) -> str:
    """Return the beginning of a text, with an ellipsis where it was cut; of joined names the beginning of each."""
    if len(text) <= length:
        return text
    parts = text.split(JOINED)
    if len(parts) > 1:
        return JOINED.join(shorten(part, max(_FEWEST_LETTERS, length // len(parts))) for part in parts)
    return text[: length - 1].rstrip() + "…"


def hover_text(*lines: str) -> str:
    """Return a hover text of the lines that aren't empty."""
    return "<br>".join(wrap(line, 60, 4) for line in lines if line)


def exact_text(amount: Decimal) -> str:
    """Return all digits of a number, for programs."""
    return format(amount, "f")


def round_money(amount: Decimal, language: str) -> str:
    """Return a rounded amount in words, such as `8,1 milyar TL`."""
    scale, unit = unit_of(amount, language)
    if scale == 1:
        whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
        return f"{format_number(whole, language=language, always_grouped=True)} TL"
    return f"{bar_label(amount, amount, language)} {unit} TL"


def unit_of(largest: Decimal, language: str) -> tuple[Decimal, str]:
    """Return the unit for numbers up to `largest` and its name: a billion, a million, or 1 without a name."""
    for unit, key in ((_BILLION, "charts.billion"), (_MILLION, "charts.million")):
        if abs(largest) >= unit:
            return unit, Texts(language)(key)
    return Decimal(1), ""


def bar_label(amount: Decimal, largest: Decimal, language: str) -> str:
    """Return an amount in the unit of an axis that ends at `largest`, with at most one decimal."""
    number = amount / unit_of(largest, language)[0]
    rounded = number.quantize(_TENTH if abs(number) < 100 else Decimal(1), ROUND_HALF_UP)
    return f"< {format_short(_TENTH, language)}" if number > 0 and not rounded else format_short(rounded, language)


def format_short(number: Decimal, language: str) -> str:
    """Return a number without zeros at the end of its decimals."""
    is_whole = number == number.to_integral_value()
    return format_number(number.quantize(Decimal(1)) if is_whole else number.normalize(), language=language)
