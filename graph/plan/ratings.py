"""How results are rated: the scale, its thresholds, and what share of a target was reached.

The share follows the rule by which the loaders compute ratings: per cent of the target, the other way round where less is
better, and none where a value is missing, a text, or a zero to divide by.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pyoxigraph import Store

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.namespaces import KG_NS

_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class Rating:
    """One rating: its name in the vocabulary, its rank (the best is the highest), and what it is called."""

    name: str
    rank: int
    labels: dict[str, str]


@dataclass(frozen=True)
class Threshold:
    """From how many per cent a rating holds; on how many printed ratings that rests, and how many contradict it."""

    rating: Rating
    percent: Decimal
    rests_on: int | None
    contradicted_by: int | None


@dataclass(frozen=True)
class Scale:
    """All ratings, the best first, and the thresholds between them, the highest first."""

    ratings: tuple[Rating, ...]
    thresholds: tuple[Threshold, ...]

    def named(self, iri: str | None) -> Rating | None:
        """The rating of that IRI or name; None for none, and for one that has no rank."""
        name = (iri or "").removeprefix(KG_NS)
        return next((rating for rating in self.ratings if rating.name == name), None)

    def threshold_of(self, rating: Rating | None) -> Threshold | None:
        """Where a rating begins; None for the lowest, which begins nowhere."""
        return next((threshold for threshold in self.thresholds if threshold.rating == rating), None)

    def next_above(self, rating: Rating | None) -> Threshold | None:
        """Where the next better rating begins; None for the best."""
        if rating is None:
            return None
        return min((t for t in self.thresholds if t.rating.rank > rating.rank), key=lambda t: t.percent, default=None)


def read_scale(store: Store) -> Scale:
    """The scale of a graph; empty where it rates nothing."""
    ratings = {
        row["rating"].value: Rating(
            row["rating"].value.removeprefix(KG_NS),
            int(row["rank"].value),
            {"tr": row["tr"].value, "en": row["en"].value},
        )
        for row in select(store, query_text("_rating_names"))
    }
    thresholds = tuple(
        Threshold(
            ratings[row["rating"].value],
            Decimal(row["percent"].value),
            _count(value_of(row, "restsOn")),
            _count(value_of(row, "contradictedBy")),
        )
        for row in select(store, query_text("_rating_thresholds"))
        if row["rating"].value in ratings
    )
    return Scale(tuple(ratings.values()), thresholds)


def share_reached(target: Decimal | None, actual: Decimal | None, direction: str | None) -> Decimal | None:
    """How many per cent of the target were reached; for `decrease`, the target per cent of what came out.

    >>> share_reached(Decimal(40), Decimal(30), "increase")
    Decimal('75')
    >>> share_reached(Decimal(0), Decimal(3), "increase") is None
    True
    """
    value, base = (target, actual) if direction == "decrease" else (actual, target)
    if value is None or not base or direction is None:
        return None
    return value * _HUNDRED / base


def _count(text: str | None) -> int | None:
    return None if text is None else int(text)
