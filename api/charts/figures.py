"""The frame, colours and legend that all figures share. A figure is a plain dict in the format of Plotly.

Colours are named by custom properties of the style sheet, such as `var(--ink)`; the browser replaces them, since it knows
whether the page is light or dark. Amounts are floats for drawing and exact texts for reading; the browser formats nothing.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from kentgraf.api.charts.text import wrap

Figure = dict[str, Any]
CustomData = list[str | None]
"""The `customdata` of a mark: its hover text, the URL that a click leads to (or None), and its exact number."""

HOVER_TEMPLATE: Final = "%{customdata[0]}<extra></extra>"
PATTERNS: Final = ("", "/", "x", "-", "\\", ".", "|", "+")
MARGINS_WITH_TITLE: Final = {"l": 8, "r": 12, "t": 8, "b": 48}
"""Margins that leave room for the title of the lower axis."""
_DECIMAL_AND_GROUP: Final = {"tr": ",.", "en": ".,"}
_FONT: Final = 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif'


def make_figure(data: list[dict[str, Any]], language: str, title: str, height: int, **layout: Any) -> Figure:
    """Return a figure of the traces `data`. The title is shown in downloaded images; `layout` overrides the frame."""
    return {
        "data": data,
        "layout": {
            "title": {"text": wrap(title, 80), "x": 0.01, "xanchor": "left", "font": {"size": 15}},
            "height": height,
            "font": {"family": _FONT, "size": 13, "color": "var(--ink)"},
            "paper_bgcolor": "var(--card)",
            "plot_bgcolor": "var(--card)",
            "separators": _DECIMAL_AND_GROUP[language],
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


def fill_pattern(index: int, colour: str, line: int = 0) -> dict[str, Any]:
    """Return a marker with a colour and a pattern, which differs for each index and can be told apart without colours."""
    shape = PATTERNS[index % len(PATTERNS)]
    pattern = {"shape": shape, "bgcolor": colour, "fgcolor": "var(--card)", "fgopacity": 0.45, "size": 8}
    return {"color": colour, "pattern": pattern, "line": {"width": line, "color": colour}}


def legend_above(**changed: Any) -> dict[str, Any]:
    """Return a legend above the figure."""
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


def has_links(figure: Figure) -> bool:
    """Return whether a click on any mark of a figure leads to a page."""
    parts = [part for trace in figure["data"] for part in (trace, trace.get("node", {}), trace.get("link", {}))]
    return any(custom[1] for part in parts for custom in part.get("customdata", ()))


def figure_json(figure: Figure) -> Markup:
    """Return a figure as JSON that is safe inside a script element."""
    return htmlsafe_json_dumps(figure, dumps=partial(json.dumps, ensure_ascii=False, separators=(",", ":")))
