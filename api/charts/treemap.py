"""A treemap of amounts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kentgraf.api.charts.amounts import NamedAmount
from kentgraf.api.charts.figures import HOVER_TEMPLATE, Figure, make_figure
from kentgraf.api.charts.text import exact_text, hover_text, round_money, wrap
from kentgraf.api.i18n.numbers import format_money, format_percent

_LETTERS_ACROSS, _LETTERS_ACROSS_NARROW = 75, 41
"""About how many letters fit beside each other into a treemap, and into one on a phone."""
_MIN_LETTERS: Final = 8
_MAX_LETTERS: Final = 28


def draw_treemap(title: str, amounts: Sequence[NamedAmount], language: str) -> Figure | None:
    """Return a tile for each amount above zero; None if there is none.

    The `customdata` of tiles also has the name with shorter lines, for narrow screens.
    """
    shown = [one for one in amounts if one.amount > 0]
    if not shown:
        return None
    whole = sum((one.amount for one in shown), Decimal(0))
    data = {
        "type": "treemap",
        "ids": [one.code for one in shown],
        "labels": [wrap(one.title, _line_length(one.amount / whole, _LETTERS_ACROSS), 4) for one in shown],
        "parents": [""] * len(shown),
        "values": [float(one.amount) for one in shown],
        "text": [round_money(one.amount, language) for one in shown],
        "texttemplate": "%{label}<br>%{text}",
        "customdata": [
            [
                hover_text(
                    one.title,
                    f"{format_money(one.amount, language)} TL",
                    format_percent((one.amount * 100 / whole).quantize(Decimal("0.1")), language),
                ),
                one.link,
                exact_text(one.amount),
                wrap(one.title, _line_length(one.amount / whole, _LETTERS_ACROSS_NARROW), 5),
            ]
            for one in shown
        ],
        "hovertemplate": HOVER_TEMPLATE,
        "marker": {
            "colors": ["var(--tile)"] * len(shown),
            "line": {"width": 0},
            "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
        },
        "root": {"color": "var(--card)"},
        "tiling": {"pad": 2, "packing": "squarify"},
        "pathbar": {"visible": False},
        "textfont": {"color": "#ffffff"},
        "insidetextfont": {"color": "#ffffff"},
        "textposition": "top left",
    }
    return make_figure(
        [data],
        language,
        title,
        540,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        uniformtext={"minsize": 10, "mode": "hide"},
    )


def _line_length(share: Decimal, across: int) -> int:
    """Return about how many letters fit into a tile with that share of the area of a treemap into which `across` fit."""
    return max(_MIN_LETTERS, min(_MAX_LETTERS, int(share.sqrt() * across)))
