"""The rating scale, its thresholds, and the share of a target that was reached.

The share is computed as by the loaders: in per cent of the target, inverted where a decrease is better. There is none if a
value is missing or a text, or if the divisor is zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import decimal_of, integer_of, read_rows
from kentgraf.ontology.namespaces import KG_NS

_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class Rating:
    """A rating: its local name in `kg:`, its rank (the highest is the best), and its labels by language."""

    name: str
    rank: int
    labels: dict[str, str]


@dataclass(frozen=True)
class Threshold:
    """The lowest per cent of a rating, with the numbers of printed ratings that support and contradict the inferred value."""

    rating: Rating
    percent: Decimal
    rests_on: int | None
    contradicted_by: int | None


@dataclass(frozen=True)
class Scale:
    """The rating scale: ratings from the best, thresholds from the highest, and whether percentages are rounded before rating."""

    ratings: tuple[Rating, ...]
    thresholds: tuple[Threshold, ...]
    whole_percents: bool = False

    def read(self, share: Decimal) -> Decimal:
        """Return the percentage that is compared with the thresholds: rounded half up to whole percents if the scale does so.

        >>> Scale((), (), whole_percents=True).read(Decimal("49.79"))
        Decimal('50')
        """
        return share.quantize(Decimal(1), ROUND_HALF_UP) if self.whole_percents else share

    def named(self, iri: str | None) -> Rating | None:
        """Return the rating of an IRI or local name; None if there is none or if it has no rank."""
        name = (iri or "").removeprefix(KG_NS)
        return next((rating for rating in self.ratings if rating.name == name), None)

    def threshold_of(self, rating: Rating | None) -> Threshold | None:
        """Return the threshold of a rating; None for the lowest rating."""
        return next((threshold for threshold in self.thresholds if threshold.rating == rating), None)

    def next_above(self, rating: Rating | None) -> Threshold | None:
        """Return the threshold of the next better rating; None for the best rating."""
        if rating is None:
            return None
        return min((t for t in self.thresholds if t.rating.rank > rating.rank), key=lambda t: t.percent, default=None)


def read_scale(store: Store) -> Scale:
    """Return the rating scale of a graph, which is empty if the graph has no ratings."""
    named = read_rows(select(store, query_text("_rating_names")), lambda row: (row["rating"].value, _rating(row)))
    ratings = dict(named)
    rows = [row for row in select(store, query_text("_rating_thresholds")) if row["rating"].value in ratings]
    thresholds = read_rows(rows, lambda row: _threshold(row, ratings[row["rating"].value]))
    whole = any(value_of(row, "wholePercents") == "true" for row in select(store, query_text("_rating_reading")))
    return Scale(tuple(ratings.values()), tuple(thresholds), whole)


def _rating(row: QuerySolution) -> Rating:
    texts = {"tr": row["tr"].value, "en": row["en"].value}
    return Rating(row["rating"].value.removeprefix(KG_NS), integer_of(row, "rank"), texts)


def _threshold(row: QuerySolution, rating: Rating) -> Threshold:
    return Threshold(rating, decimal_of(row, "percent"), _count(row, "restsOn"), _count(row, "contradictedBy"))


def share_reached(target: Decimal | None, actual: Decimal | None, direction: str | None) -> Decimal | None:
    """Return the share of the target that was reached, in per cent; for `decrease`, target divided by actual value.

    >>> share_reached(Decimal(40), Decimal(30), "increase")
    Decimal('75')
    >>> share_reached(Decimal(0), Decimal(3), "increase") is None
    True
    """
    value, base = (target, actual) if direction == "decrease" else (actual, target)
    if value is None or not base or direction is None:
        return None
    return value * _HUNDRED / base


def _count(row: QuerySolution, name: str) -> int | None:
    return None if row[name] is None else integer_of(row, name)
