"""The council as a half circle of seats, party beside party: where each seat stands, worked out once and always the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_INNER: Final = 0.42
_WIDTH: Final = 400.0


@dataclass(frozen=True)
class Seat:
    """A seat in the picture, `x` and `y` its middle, and whose it is: a place in the list that was given."""

    x: float
    y: float
    holder: int


@dataclass(frozen=True)
class Hemicycle:
    """All seats, with the radius of one and the size of the picture."""

    seats: tuple[Seat, ...]
    radius: float
    width: float
    height: float


def draw_hemicycle(seats: int) -> Hemicycle:
    """A picture of so many seats; the holder at place 0 sits on the left, the last one on the right."""
    rows = _rows(seats)
    outer = _WIDTH / 2
    step = outer * (1 - _INNER) / max(len(rows), 1)
    radius = 0.42 * min(step, math.pi * outer * (1 + _INNER) / 2 * len(rows) / max(seats, 1))
    placed = []
    for row, number in enumerate(rows):
        distance = outer - radius - row * step
        for place in range(number):
            angle = math.pi * (1 - (place + 0.5) / number)
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


def _rows(seats: int) -> Sequence[int]:
    """How many seats each row has, the outermost first; rows get as many as their length allows."""
    if seats <= 0:
        return ()
    number = max(1, round(math.sqrt(seats / 3.2)))
    lengths = [1 - (1 - _INNER) * row / number for row in range(number)]
    shares = [seats * length / sum(lengths) for length in lengths]
    whole = [math.floor(share) for share in shares]
    for place in sorted(range(number), key=lambda row: whole[row] - shares[row])[: seats - sum(whole)]:
        whole[place] += 1
    return [count for count in whole if count]
