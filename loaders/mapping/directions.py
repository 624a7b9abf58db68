"""Which way is better for an indicator, as its name and its printed rating suggest; to be compared with what its table says."""

from __future__ import annotations

from typing import Final, Literal

from kentgraf.loaders.mapping.ratings import RatingScale
from kentgraf.loaders.profiles.profile import reading_profile
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.ontology.turkish import fold

Direction = Literal["increase", "decrease"]

_DIRECTIONS: Final[tuple[Direction, ...]] = ("increase", "decrease")


def direction_of_name(name: str) -> Direction | None:
    """Return the direction that the end of a name tells, by the words of the profile; None if it tells none."""
    endings = reading_profile()["indicators"]["direction_of_name"]
    words = fold(name).split()
    return next(
        (
            direction
            for direction in _DIRECTIONS
            for ending in endings[direction]
            if words[-len(ending.split()) :] == fold(ending).split()
        ),
        None,
    )


def direction_of_rating(row: IndicatorRow, scale: RatingScale) -> Direction | None:
    """Return the direction in which the printed rating fits target and actual value; None if it fits both ways or neither."""
    fitting: list[Direction] = [
        direction
        for direction in _DIRECTIONS
        if row.rating and scale.computed_rating(row.model_copy(update={"direction": direction})) == row.rating
    ]
    return fitting[0] if len(fitting) == 1 else None
