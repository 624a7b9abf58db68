"""The Plotly figures that pages hold, and whether Plotly accepts them."""

from __future__ import annotations

import json
import re
from typing import Any

import plotly.graph_objects as go


def figures_of(page: str) -> dict[str, dict[str, Any]]:
    """The figures in the HTML of a page, by the name of their chart."""
    found = {}
    for name, inside in re.findall(r'<figure[^>]* data-chart="([^"]+)"[^>]*>(.*?)</figure>', page, re.DOTALL):
        data = re.search(r'<script type="application/json">(.*?)</script>', inside, re.DOTALL)
        if data:
            found[name] = json.loads(data[1])
    return found


def is_valid(figure: dict[str, Any]) -> bool:
    """Whether Plotly accepts a figure; where it doesn't, it raises ValueError, which names the property."""
    go.Figure(figure)
    return True
