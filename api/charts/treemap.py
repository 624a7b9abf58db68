"""Amounts as areas of a rectangle: which part belongs to whom, as near to squares as can be (Bruls, Huizing, van Wijk 2000)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 1000.0, 520.0


@dataclass(frozen=True)
class Tile:
    """The part of one amount, which stood at this place in the list."""

    place: int
    x: float
    y: float
    width: float
    height: float


def draw_treemap(amounts: Sequence[Decimal]) -> list[Tile]:
    """Tiles whose areas are in proportion to the amounts; those of zero and less get none."""
    order = sorted((place for place, amount in enumerate(amounts) if amount > 0), key=lambda p: (-amounts[p], p))
    total = float(sum((amounts[place] for place in order), Decimal(0)))
    areas = [(place, float(amounts[place]) / total * WIDTH * HEIGHT) for place in order] if total else []
    tiles: list[Tile] = []
    x, y, width, height = 0.0, 0.0, WIDTH, HEIGHT
    while areas:
        side = min(width, height)
        row = _row(areas, side)
        depth = sum(area for _, area in row) / side if side else 0.0
        along = 0.0
        for place, area in row:
            length = area / depth if depth else 0.0
            if width >= height:
                tiles.append(_tile(place, x, y + along, depth, length))
            else:
                tiles.append(_tile(place, x + along, y, length, depth))
            along += length
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth
        areas = areas[len(row) :]
    return tiles


def _row(areas: Sequence[tuple[int, float]], side: float) -> Sequence[tuple[int, float]]:
    """So many of the next areas as stand best in one row along a side."""
    best = 1
    for number in range(2, len(areas) + 1):
        if _worst(areas[:number], side) > _worst(areas[:best], side):
            break
        best = number
    return areas[:best]


def _worst(row: Sequence[tuple[int, float]], side: float) -> float:
    """How far the worst tile of a row is from a square."""
    total = sum(area for _, area in row)
    if not total or not side:
        return float("inf")
    depth = total / side
    return max(max(depth * depth / area, area / (depth * depth)) for _, area in row)


def _tile(place: int, x: float, y: float, width: float, height: float) -> Tile:
    return Tile(place, round(x, 1), round(y, 1), round(width, 1), round(height, 1))
