"""The page of an activity."""

from __future__ import annotations

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.pages.layout.entity_pages import EntityPage, entity_page
from kentgraf.api.pages.plan.element import element_breadcrumbs, element_crumb, plan_context
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.query_service.ledger_analysis import graph_analysis
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.money.trace import trace


@entity_page("kg:Activity")
def make_activity_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of an activity: its money by phase and fund, and by department with the evidence."""
    plan = graph_plan(snapshot)
    element = plan.elements.get(iri.value)
    if element is None:
        return None
    found = trace(snapshot.store, iri.value, graph_analysis(snapshot))
    return EntityPage(
        "entity_activity.html",
        {**plan_context(request, snapshot, plan), "element": element, "trace": found},
        element_breadcrumbs(request, snapshot, element),
        element_crumb(request, element),
    )
