"""`/id/…`: everything in the graph at its own address, as a page or as data, by `Accept` or by suffix.

`/describe?iri=…` shows the same for names that have no address here, such as terms of the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, HTTPException, Request, Response
from pyoxigraph import NamedNode

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.pages.frame.entity_pages import Way, portrait_of
from kentgraf.api.pages.frame.errors import Refused
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.protocol.resource_description import MOST_TRIPLES, describe, is_known, pages_of, triples_about
from kentgraf.api.query_service.content_negotiation import choose_media_type
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.api.query_service.result_formats import (
    GRAPH_FORMS,
    HTML,
    Form,
    content_type,
    form_of_type,
    offered_types,
    write_triples,
)

_PATH: Final = "/id/"
_HTML_SUFFIX: Final = ".html"
_OFFERED: Final = [HTML, *offered_types(GRAPH_FORMS)]
_OFFERED_TO_PROGRAMS: Final = [*offered_types(GRAPH_FORMS), HTML]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class DataLink:
    """One of the forms in which a page's data can be had."""

    title: str
    media_type: str
    href: str


@router.api_route("/id/{path:path}", methods=["GET", "HEAD"])
def show_thing(request: Request, path: str) -> Response:
    """The thing whose IRI ends in `path`. HTTPException 406 if no form is acceptable; Refused, 404, for an unknown IRI."""
    publication = current_publication(request)
    raw = request.scope.get("raw_path", quote(request.url.path).encode()).decode("ascii", "replace")
    name = raw.partition(_PATH)[2] or path
    iri = _find(publication, name)
    if iri is not None:
        return _show(request, publication, iri, _negotiate(request), name)
    for suffix, media_type in [(_HTML_SUFFIX, HTML), *((form.suffix, form.media_type) for form in GRAPH_FORMS)]:
        if name.endswith(suffix):
            iri = _find(publication, name.removesuffix(suffix))
            if iri is not None:
                return _show(request, publication, iri, media_type, name.removesuffix(suffix))
    raise Refused(404, "refused.thing", iri=f"{publication.base}{name}")


@router.api_route("/describe", methods=["GET", "HEAD"])
def show_description(request: Request, iri: str) -> Response:
    """The same for any IRI of the graph, given as a parameter."""
    publication = current_publication(request)
    try:
        node = NamedNode(iri)
    except ValueError:
        raise Refused(400, "refused.iri", iri=iri) from None
    if not is_known(publication.store, node):
        raise Refused(404, "refused.thing", iri=iri)
    return _show(request, publication, node, _negotiate(request), None)


def _find(publication: Publication, name: str) -> NamedNode | None:
    """The IRI under the base that `name` (a path as it came over the wire) stands for, if the graph knows it."""
    escaped = "/".join(quote(unquote(part), safe="-._~") for part in name.split("/"))
    for candidate in dict.fromkeys((escaped, name, unquote(name))):
        try:
            iri = NamedNode(publication.base + candidate)
        except ValueError:
            continue
        if is_known(publication.store, iri):
            return iri
    return None


def _negotiate(request: Request) -> str:
    """The media type to send. A client that takes anything, such as a program without wishes, gets Turtle."""
    chosen = choose_media_type(request.headers.get("accept"), _OFFERED_TO_PROGRAMS)
    if chosen is None:
        raise HTTPException(406, f"This comes as {', '.join(_OFFERED)}, and as nothing else.")
    return chosen


def _show(request: Request, publication: Publication, iri: NamedNode, media_type: str, name: str | None) -> Response:
    forms = [DataLink(form.name, form.media_type, _data_href(request, name, iri, form)) for form in GRAPH_FORMS]
    links = [f'<{link.href}>; rel="alternate"; type="{link.media_type}"' for link in forms]
    page = _page(request)
    if media_type == HTML:
        described = describe(publication.store, iri, page_language(request), page)
        links += _neighbours(request, page, described.pages)
        headers = {"Link": ", ".join(links)}
        portrait = portrait_of(request, publication, iri) if page == 1 else None
        way = portrait.way if portrait and portrait.way else _way_by_kind(request, publication, iri)
        return render_page(
            request,
            "thing.html",
            headers=headers,
            thing=described,
            forms=forms,
            page=page,
            portrait=portrait,
            way=way,
            here=(portrait.here if portrait else None) or described.label,
            section=_section(way),
        )
    triples = triples_about(publication.store, iri)
    links += _neighbours(request, page, pages_of(len(triples), MOST_TRIPLES))
    shown = triples[(page - 1) * MOST_TRIPLES : page * MOST_TRIPLES]
    content = write_triples(shown, form_of_type(GRAPH_FORMS, media_type))
    return Response(content, media_type=content_type(media_type), headers={"Link": ", ".join(links), "Vary": "Accept"})


def _way_by_kind(request: Request, publication: Publication, iri: NamedNode) -> Way:
    """The way to a thing that no room of pages shows: by the page about its narrowest class."""
    labels = Labels(publication.store, page_language(request))
    kinds = labels.kinds_of(iri)
    return tuple((Links(request, publication).description(kind.value), labels.of(kind)) for kind in kinds[:1])


def _section(way: Way) -> str:
    """The page in the navigation under which a thing stands: the first one on the way to it."""
    return urlsplit(way[0][0]).path if way and way[0][0] else ""


def _page(request: Request) -> int:
    """Which page is asked for. HTTPException 400 for what is no number."""
    asked = request.query_params.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and int(asked[:9]) > 0):
        raise Refused(400, "refused.number", asked=asked)
    return int(asked[:9])


def _neighbours(request: Request, page: int, pages: int) -> list[str]:
    """The other pages as links (RFC 8288). HTTPException 404 for a page that is not there."""
    if page > pages:
        raise Refused(404, "refused.page", page=page, pages=pages)
    if pages == 1:
        return []
    numbers = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    others = {rel: number for rel, number in numbers.items() if 1 <= number <= pages}
    addresses = {rel: request.url.include_query_params(page=number) for rel, number in others.items()}
    return [f'<{address.path}?{address.query}>; rel="{rel}"' for rel, address in addresses.items()]


def _data_href(request: Request, name: str | None, iri: NamedNode, form: Form) -> str:
    root = str(request.scope.get("root_path", "")).rstrip("/")
    if name is not None:
        return f"{root}{_PATH}{name}{form.suffix}"
    query = f"DESCRIBE <{iri.value}>"
    return f"{root}/sparql?query={quote(query, safe='')}&format={form.name}"
