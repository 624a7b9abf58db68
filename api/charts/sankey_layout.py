"""A picture of money flowing through three columns: where every node and link stands, with heights in proportion.

Nothing is divided that the source doesn't divide: an amount that several departments share flows to all of them as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

WIDTH: Final = 1000.0
_NODE: Final = 12.0
_GAP: Final = 7.0
_LEAST: Final = 1.0
_HEIGHT: Final = 640.0
_COLUMNS: Final = (0.0, 430.0, 700.0)


@dataclass(frozen=True)
class Flow:
    """An amount on its way from `middle` (an activity) to `end` (a department, or several), with how sure that is."""

    middle: str
    end: str
    evidence: str
    amount: Decimal


@dataclass(frozen=True)
class Node:
    """A node as it is drawn, by its key, in TL."""

    key: str
    column: int
    x: float
    y: float
    height: float
    amount: Decimal


@dataclass(frozen=True)
class Band:
    """A link as it is drawn: a band whose path begins at one node and ends at another."""

    path: str
    width: float
    evidence: str
    one: str
    two: str
    amount: Decimal


@dataclass(frozen=True)
class Picture:
    """All nodes and bands, and the height of the picture; its width is WIDTH."""

    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    height: float


def draw_flows(start: str, flows: Sequence[Flow]) -> Picture:
    """The flows from one start by their middles to their ends, the largest above. Amounts of zero are left out."""
    flows = [flow for flow in flows if flow.amount > 0]
    total = sum((flow.amount for flow in flows), Decimal(0))
    if not total:
        return Picture((), (), 0.0)
    scale = _HEIGHT / float(total)
    middles = _column(1, _sums((flow.middle, flow.amount) for flow in flows), scale)
    ends = _column(2, _sums((flow.end, flow.amount) for flow in flows), scale)
    height = max(node.y + node.height for column in (middles, ends) for node in column.values())
    beginning = Node(start, 0, _COLUMNS[0], (height - float(total) * scale) / 2, float(total) * scale, total)
    bands = _bands(beginning, middles, ends, flows, scale)
    return Picture((beginning, *middles.values(), *ends.values()), tuple(bands), round(height + 2, 1))


def _sums(parts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for key, amount in parts:
        found[key] = found.get(key, Decimal(0)) + amount
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _column(place: int, sums: dict[str, Decimal], scale: float) -> dict[str, Node]:
    nodes, y = {}, 0.0
    for key, amount in sums.items():
        height = max(_LEAST, float(amount) * scale)
        nodes[key] = Node(key, place, _COLUMNS[place], round(y, 1), round(height, 1), amount)
        y += max(height, 12.0) + _GAP
    return nodes


def _bands(
    start: Node, middles: dict[str, Node], ends: dict[str, Node], flows: Sequence[Flow], scale: float
) -> list[Band]:
    at_start, at_middle, at_end = start.y, {k: n.y for k, n in middles.items()}, {k: n.y for k, n in ends.items()}
    bands = []
    for node in middles.values():
        width = float(node.amount) * scale
        bands.append(_band(start, at_start, node, node.y, width, "total", node.amount))
        at_start += width
    places = {key: place for place, key in enumerate(middles)}
    for flow in sorted(flows, key=lambda f: (places[f.middle], f.end)):
        width = float(flow.amount) * scale
        one, two = middles[flow.middle], ends[flow.end]
        bands.append(_band(one, at_middle[flow.middle], two, at_end[flow.end], width, flow.evidence, flow.amount))
        at_middle[flow.middle] += width
        at_end[flow.end] += width
    return bands


def _band(one: Node, y1: float, two: Node, y2: float, width: float, evidence: str, amount: Decimal) -> Band:
    thick = max(_LEAST, width)
    x1, x2 = one.x + _NODE, two.x
    middle = (x1 + x2) / 2
    a, b = round(y1 + thick / 2, 1), round(y2 + thick / 2, 1)
    path = f"M{x1} {a}C{middle} {a} {middle} {b} {x2} {b}"
    return Band(path, round(thick, 1), evidence, one.key, two.key, amount)
