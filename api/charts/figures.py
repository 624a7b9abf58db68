"""What all figures share: their frame, their texts, their axes. A figure is a plain dict that Plotly's library draws.

Colours are named by the custom properties of the style sheet, `var(--ink)`, and put in by the browser, which knows whether
the page is light or dark. Amounts are drawn as floats and told as exact text; nothing is formatted in the browser.
"""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, Final

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.i18n.texts import Texts

Figure = dict[str, Any]
Told = list[str | None]
"""What a mark carries: its hover text, the address that a click leads to (or None), and its exact number."""

LABEL: Final = 26
"""How many letters stand beside each other in the name of a row."""
HOVER: Final = "%{customdata[0]}<extra></extra>"
PATTERNS: Final = ("", "/", "x", "-", "\\", ".", "|", "+")
_SEPARATORS: Final = {"tr": ",.", "en": ".,"}
_FONT: Final = 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif'
_BILLION: Final = Decimal(10) ** 9
_MILLION: Final = Decimal(10) ** 6
_TENTH: Final = Decimal("0.1")
_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MOST_TICKS: Final = 4


def figure(data: list[dict[str, Any]], language: str, title: str, height: int, **layout: Any) -> Figure:
    """A figure in the frame that all have; `title` stands in pictures that are taken away."""
    return {
        "data": data,
        "layout": {
            "title": {"text": wrap(title, 80), "x": 0.01, "xanchor": "left", "font": {"size": 15}},
            "height": height,
            "font": {"family": _FONT, "size": 13, "color": "var(--ink)"},
            "paper_bgcolor": "var(--card)",
            "plot_bgcolor": "var(--card)",
            "separators": _SEPARATORS[language],
            "margin": {"l": 8, "r": 12, "t": 8, "b": 12},
            "hoverlabel": {
                "bgcolor": "var(--paper)",
                "bordercolor": "var(--soft)",
                "font": {"color": "var(--ink)"},
                "align": "left",
            },
            "dragmode": False,
            **layout,
        },
    }


def plain(text: str) -> str:
    """Text as Plotly shows it, letter by letter: it reads some HTML."""
    return html.escape(text, quote=False)


def wrap(text: str, width: int, lines: int = 3) -> str:
    """Text broken into lines of at most `width` letters, cut after so many lines; a word that is longer stays whole."""
    broken = textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=False)
    return "<br>".join(map(plain, broken or [""]))


def shorten(text: str, most: int) -> str:
    """The beginning of a text, with dots where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def hover(*lines: str) -> str:
    """A hover text of these lines, the empty ones left out."""
    return "<br>".join(wrap(line, 60, 4) for line in lines if line)


def exact(amount: Decimal) -> str:
    """A number as machines read it."""
    return format(amount, "f")


def size(amount: Decimal) -> float:
    """How large an amount is drawn."""
    return float(amount)


def round_money(amount: Decimal, language: str) -> str:
    """An amount as people say it: `8,1 milyar TL`."""
    scale, unit = unit_of(amount, language)
    if scale == 1:
        return f"{format_number(amount.quantize(Decimal(1), ROUND_HALF_UP), language=language)} TL"
    return f"{beside(amount, amount, language)} {unit} TL"


def unit_of(most: Decimal, language: str) -> tuple[Decimal, str]:
    """In what so large a number is best told: how much one of it is, and its name; 1 and nothing for small numbers."""
    for unit, key in ((_BILLION, "charts.billion"), (_MILLION, "charts.million")):
        if abs(most) >= unit:
            return unit, Texts(language)(key)
    return Decimal(1), ""


def beside(amount: Decimal, most: Decimal, language: str) -> str:
    """An amount as it stands beside its bar: in the unit of the axis that reaches to `most`, with one digit at most."""
    number = amount / unit_of(most, language)[0]
    rounded = number.quantize(_TENTH if abs(number) < 100 else Decimal(1), ROUND_HALF_UP)
    return f"< {_shortest(_TENTH, language)}" if number > 0 and not rounded else _shortest(rounded, language)


def money_axis(most: Decimal, language: str, beyond: float = 1.02) -> dict[str, Any]:
    """An axis of amounts from zero to `most` and a little beyond."""
    return {**number_axis("", Decimal(0), most, language, "TL"), "range": [0, size(most) * beyond or 1]}


def number_axis(title: str, low: Decimal, high: Decimal, language: str, currency: str = "") -> dict[str, Any]:
    """An axis whose marks are written in the language of the page, large ones in millions or billions, as its title says."""
    scale, unit = unit_of(max(abs(low), abs(high)), language)
    ticks = ticks_between(low, high)
    told = " ".join(filter(None, (unit, currency)))
    return {
        **plain_axis(f"{title} ({told})" if title and told else title or told),
        "tickmode": "array",
        "tickvals": [size(tick) for tick in ticks],
        "ticktext": [_shortest(tick / scale, language) for tick in ticks],
    }


def _shortest(number: Decimal, language: str) -> str:
    """A round number without zeros at its end."""
    whole = number == number.to_integral_value()
    return format_number(number.quantize(Decimal(1)) if whole else number.normalize(), language=language)


TITLED: Final = {"l": 8, "r": 12, "t": 8, "b": 48}
"""Margins that leave room for the title of the lower axis."""
_LINES: Final = {
    "gridcolor": "var(--line)",
    "zerolinecolor": "var(--soft)",
    "linecolor": "var(--line)",
    "fixedrange": True,
    "automargin": True,
}


def rows_axis(positions: Sequence[float], labels: Sequence[str]) -> dict[str, Any]:
    """The axis on which rows stand below each other, the first above."""
    ends = [max(positions, default=0) + 0.7, min(positions, default=0) - 0.7]
    return {
        **_LINES,
        "tickmode": "array",
        "tickvals": list(positions),
        "ticktext": list(labels),
        "range": ends,
        "zeroline": False,
        "showgrid": False,
        "ticklabelstandoff": 4,
    }


def plain_axis(title: str) -> dict[str, Any]:
    """An axis of numbers."""
    return {**_LINES, "title": {"text": plain(title), "font": {"size": 12}, "standoff": 8}}


def ticks_between(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round numbers from `low` to `high`, a few of them, at equal distances; zero among them if it lies between."""
    if high <= low:
        return [low]
    raw = (high - low) / _MOST_TICKS
    magnitude = Decimal(10) ** raw.adjusted()
    step = next(magnitude * one for one in _STEPS if magnitude * one >= raw)
    first = (low / step).to_integral_value(ROUND_CEILING)
    last = (high / step).to_integral_value(ROUND_FLOOR)
    return [step * place for place in range(int(first), int(last) + 1)] or [low]


def filled(place: int, colour: str, line: int = 0) -> dict[str, Any]:
    """How an area is filled: by a colour and by a pattern that needs none, another one for each place."""
    shape = PATTERNS[place % len(PATTERNS)]
    pattern = {"shape": shape, "bgcolor": colour, "fgcolor": "var(--card)", "fgopacity": 0.45, "size": 8}
    return {"color": colour, "pattern": pattern, "line": {"width": line, "color": colour}}


def legend(**changed: Any) -> dict[str, Any]:
    """A legend above the picture."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.0,
        "yanchor": "bottom",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        **changed,
    }


def leads(drawn: Figure) -> bool:
    """Whether a click on some part of a figure leads anywhere."""
    marks = [part for trace in drawn["data"] for part in (trace, trace.get("node", {}), trace.get("link", {}))]
    return any(told[1] for part in marks for told in part.get("customdata", ()))


def write_figure(drawn: Figure) -> Markup:
    """A figure as JSON that can stand in a page: nothing in it ends the element that holds it."""
    return htmlsafe_json_dumps(drawn, dumps=partial(json.dumps, ensure_ascii=False, separators=(",", ":")))
