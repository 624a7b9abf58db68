"""The page of `/sparql`: a form for a query, with the result as a table and as a chart."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from kentgraf.api.charts.result_charts import KINDS, ChartOffer, choose_chart, offer_chart
from kentgraf.api.pages.layout.errors import LocalizedError
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.query_service.evaluation import PageResult
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.graph.sparql.queries import list_queries

_FIRST_QUERY: Final = "SELECT ?goal ?title WHERE {\n  ?goal a kg:Goal ; skos:prefLabel ?title .\n}\nORDER BY ?goal"


def render_query_form(
    request: Request,
    query: str = _FIRST_QUERY,
    result: PageResult | None = None,
    *,
    error: str | None = None,
    status: int = 200,
) -> Response:
    """Return the form with `query` in it, and its result or the error with which it was refused."""
    return render_page(
        request,
        "sparql.html",
        status=status,
        query=query,
        answer=result,
        offer=None if result is None else _offer_chart(request, result),
        kinds=KINDS,
        error=error,
        examples=list_queries(),
    )


def _offer_chart(request: Request, result: PageResult) -> ChartOffer | None:
    """Return the chart that the URL names by `chart`, `x` and `y`, or the suggested one."""
    asked = request.query_params
    if (kind := asked.get("chart", "")) and kind not in KINDS:
        raise LocalizedError(404, "refused.choice", asked=kind, choices=", ".join(KINDS))
    choice = choose_chart(result, asked.get("chart", ""), asked.get("x", ""), asked.get("y", ""))
    links = Links(request, current_snapshot(request))
    return offer_chart(result, choice, links.thing, page_language(request))
