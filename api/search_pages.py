"""`/search`: everything that has a name, found as people type it; also as JSON at `/api/search` for the box on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from kentgraf.api.json_api import answer_json
from kentgraf.api.labels import Labels
from kentgraf.api.once_per_build import once_per_build
from kentgraf.api.publication import Publication, current_publication
from kentgraf.api.rendering import Links, page_language, render_page
from kentgraf.graph.search import Found, SearchIndex

_ON_A_PAGE: Final = 100
_IN_THE_BOX: Final = 8

router = APIRouter()


@dataclass(frozen=True)
class Hit:
    """Something that was found: what it is called and what it is, in the language of the page, and where to read about it."""

    iri: str
    name: str
    kind: str
    href: str | None


@once_per_build
def index_of(publication: Publication) -> SearchIndex:
    """The names of the graph that is served."""
    return SearchIndex(publication.store)


@router.api_route("/search", methods=["GET", "HEAD"], include_in_schema=False)
def show_search(request: Request, q: str = "") -> HTMLResponse:
    """What fits, the best first."""
    publication = current_publication(request)
    found = index_of(publication).find(q, _ON_A_PAGE)
    return render_page(request, "search.html", asked=q, hits=_hits(request, publication, found))


@router.get("/api/search", summary="Find things by their names", response_model=list[Hit])
def give_search(
    request: Request,
    q: Annotated[str, Query(description="Words in any spelling, or parts of them.", max_length=200)],
) -> Response:
    """The things that fit best, with where to read about them; Turkish letters may be plain ones, a letter may be wrong."""
    publication = current_publication(request)
    return answer_json(_hits(request, publication, index_of(publication).find(q, _IN_THE_BOX)))


def _hits(request: Request, publication: Publication, found: list[Found]) -> list[Hit]:
    labels = Labels(publication.store, page_language(request))
    links = Links(request, publication)
    return [
        Hit(one.iri, labels.of(NamedNode(one.iri)), labels.of_kind(NamedNode(one.iri)) or "", links.thing(one.iri))
        for one in found
    ]
