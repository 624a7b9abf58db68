"""`/strategy`: the plan as an outline, with the money and both ratings of its elements; the ratings as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.pages.layout.csv_response import csv_response
from kentgraf.api.pages.layout.errors import LocalizedError
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.pages.plan.ratings import count_goal_ratings, find_weakest, goal_ratings, make_bar, weakest_first
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.graph.plan.tree import PlanElement

_DISPUTED: Final = "disputed"
_ORDERS: Final = ("plan", "rating")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class RatingFilter:
    """The indicators with a rating, printed or computed, or, by the name `disputed`, those whose ratings differ.

    An empty name leaves all.
    """

    name: str = ""

    def matches(self, indicator: PlanElement) -> bool:
        """Return whether an indicator is shown."""
        result = indicator.result
        if not self.name:
            return True
        if result is None:
            return False
        if self.name == _DISPUTED:
            return result.disagrees
        return self.name in [rating.name for rating in (result.printed, result.computed) if rating]

    def matches_below(self, element: PlanElement) -> bool:
        """Return whether any indicator below an element is shown."""
        return not self.name or any(self.matches(one) for one in element.descendants("indicator"))

    def apply(self, element: PlanElement) -> list[PlanElement]:
        """Return the indicators directly under an element that are shown."""
        return [one for one in element.of_kind("indicator") if self.matches(one)]


@router.api_route("/strategy", methods=["GET", "HEAD"])
def show_strategy(request: Request, rating: str = "", sort: str = "plan") -> HTMLResponse:
    """Show the plan. Raises LocalizedError, 404, for an unknown rating or order."""
    snapshot = current_snapshot(request)
    plan = graph_plan(snapshot)
    names = [one.name for one in plan.scale.ratings]
    if rating and rating not in (*names, _DISPUTED):
        raise LocalizedError(404, "refused.choice", asked=rating, choices=", ".join((*names, _DISPUTED)))
    if sort not in _ORDERS:
        raise LocalizedError(404, "refused.choice", asked=sort, choices=", ".join(_ORDERS))
    chosen = RatingFilter(rating)
    goals = plan.of_kind("goal")
    return render_page(
        request,
        "strategy.html",
        plan=plan,
        fmt=PlanFormatter(page_language(request)),
        goals=sorted(goals, key=weakest_first) if sort == "rating" else goals,
        weakest=find_weakest(goals),
        chosen=chosen,
        choices=[(name, _count(goals, RatingFilter(name))) for name in ("", *names, _DISPUTED)],
        shown=_count(goals, chosen),
        sort=sort,
        make_bar=make_bar,
        ratings=goal_ratings(snapshot, Links(request, snapshot), page_language(request)),
    )


@router.api_route("/strategy.csv", methods=["GET", "HEAD"])
def get_csv(request: Request) -> Response:
    """Return the number of indicators of each goal with each rating, printed and computed."""
    counted = count_goal_ratings(current_snapshot(request))
    rows = ([one.element.code, one.element.title, one.rating.name, one.printed, one.computed] for one in counted)
    return csv_response("ratings", ("goal", "title", "rating", "printed", "computed"), rows)


def _count(goals: list[PlanElement], chosen: RatingFilter) -> int:
    return sum(1 for goal in goals for one in goal.descendants("indicator") if chosen.matches(one))
