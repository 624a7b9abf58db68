"""`/search`: everything that has a name, found as people type it; also as JSON at `/api/search` for the box on every page."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.json_api.routes import answer_json
from kentgraf.api.pages.frame.rendering import render_page
from kentgraf.api.pages.search.hits import Hit, find_hits, index_of
from kentgraf.api.query_service.publication import current_publication

_ON_A_PAGE: Final = 100
_IN_THE_BOX: Final = 8
_LONGEST: Final = 200

router = APIRouter()


@router.api_route("/search", methods=["GET", "HEAD"], include_in_schema=False)
def show_search(request: Request, q: str = "") -> HTMLResponse:
    """What fits, the best first, each kind of thing together; what may have been meant where nothing fits."""
    publication = current_publication(request)
    asked = q.strip()[:_LONGEST]
    hits = find_hits(request, publication, asked, _ON_A_PAGE)
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.kind, []).append(hit)
    return render_page(
        request,
        "search.html",
        asked=asked,
        count=len(hits),
        most=_ON_A_PAGE,
        groups=groups,
        suggestions=index_of(publication).suggest(asked) if asked and not hits else [],
    )


@router.get("/api/search", summary="Find things by their names", response_model=list[Hit])
def give_search(
    request: Request,
    q: Annotated[str, Query(description="Words in any spelling, or parts of them.", max_length=_LONGEST)],
) -> Response:
    """What fits best, with where to read about it; Turkish letters may be plain ones, a letter may be wrong.

    Things of the graph, pages of the site, rules of the checks, and a line of the source by its number; named in Turkish or
    English, as lang=tr, lang=en or Accept-Language asks.
    """
    publication = current_publication(request)
    return answer_json(find_hits(request, publication, q, _IN_THE_BOX))
