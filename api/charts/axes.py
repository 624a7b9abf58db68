"""Axes of figures, with ticks in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

from kentgraf.api.charts.text import escape, format_short, unit_of

_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MAX_STEPS: Final = 4
_LINES: Final = {
    "gridcolor": "var(--line)",
    "zerolinecolor": "var(--soft)",
    "linecolor": "var(--line)",
    "fixedrange": True,
    "automargin": True,
}


def money_axis(largest: Decimal, language: str, beyond: float = 1.02) -> dict[str, Any]:
    """Return an axis of amounts in TL from zero to `beyond` times `largest`."""
    return {**number_axis("", Decimal(0), largest, language, "TL"), "range": [0, float(largest) * beyond or 1]}


def number_axis(title: str, low: Decimal, high: Decimal, language: str, currency: str = "") -> dict[str, Any]:
    """Return an axis of numbers; large ones are in millions or billions, which its title says."""
    scale, unit = unit_of(max(abs(low), abs(high)), language)
    ticks = choose_ticks(low, high)
    unit_title = " ".join(filter(None, (unit, currency)))
    return {
        **titled_axis(f"{title} ({unit_title})" if title and unit_title else title or unit_title),
        "tickmode": "array",
        "tickvals": [float(tick) for tick in ticks],
        "ticktext": [format_short(tick / scale, language) for tick in ticks],
    }


def row_axis(positions: Sequence[float], labels: Sequence[str]) -> dict[str, Any]:
    """Return a vertical axis with a label for each row, the first above."""
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


def titled_axis(title: str) -> dict[str, Any]:
    """Return an axis with a title."""
    return {**_LINES, "title": {"text": escape(title), "font": {"size": 12}, "standoff": 8}}


def choose_ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return a few round numbers from `low` to `high` at equal distances; zero is one of them if it lies between."""
    if high <= low:
        return [low]
    raw = (high - low) / _MAX_STEPS
    magnitude = Decimal(10) ** raw.adjusted()
    step = next(magnitude * one for one in _STEPS if magnitude * one >= raw)
    first = (low / step).to_integral_value(ROUND_CEILING)
    last = (high / step).to_integral_value(ROUND_FLOOR)
    return [step * number for number in range(int(first), int(last) + 1)] or [low]
