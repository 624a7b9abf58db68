"""`/trace`: the money of one goal, objective, target, activity or department, row by row."""

from __future__ import annotations

from decimal import Decimal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kentgraf.api.i18n.numbers import format_money
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.money.reason_notes import notes_of
from kentgraf.api.pages.plan.element import element_breadcrumbs
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.query_service.ledger_analysis import graph_analysis
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.graph.money.trace import SPENT
from kentgraf.graph.money.trace import trace as trace_money

router = APIRouter(include_in_schema=False)


@router.api_route("/trace", methods=["GET", "HEAD"])
def show_trace(request: Request, code: str | None = None) -> Response:
    """Show the trace of `code`, or redirect to `/money` without one. Raises NotInGraph for an unknown code."""
    snapshot = current_snapshot(request)
    language, links = page_language(request), Links(request, snapshot)
    if code is None:
        return RedirectResponse(links.local("/money"))

    def money(amount: Decimal | None) -> str:
        return "" if amount is None else format_money(amount, language)

    found = trace_money(snapshot.store, code, graph_analysis(snapshot))
    element = graph_plan(snapshot).elements.get(found.subject.iri)
    above = element_breadcrumbs(request, snapshot, element) if element else ()
    name = f"{Texts(language)(f'trace.{found.subject.kind}')} {found.subject.code}"
    return render_page(
        request,
        "trace.html",
        found=found,
        spent=SPENT,
        zero=Decimal(0),
        notes=notes_of(found, language),
        money=money,
        breadcrumbs=(
            *(above or ((links.local("/money"), Texts(language)("money.title")),)),
            (links.thing(found.subject.iri), name),
        ),
    )
