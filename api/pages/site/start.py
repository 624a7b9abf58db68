"""`/`: the start page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from kentgraf.api.charts.amounts import NamedAmount
from kentgraf.api.charts.captions import describe_largest
from kentgraf.api.charts.hemicycle_layout import layout_hemicycle
from kentgraf.api.charts.money_bars import draw_bars
from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.people.council import order_by_party, seats_by_party
from kentgraf.api.pages.people.days import DayChoice, choose_day
from kentgraf.api.pages.people.holdings import council_members
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.pages.plan.ratings import goal_ratings, make_bar
from kentgraf.api.pages.site.cities import show_cities
from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot, current_snapshot
from kentgraf.api.query_service.told_periods import told_periods
from kentgraf.graph.audit.report import audit
from kentgraf.graph.sparql.queries import list_queries, load_query, select
from kentgraf.graph.sparql.values import decimal_of, read_rows
from kentgraf.ontology.namespaces import term

_EXAMPLE_QUERIES: Final = 6
_CITY: Final = "SELECT ?city WHERE { ?city a kg:Municipality } ORDER BY ?city LIMIT 1"
_RATINGS: Final = """
    SELECT ?rating (COUNT(?result) AS ?number) WHERE { ?result a kg:IndicatorResult ; kg:printedRating ?rating }
    GROUP BY ?rating"""
_RATING_ORDER: Final = ("onTarget", "successful", "good", "inProgress", "needsImprovement")

_AT_A_GLANCE: Final = (
    ("kg:Seat", "/council"),
    ("kg:Commission", "/bodies"),
    ("kg:Department", "/departments"),
    ("kg:Goal", "/strategy"),
    ("kg:Activity", "/money"),
    ("kg:Indicator", "/strategy"),
    ("kg:Finding", "/findings"),
)
"""Classes with the pages that list their things; `/about` shows the numbers of all classes."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class GoalSpending:
    """A goal with its spending in TL, as the source prints it, and in per cent of the largest; zero if it is below zero."""

    iri: str
    code: str
    title: str
    spent: Decimal
    share: Decimal


@dataclass(frozen=True)
class Overview:
    """The spending by goal, the number of results by rating (IRI, the best first), and of findings by severity."""

    goals: tuple[GoalSpending, ...]
    ratings: tuple[tuple[str, int], ...]
    findings: dict[str, int]


@cached_per_build
def _read_overview(snapshot: GraphSnapshot) -> Overview:
    store = snapshot.store
    ratings = {row["rating"].value: int(row["number"].value) for row in select(store, _RATINGS)}
    order = {term(f"kg:{name}").value: index for index, name in enumerate(_RATING_ORDER)}
    return Overview(
        _read_goals(snapshot),
        tuple(sorted(ratings.items(), key=lambda item: order.get(item[0], len(order)))),
        dict(Counter(finding.severity for finding in audit(store).findings)),
    )


def _read_goals(snapshot: GraphSnapshot) -> tuple[GoalSpending, ...]:
    """Return the goals with their spending in the latest year."""
    rows = select(snapshot.store, load_query("goals-spending").text)
    latest = max((row["year"].value for row in rows), default=None)
    of_latest = [row for row in rows if row["year"].value == latest]
    spent = list(read_rows(of_latest, lambda row: (row, decimal_of(row, "spent"))))
    most = max((amount for _, amount in spent), default=Decimal(0))
    iris = select(snapshot.store, "SELECT ?goal ?code WHERE { ?goal a kg:Goal ; skos:notation ?code }")
    by_code = {row["code"].value: row["goal"].value for row in iris}
    return tuple(
        GoalSpending(
            by_code[row["goal"].value],
            row["goal"].value,
            row["title"].value,
            amount,
            _percent_of(max(amount, Decimal(0)), most),
        )
        for row, amount in spent
    )


def _percent_of(amount: Decimal, whole: Decimal) -> Decimal:
    return (amount * 100 / whole).quantize(Decimal("0.1")) if whole > 0 else Decimal(0)


@router.api_route("/", methods=["GET", "HEAD"])
def show_start(request: Request, on: str = "") -> HTMLResponse:
    """Show the page, with the council on the day `on`; of a graph of several sources, its cities and years."""
    snapshot = current_snapshot(request)
    if snapshot.holds_several:
        return show_cities(request, snapshot)
    language, links = page_language(request), Links(request, snapshot)
    labels = Labels(snapshot.store, language)
    city = next((row["city"] for row in select(snapshot.store, _CITY)), None)
    overview = _read_overview(snapshot)
    kinds = {kind.iri: kind for kind in snapshot.kinds}
    days = _choose_day(snapshot, on)
    spending = [
        NamedAmount(one.code, one.title, one.spent, links.local("/money", goal=one.code)) for one in overview.goals
    ]
    members = council_members(snapshot, days.on) if days else []
    return render_page(
        request,
        "start.html",
        city=labels.of(city) if city else None,
        glance=[(kinds[iri], path) for kind, path in _AT_A_GLANCE if (iri := term(kind).value) in kinds],
        overview=overview,
        ratings=[(labels.of(NamedNode(iri)), number) for iri, number in overview.ratings],
        days=days,
        layout=layout_hemicycle(len(members)),
        seated=order_by_party(snapshot, members),
        strengths=seats_by_party(snapshot, members, days) if days else [],
        spending_figure=draw_bars(Texts(language)("start.money"), spending, language),
        spending_caption=describe_largest(spending, language),
        goal_ratings=goal_ratings(snapshot, links, language),
        plan=graph_plan(snapshot),
        fmt=PlanFormatter(language),
        make_bar=make_bar,
        examples=list_queries()[:_EXAMPLE_QUERIES],
    )


def _choose_day(snapshot: GraphSnapshot, on: str) -> DayChoice | None:
    """Return the day on which the council is shown; None for a graph that lists no members, unless a day is asked for.

    Raises NotTold for a day of which no source tells.
    """
    told = told_periods(snapshot).of_council()
    if on.strip():
        told.require(parse_date(on))
    return choose_day(snapshot, on, told) if told.periods else None
