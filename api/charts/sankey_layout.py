"""The layout of a Sankey diagram with three columns, for the SVG that the server draws.

An amount that several departments share flows to all of them as one, since the source doesn't divide it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

WIDTH: Final = 1000.0
_NODE_WIDTH: Final = 12.0
_GAP: Final = 7.0
_MIN_HEIGHT: Final = 1.0
_HEIGHT: Final = 640.0
_COLUMNS: Final = (0.0, 430.0, 700.0)


@dataclass(frozen=True)
class Flow:
    """An amount from `middle` (an activity) to `end` (a department, or several), with its grade of evidence."""

    middle: str
    end: str
    evidence: str
    amount: Decimal


@dataclass(frozen=True)
class Node:
    """A node with its position; `amount` is in TL."""

    key: str
    column: int
    x: float
    y: float
    height: float
    amount: Decimal


@dataclass(frozen=True)
class Band:
    """A link as a band; `path` is its centre line in SVG, `source` and `target` are the keys of its nodes."""

    path: str
    width: float
    evidence: str
    source: str
    target: str
    amount: Decimal


@dataclass(frozen=True)
class SankeyLayout:
    """All nodes and bands, and the height of the figure; its width is WIDTH."""

    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    height: float


def layout_sankey(start: str, flows: Sequence[Flow]) -> SankeyLayout:
    """Return the layout of flows from `start` by their middles to their ends, the largest on top.

    Amounts that aren't above zero are left out.
    """
    flows = [flow for flow in flows if flow.amount > 0]
    total = sum((flow.amount for flow in flows), Decimal(0))
    if not total:
        return SankeyLayout((), (), 0.0)
    scale = _HEIGHT / float(total)
    middles = _layout_column(1, _sum_by_key((flow.middle, flow.amount) for flow in flows), scale)
    ends = _layout_column(2, _sum_by_key((flow.end, flow.amount) for flow in flows), scale)
    height = max(node.y + node.height for column in (middles, ends) for node in column.values())
    first = Node(start, 0, _COLUMNS[0], (height - float(total) * scale) / 2, float(total) * scale, total)
    bands = _layout_bands(first, middles, ends, flows, scale)
    return SankeyLayout((first, *middles.values(), *ends.values()), tuple(bands), round(height + 2, 1))


def _sum_by_key(parts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for key, amount in parts:
        found[key] = found.get(key, Decimal(0)) + amount
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _layout_column(column: int, sums: dict[str, Decimal], scale: float) -> dict[str, Node]:
    nodes, y = {}, 0.0
    for key, amount in sums.items():
        height = max(_MIN_HEIGHT, float(amount) * scale)
        nodes[key] = Node(key, column, _COLUMNS[column], round(y, 1), round(height, 1), amount)
        y += max(height, 12.0) + _GAP
    return nodes


def _layout_bands(
    start: Node, middles: dict[str, Node], ends: dict[str, Node], flows: Sequence[Flow], scale: float
) -> list[Band]:
    at_start, at_middle, at_end = start.y, {k: n.y for k, n in middles.items()}, {k: n.y for k, n in ends.items()}
    bands = []
    for node in middles.values():
        width = float(node.amount) * scale
        bands.append(_make_band(start, at_start, node, node.y, width, "total", node.amount))
        at_start += width
    order = {key: index for index, key in enumerate(middles)}
    for flow in sorted(flows, key=lambda f: (order[f.middle], f.end)):
        width = float(flow.amount) * scale
        source, target = middles[flow.middle], ends[flow.end]
        bands.append(
            _make_band(source, at_middle[flow.middle], target, at_end[flow.end], width, flow.evidence, flow.amount)
        )
        at_middle[flow.middle] += width
        at_end[flow.end] += width
    return bands


def _make_band(source: Node, y1: float, target: Node, y2: float, width: float, evidence: str, amount: Decimal) -> Band:
    """Return a band from the right edge of `source` to the left edge of `target`; `y1` and `y2` are its upper ends."""
    height = max(_MIN_HEIGHT, width)
    x1, x2 = source.x + _NODE_WIDTH, target.x
    middle = (x1 + x2) / 2
    a, b = round(y1 + height / 2, 1), round(y2 + height / 2, 1)
    path = f"M{x1} {a}C{middle} {a} {middle} {b} {x2} {b}"
    return Band(path, round(height, 1), evidence, source.key, target.key, amount)
