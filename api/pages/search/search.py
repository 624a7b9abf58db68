"""`/search`: the page of results; and `/api/search`: the same as JSON, for the search box of every page."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.json_api.response import json_response
from kentgraf.api.pages.layout.rendering import render_page
from kentgraf.api.pages.search.hits import Hit, find_hits, search_index
from kentgraf.api.query_service.snapshot import current_snapshot

_MAX_HITS_ON_PAGE: Final = 100
_MAX_HITS_IN_BOX: Final = 8
_MAX_LENGTH: Final = 200

router = APIRouter()


@router.api_route("/search", methods=["GET", "HEAD"], include_in_schema=False)
def show_search(request: Request, q: str = "") -> HTMLResponse:
    """Show the hits, the best first, grouped by kind; suggest other words where there is none."""
    snapshot = current_snapshot(request)
    asked = q.strip()[:_MAX_LENGTH]
    hits = find_hits(request, snapshot, asked, _MAX_HITS_ON_PAGE)
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.kind, []).append(hit)
    return render_page(
        request,
        "search.html",
        asked=asked,
        count=len(hits),
        most=_MAX_HITS_ON_PAGE,
        groups=groups,
        suggestions=search_index(snapshot).suggest(asked) if asked and not hits else [],
    )


@router.get("/api/search", summary="Find things by their names", response_model=list[Hit])
def give_search(
    request: Request,
    q: Annotated[str, Query(description="Words in any spelling, or parts of them.", max_length=_MAX_LENGTH)],
) -> Response:
    """What fits best, with where to read about it; Turkish letters may be plain ones, a letter may be wrong.

    Things of the graph, pages of the site, rules of the checks, and a line of the source by its number; named in Turkish or
    English, as lang=tr, lang=en or Accept-Language asks.
    """
    snapshot = current_snapshot(request)
    return json_response(find_hits(request, snapshot, q, _MAX_HITS_IN_BOX))
