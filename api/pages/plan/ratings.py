"""Ratings of indicators as pages show them: counted by goal, as bars, and the weakest first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kentgraf.api.charts.captions import describe_ratings
from kentgraf.api.charts.figures import Figure
from kentgraf.api.charts.rating_bars import RatingCount, count_ratings, draw_ratings
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.plan.ratings import Rating
from kentgraf.graph.plan.tree import PlanElement


@dataclass(frozen=True)
class GoalRatings:
    """The number of indicators of each goal with each rating, with a figure of them and its caption."""

    goals: tuple[tuple[PlanElement, tuple[RatingCount, ...]], ...]
    figure: Figure | None
    caption: str


@cached_per_build
def count_goal_ratings(snapshot: GraphSnapshot) -> list[RatingCount]:
    """Return the number of indicators of each goal with each rating."""
    plan = graph_plan(snapshot)
    return count_ratings(plan.of_kind("goal"), plan.scale)


def goal_ratings(snapshot: GraphSnapshot, links: Links, language: str) -> GoalRatings:
    """Return the ratings of all goals; in the figure each goal links to its page."""
    counted = count_goal_ratings(snapshot)
    goals: dict[str, tuple[PlanElement, list[RatingCount]]] = {}
    for one in counted:
        goals.setdefault(one.element.iri, (one.element, []))[1].append(one)
    disputed = sum(element.disputed for element, _ in goals.values())
    return GoalRatings(
        tuple((element, tuple(several)) for element, several in goals.values()),
        draw_ratings(Texts(language)("charts.ratings"), counted, links.thing, language),
        describe_ratings(counted, disputed, language),
    )


def weakest_first(element: PlanElement) -> tuple[Decimal, int]:
    """Return a sort key by the mean of the printed ratings, the lowest first; elements without ratings come last."""
    mean = element.mean_rank
    return (Decimal("Infinity"), 0) if mean is None else (mean, element.computed.rank if element.computed else 0)


def find_weakest(elements: list[PlanElement]) -> list[PlanElement]:
    """Return the elements with the lowest mean; none if all means are equal or there is only one."""
    means: set[Decimal] = {e.mean_rank for e in elements if e.mean_rank is not None}
    return [e for e in elements if e.mean_rank == min(means)] if len(means) > 1 else []


@dataclass(frozen=True)
class BarSegment:
    """A segment of a bar: its start and width in per cent."""

    rating: Rating
    count: int
    start: Decimal
    width: Decimal


def make_bar(shares: list[tuple[Rating, int]]) -> list[BarSegment]:
    """Return the segments of a bar that shows how many indicators have each rating."""
    whole = sum(count for _, count in shares)
    segments, before = [], 0
    for rating, count in shares:
        if count:
            ends = [(Decimal(100 * number) / whole).quantize(Decimal("0.01")) for number in (before, before + count)]
            segments.append(BarSegment(rating, count, ends[0], ends[1] - ends[0]))
            before += count
    return segments
