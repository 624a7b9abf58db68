"""The layout of a squarified treemap (Bruls, Huizing, van Wijk 2000), for the SVG that the server draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 1000.0, 520.0


@dataclass(frozen=True)
class Tile:
    """A tile, with the index of its amount."""

    index: int
    x: float
    y: float
    width: float
    height: float


def layout_treemap(amounts: Sequence[Decimal]) -> list[Tile]:
    """Return tiles whose areas are in proportion to the amounts above zero, the largest first."""
    order = sorted((index for index, amount in enumerate(amounts) if amount > 0), key=lambda i: (-amounts[i], i))
    total = float(sum((amounts[index] for index in order), Decimal(0)))
    areas = [(index, float(amounts[index]) / total * WIDTH * HEIGHT) for index in order] if total else []
    tiles: list[Tile] = []
    x, y, width, height = 0.0, 0.0, WIDTH, HEIGHT
    while areas:
        side = min(width, height)
        row = _choose_row(areas, side)
        depth = sum(area for _, area in row) / side if side else 0.0
        along = 0.0
        for index, area in row:
            length = area / depth if depth else 0.0
            if width >= height:
                tiles.append(_make_tile(index, x, y + along, depth, length))
            else:
                tiles.append(_make_tile(index, x + along, y, length, depth))
            along += length
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth
        areas = areas[len(row) :]
    return tiles


def _choose_row(areas: Sequence[tuple[int, float]], side: float) -> Sequence[tuple[int, float]]:
    """Return as many of the next areas as make the squarest tiles in one row along a side."""
    best = 1
    for number in range(2, len(areas) + 1):
        if _worst_ratio(areas[:number], side) > _worst_ratio(areas[:best], side):
            break
        best = number
    return areas[:best]


def _worst_ratio(row: Sequence[tuple[int, float]], side: float) -> float:
    """Return the largest ratio of the sides of a tile in a row."""
    total = sum(area for _, area in row)
    if not total or not side:
        return float("inf")
    depth = total / side
    return max(max(depth * depth / area, area / (depth * depth)) for _, area in row)


def _make_tile(index: int, x: float, y: float, width: float, height: float) -> Tile:
    return Tile(index, round(x, 1), round(y, 1), round(width, 1), round(height, 1))
