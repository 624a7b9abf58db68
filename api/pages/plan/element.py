"""The pages of areas, goals, objectives and targets; and what all pages of the plan's elements share."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.entity_pages import Breadcrumbs, EntityPage, entity_page
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.pages.plan.ratings import find_weakest, make_bar
from kentgraf.api.pages.sources.line_links import first_line, line_links
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.money.attributions import FUNDS, PHASES
from kentgraf.graph.plan.tree import Plan, PlanElement


@entity_page("kg:Goal", "kg:Objective", "kg:PerformanceTarget", "kg:StrategicArea")
def make_element_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of an element: its ratings and money, and the elements under it."""
    plan = graph_plan(snapshot)
    element = plan.elements.get(iri.value)
    if element is None:
        return None
    inner = [child for child in element.children if child.kind not in ("indicator", "activity")]
    return EntityPage(
        "entity_plan.html",
        {
            **plan_context(request, snapshot, plan),
            "element": element,
            "inner": inner,
            "weakest": find_weakest(inner),
            "make_bar": make_bar,
            "shares": element.rating_counts(plan.scale),
        },
        element_breadcrumbs(request, snapshot, element),
        element_crumb(request, element),
    )


def plan_context(request: Request, snapshot: GraphSnapshot, plan: Plan) -> dict[str, Any]:
    """Return the variables that the templates of all elements use."""
    return {
        "plan": plan,
        "fmt": PlanFormatter(page_language(request)),
        "line_of": line_links(Links(request, snapshot), snapshot),
        "first_line": first_line,
        "phases": PHASES,
        "funds": FUNDS,
    }


def element_breadcrumbs(request: Request, snapshot: GraphSnapshot, element: PlanElement) -> Breadcrumbs:
    """Return the plan and the elements above an element."""
    links, t = Links(request, snapshot), Texts(page_language(request))
    above = tuple(
        (
            links.thing(one.iri),
            f"{element_crumb(request, one)}{f' {one.title}' if one.code and one.kind == 'goal' else ''}",
        )
        for one in element.path
    )
    return ((links.local("/strategy"), t("plan.title")), *above)


def element_crumb(request: Request, element: PlanElement) -> str:
    """Return the kind and code of an element, or its title if it has no code, as areas have none."""
    t = Texts(page_language(request))
    kind = "plan.indicator" if element.kind == "indicator" else f"trace.{element.kind}"
    return f"{t(kind)} {element.code}" if element.code else element.title
