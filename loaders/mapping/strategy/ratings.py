"""Infer a report's rating scale from its printed ratings, and compute ratings by it; which way is better, by name and rating.

An indicator's success is its actual value per cent of its target (the other way round where less is better). Two readings
are tried, the exact percentage and the one rounded half up to whole percents, and the one that contradicts fewer printed
ratings is taken (the exact one if both do equally well). For each border between two ratings the threshold is the multiple
of five that contradicts the fewest printed ratings, the roundest of several. A target's rating is the mean of its
indicators' ratings (5 for the best, 1 for the worst), rounded half up, and so on upwards from the ratings below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from kentgraf.loaders.profiles.profile import reading_profile
from kentgraf.loaders.tables.indicators import IndicatorRow, Rating
from kentgraf.ontology.turkish import fold

RATINGS: Final[tuple[Rating, ...]] = ("on_target", "successful", "good", "in_progress", "needs_improvement")
Direction = Literal["increase", "decrease"]

_DIRECTIONS: Final[tuple[Direction, ...]] = ("increase", "decrease")
_STEP: Final = 5
_HIGHEST: Final = 150
_ENOUGH: Final = 3
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class Threshold:
    """The percentage from which a rating holds, the number of printed ratings that support it, and of those that contradict it."""

    rating: Rating
    percent: Decimal
    rests_on: int
    contradicted_by: int
    inferred: bool


@dataclass(frozen=True)
class RatingScale:
    """The inferred scale: thresholds of all ratings but the worst, the best first, and how percentages are read.

    `whole_percents` tells that a percentage is rounded half up to whole percents before it is rated. `contradicted_by` is
    the number of printed ratings that this reading contradicts, `otherwise_contradicted_by` that of the other reading.
    """

    thresholds: tuple[Threshold, ...]
    whole_percents: bool
    contradicted_by: int
    otherwise_contradicted_by: int

    def rate(self, percent: Decimal) -> Rating:
        """Return the rating of a percentage of the target."""
        read = _read(percent, whole=self.whole_percents)
        return next((t.rating for t in self.thresholds if read >= t.percent), RATINGS[-1])

    def computed_rating(self, row: IndicatorRow) -> Rating | None:
        """Return the rating of a result; None where no success can be computed."""
        percent = success(row)
        return None if percent is None else self.rate(percent)


def success(row: IndicatorRow) -> Decimal | None:
    """Return the actual value per cent of the target; None where a value is missing, a text, or zero in the divisor."""
    value, base = (row.target_value, row.actual) if row.direction == "decrease" else (row.actual, row.target_value)
    if value is None or not base or row.direction is None:
        return None
    return value * _HUNDRED / base


def infer_scale(rows: Sequence[IndicatorRow]) -> RatingScale:
    """Return the scale by the reading of percentages, exact or rounded to whole ones, that contradicts fewer printed ratings.

    Where fewer than three ratings stand on either side of a border, the usual threshold of the profile is taken.
    """
    rated = [(percent, row.rating) for row in rows if row.rating and (percent := success(row)) is not None]
    exact, rounded = ((whole, _infer_thresholds(rated, whole=whole)) for whole in (False, True))
    chosen, other = sorted((exact, rounded), key=lambda reading: _count_contradicted(rated, *reading))
    contradicted, otherwise = (_count_contradicted(rated, *reading) for reading in (chosen, other))
    return RatingScale(chosen[1], chosen[0], contradicted, otherwise)


def _read(percent: Decimal, *, whole: bool) -> Decimal:
    return percent.quantize(Decimal(1), ROUND_HALF_UP) if whole else percent


def _count_contradicted(rated: Sequence[tuple[Decimal, Rating]], whole: bool, thresholds: tuple[Threshold, ...]) -> int:
    scale = RatingScale(thresholds, whole, 0, 0)
    return sum(1 for percent, given in rated if scale.rate(percent) != given)


def _infer_thresholds(rated: Sequence[tuple[Decimal, Rating]], *, whole: bool) -> tuple[Threshold, ...]:
    found = []
    for place, rating in enumerate(RATINGS[:-1]):
        better = [_read(percent, whole=whole) for percent, given in rated if given in RATINGS[: place + 1]]
        worse = [_read(percent, whole=whole) for percent, given in rated if given in RATINGS[place + 1 :]]
        usual = Decimal(reading_profile()["rating_thresholds"][rating])
        enough = len(better) >= _ENOUGH and len(worse) >= _ENOUGH
        best = _best(better, worse, usual) if enough else usual
        found.append(Threshold(rating, best, len(better) + len(worse), _contradicted(better, worse, best), enough))
    return tuple(found)


def _best(better: Sequence[Decimal], worse: Sequence[Decimal], usual: Decimal) -> Decimal:
    candidates = [Decimal(percent) for percent in range(_STEP, _HIGHEST + 1, _STEP)]
    return min(
        candidates, key=lambda c: (_contradicted(better, worse, c), c % 50 != 0, c % 10 != 0, abs(c - usual))
    )  # fmt: skip


def _contradicted(better: Sequence[Decimal], worse: Sequence[Decimal], threshold: Decimal) -> int:
    return sum(1 for percent in better if percent < threshold) + sum(1 for percent in worse if percent >= threshold)


def mean_rating(ratings: Sequence[Rating]) -> Rating | None:
    """Return the rating of a parent: the mean of the ratings below, 5 to 1, rounded half up."""
    if not ratings:
        return None
    score = Decimal(sum(5 - RATINGS.index(rating) for rating in ratings)) / len(ratings)
    return RATINGS[5 - int(score.quantize(Decimal(1), ROUND_HALF_UP))]


def ratings_above(
    indicators: Sequence[IndicatorRow], parents: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, str], Rating]:
    """Return the ratings of targets, objectives, goals and areas by level and code, from the printed ratings below.

    `parents` gives, for each of target, objective and goal, the code above each code.
    """
    found: dict[tuple[str, str], Rating] = {}
    below: dict[str, list[Rating]] = {}
    for row in indicators:
        if row.rating:
            below.setdefault(row.target, []).append(row.rating)
    for level, above in (("target", "objective"), ("objective", "goal"), ("goal", "area"), ("area", None)):
        next_below: dict[str, list[Rating]] = {}
        for code, ratings in below.items():
            rating = mean_rating(ratings)
            if rating is None:
                continue
            found[(level, code)] = rating
            parent = parents.get(level, {}).get(code) if above else None
            if parent:
                next_below.setdefault(parent, []).append(rating)
        below = next_below
    return found


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
