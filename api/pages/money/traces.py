"""`/trace`: where the money of one goal, objective, target or activity went, step by step."""

from __future__ import annotations

from decimal import Decimal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from kentgraf.api.i18n.numbers import format_money
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.pages.plan.entities import analysis_of, way_to
from kentgraf.api.pages.plan.outline import plan_of
from kentgraf.api.query_service.publication import current_publication
from kentgraf.graph.money.trace import SPENT, trace

router = APIRouter(include_in_schema=False)


@router.api_route("/trace", methods=["GET", "HEAD"])
def show_trace(request: Request, code: str | None = None) -> Response:
    """Where a goal's money went; the page of all goals where none is named. NotInGraph for a code that nothing has."""
    publication = current_publication(request)
    language, links = page_language(request), Links(request, publication)
    if code is None:
        return RedirectResponse(links.local("/money"))

    def money(amount: Decimal | None) -> str:
        return "" if amount is None else format_money(amount, language)

    found = trace(publication.store, code, analysis_of(publication))
    element = plan_of(publication).elements.get(found.subject.iri)
    way = way_to(request, publication, element)["way"] if element else ()
    name = f"{Texts(language)(f'trace.{found.subject.kind}')} {found.subject.code}"
    return render_page(
        request,
        "trace.html",
        found=found,
        spent=SPENT,
        money=money,
        way=(
            *(way or ((links.local("/money"), Texts(language)("money.title")),)),
            (links.thing(found.subject.iri), name),
        ),
    )
