"""`/strategy`: the plan as an outline, with the money and both ratings of everything, and the weakest first if asked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.charts.captions import tell_ratings
from kentgraf.api.charts.figures import Figure
from kentgraf.api.charts.plan import Ratings, count_ratings, draw_ratings
from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.frame.csv_files import csv_answer
from kentgraf.api.pages.frame.errors import Refused
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.graph.plan.ratings import Rating
from kentgraf.graph.plan.tree import Element, Plan, read_plan

_DISPUTED: Final = "disputed"
_ORDERS: Final = ("plan", "rating")

router = APIRouter(include_in_schema=False)


@once_per_build
def plan_of(publication: Publication) -> Plan:
    """The plan of the graph that is served."""
    return read_plan(publication.store)


@dataclass(frozen=True)
class Filter:
    """Which indicators are shown: all, those of one rating (printed or computed), or those whose ratings differ."""

    name: str = ""

    def keeps(self, indicator: Element) -> bool:
        """Whether an indicator is shown."""
        result = indicator.result
        if not self.name:
            return True
        if result is None:
            return False
        if self.name == _DISPUTED:
            return result.disagrees
        return self.name in [rating.name for rating in (result.printed, result.computed) if rating]

    def shows(self, element: Element) -> bool:
        """Whether anything under an element is shown."""
        return not self.name or any(self.keeps(one) for one in element.below("indicator"))

    def kept(self, element: Element) -> list[Element]:
        """The indicators directly under an element that are shown."""
        return [one for one in element.of_kind("indicator") if self.keeps(one)]


@router.api_route("/strategy", methods=["GET", "HEAD"])
def show_strategy(request: Request, rating: str = "", sort: str = "plan") -> HTMLResponse:
    """The plan. Refused, 404, for a rating or an order that is not there."""
    publication = current_publication(request)
    plan = plan_of(publication)
    names = [one.name for one in plan.scale.ratings]
    if rating and rating not in (*names, _DISPUTED):
        raise Refused(404, "refused.choice", asked=rating, choices=", ".join((*names, _DISPUTED)))
    if sort not in _ORDERS:
        raise Refused(404, "refused.choice", asked=sort, choices=", ".join(_ORDERS))
    chosen = Filter(rating)
    goals = plan.of_kind("goal")
    return render_page(
        request,
        "strategy.html",
        plan=plan,
        fmt=PlanFormatter(page_language(request)),
        goals=sorted(goals, key=weakest_first) if sort == "rating" else goals,
        weakest=weakest_of(goals),
        chosen=chosen,
        choices=[(name, _count(goals, Filter(name))) for name in ("", *names, _DISPUTED)],
        shown=_count(goals, chosen),
        sort=sort,
        bar_of=bar_of,
        ratings=ratings_of(publication, Links(request, publication), page_language(request)),
    )


@router.api_route("/strategy.csv", methods=["GET", "HEAD"])
def give_strategy(request: Request) -> Response:
    """How many indicators of each goal have which rating, as printed and as computed, as a table."""
    counted = _counted(current_publication(request))
    rows = ([one.element.code, one.element.title, one.rating.name, one.printed, one.computed] for one in counted)
    return csv_answer("ratings", ("goal", "title", "rating", "printed", "computed"), rows)


@dataclass(frozen=True)
class RatingsShown:
    """The ratings of all goals: what is counted, by goal, the figure of it, and what that shows in a sentence."""

    goals: tuple[tuple[Element, tuple[Ratings, ...]], ...]
    figure: Figure | None
    told: str


@once_per_build
def _counted(publication: Publication) -> list[Ratings]:
    plan = plan_of(publication)
    return count_ratings(plan.of_kind("goal"), plan.scale)


def ratings_of(publication: Publication, links: Links, language: str) -> RatingsShown:
    """The ratings of all goals as pages show them; a click on a goal opens its page."""
    counted = _counted(publication)
    goals: dict[str, tuple[Element, list[Ratings]]] = {}
    for one in counted:
        goals.setdefault(one.element.iri, (one.element, []))[1].append(one)
    disputed = sum(element.disputed for element, _ in goals.values())
    return RatingsShown(
        tuple((element, tuple(several)) for element, several in goals.values()),
        draw_ratings(Texts(language)("charts.ratings"), counted, links.thing, language),
        tell_ratings(counted, disputed, language),
    )


def weakest_first(element: Element) -> tuple[Decimal, int]:
    """The order from the lowest mean of printed ratings to the highest; what has none comes last."""
    mean = element.mean_rank
    return (Decimal("Infinity"), 0) if mean is None else (mean, element.computed.rank if element.computed else 0)


def weakest_of(elements: list[Element]) -> list[Element]:
    """The ones with the lowest mean; nothing where all are equal, or there is only one."""
    means: set[Decimal] = {e.mean_rank for e in elements if e.mean_rank is not None}
    return [e for e in elements if e.mean_rank == min(means)] if len(means) > 1 else []


def _count(goals: list[Element], chosen: Filter) -> int:
    return sum(1 for goal in goals for one in goal.below("indicator") if chosen.keeps(one))


@dataclass(frozen=True)
class Piece:
    """A piece of a bar: where it begins and how wide it is, of a hundred."""

    rating: Rating
    count: int
    start: Decimal
    width: Decimal


def bar_of(shares: list[tuple[Rating, int]]) -> list[Piece]:
    """The pieces of a bar that shows how many have each rating, a hundred wide together."""
    whole = sum(count for _, count in shares)
    pieces, before = [], 0
    for rating, count in shares:
        if count:
            ends = [(Decimal(100 * number) / whole).quantize(Decimal("0.01")) for number in (before, before + count)]
            pieces.append(Piece(rating, count, ends[0], ends[1] - ends[0]))
            before += count
    return pieces
