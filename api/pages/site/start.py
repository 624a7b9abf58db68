"""The start page: the city at a glance, who governs, where the money went, how the targets were met, what doesn't add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from kentgraf.api.charts.captions import tell_largest
from kentgraf.api.charts.hemicycle import draw_hemicycle
from kentgraf.api.charts.money import Bar, draw_bars
from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.pages.people.council_on_day import council_on
from kentgraf.api.pages.people.governance import Days, days_of, seated, strengths_of
from kentgraf.api.pages.plan.outline import bar_of, plan_of, ratings_of
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.graph.audit.report import audit
from kentgraf.graph.sparql.queries import list_queries, load_query, select
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import term

_EXAMPLES: Final = 6
_CITY: Final = "SELECT ?city WHERE { ?city a kg:Municipality } ORDER BY ?city LIMIT 1"
_RATINGS: Final = """
    SELECT ?rating (COUNT(?result) AS ?number) WHERE { ?result a kg:IndicatorResult ; kg:printedRating ?rating }
    GROUP BY ?rating"""
_BEST_FIRST: Final = ("onTarget", "successful", "good", "inProgress", "needsImprovement")

_AT_A_GLANCE: Final = (
    ("kg:Seat", "/council"),
    ("kg:Commission", "/bodies"),
    ("kg:Department", "/departments"),
    ("kg:Goal", "/strategy"),
    ("kg:Activity", "/money"),
    ("kg:Indicator", "/strategy"),
    ("kg:Finding", "/findings"),
)
"""The kinds of things that people come for, and the pages that list them; all kinds are told on the page about the data."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class GoalSpending:
    """A goal with what the source prints as spent for it, in TL, and how many per cent of the largest that is."""

    iri: str
    code: str
    title: str
    spent: Decimal
    share: Decimal


@dataclass(frozen=True)
class Overview:
    """What the start page says of a graph; ratings (IRI and number, the best first) and findings by severity."""

    goals: tuple[GoalSpending, ...]
    ratings: tuple[tuple[str, int], ...]
    findings: dict[str, int]


@once_per_build
def overview_of(publication: Publication) -> Overview:
    """The figures of the graph that is served."""
    store = publication.store
    ratings = {row["rating"].value: int(row["number"].value) for row in select(store, _RATINGS)}
    order = {term(f"kg:{name}").value: place for place, name in enumerate(_BEST_FIRST)}
    return Overview(
        _goals(publication),
        tuple(sorted(ratings.items(), key=lambda item: order.get(item[0], len(order)))),
        dict(Counter(finding.severity for finding in audit(store).findings)),
    )


def _goals(publication: Publication) -> tuple[GoalSpending, ...]:
    rows = select(publication.store, load_query("goals-spending").text)
    latest = max((row["year"].value for row in rows), default=None)
    spent = [row for row in rows if row["year"].value == latest]
    most = max((Decimal(row["spent"].value) for row in spent), default=Decimal(0))
    iris = select(publication.store, "SELECT ?goal ?code WHERE { ?goal a kg:Goal ; skos:notation ?code }")
    by_code = {row["code"].value: row["goal"].value for row in iris}
    return tuple(
        GoalSpending(
            by_code[row["goal"].value],
            row["goal"].value,
            row["title"].value,
            Decimal(row["spent"].value),
            (Decimal(row["spent"].value) * 100 / most).quantize(Decimal("0.1")) if most else Decimal(0),
        )
        for row in spent
    )


@router.api_route("/", methods=["GET", "HEAD"])
def show_start(request: Request) -> HTMLResponse:
    """The start page."""
    publication = current_publication(request)
    language, links = page_language(request), Links(request, publication)
    labels = Labels(publication.store, language)
    city = next((row["city"] for row in select(publication.store, _CITY)), None)
    overview = overview_of(publication)
    kinds = {kind.iri: kind for kind in publication.kinds}
    days = _days(request, publication)
    bars = [Bar(one.code, one.title, one.spent, links.local("/money", goal=one.code)) for one in overview.goals]
    members = council_on(publication, days.on) if days else []
    return render_page(
        request,
        "start.html",
        city=labels.of(city) if city else None,
        glance=[(kinds[iri], path) for kind, path in _AT_A_GLANCE if (iri := term(kind).value) in kinds],
        overview=overview,
        ratings=[(labels.of(NamedNode(iri)), number) for iri, number in overview.ratings],
        days=days,
        picture=draw_hemicycle(len(members)),
        seated=seated(publication, members),
        strengths=strengths_of(publication, members, days) if days else [],
        spending=draw_bars(Texts(language)("start.money"), bars, language),
        spending_told=tell_largest(bars, language),
        goal_ratings=ratings_of(publication, links, language),
        plan=plan_of(publication),
        fmt=PlanFormatter(language),
        bar_of=bar_of,
        examples=list_queries()[:_EXAMPLES],
    )


def _days(request: Request, publication: Publication) -> Days | None:
    """The day that the council is shown on; None for a graph without a year."""
    try:
        return days_of(request, publication)
    except NotInGraph:
        return None
