"""The layout of a hemicycle: the seats of the council in half circles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_INNER: Final = 0.42
"""The radius of the innermost row relative to the outermost."""
_WIDTH: Final = 400.0


@dataclass(frozen=True)
class Seat:
    """A seat with its centre, and the index of its holder."""

    x: float
    y: float
    holder: int


@dataclass(frozen=True)
class Hemicycle:
    """All seats, the radius of a seat, and the size of the figure."""

    seats: tuple[Seat, ...]
    radius: float
    width: float
    height: float


def layout_hemicycle(seats: int) -> Hemicycle:
    """Return the layout of so many seats, with holder 0 on the left and the last one on the right."""
    rows = _seats_by_row(seats)
    outer = _WIDTH / 2
    step = outer * (1 - _INNER) / max(len(rows), 1)
    radius = 0.42 * min(step, math.pi * outer * (1 + _INNER) / 2 * len(rows) / max(seats, 1))
    placed = []
    for row, number in enumerate(rows):
        distance = outer - radius - row * step
        for index in range(number):
            angle = math.pi * (1 - (index + 0.5) / number)
            placed.append((angle, distance))
    placed.sort(key=lambda seat: (-seat[0], seat[1]))
    return Hemicycle(
        tuple(
            Seat(round(outer + math.cos(angle) * distance, 1), round(outer - math.sin(angle) * distance, 1), holder)
            for holder, (angle, distance) in enumerate(placed)
        ),
        round(radius, 1),
        _WIDTH,
        outer + radius,
    )


def _seats_by_row(seats: int) -> Sequence[int]:
    """Return the number of seats of each row, the outermost first, in proportion to the lengths of the rows."""
    if seats <= 0:
        return ()
    number = max(1, round(math.sqrt(seats / 3.2)))
    lengths = [1 - (1 - _INNER) * row / number for row in range(number)]
    shares = [seats * length / sum(lengths) for length in lengths]
    whole = [math.floor(share) for share in shares]
    for row in sorted(range(number), key=lambda row: whole[row] - shares[row])[: seats - sum(whole)]:
        whole[row] += 1
    return [count for count in whole if count]
