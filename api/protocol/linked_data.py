"""`/id/…`: every entity of the graph at its own IRI, as a page or as data, chosen by `Accept` or by a suffix.

`/describe?iri=…` returns the same for IRIs that have no address on this server, such as terms of the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, HTTPException, Request, Response
from pyoxigraph import NamedNode

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.pages.layout.entity_pages import Breadcrumbs, make_entity_page
from kentgraf.api.pages.layout.errors import LocalizedError
from kentgraf.api.pages.layout.links import Links, request_path
from kentgraf.api.pages.layout.pagination import count_pages
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.people.days import choose_day
from kentgraf.api.protocol.resource_description import MAX_TRIPLES, describe, is_known, triples_about
from kentgraf.api.query_service.base_url import split_root_path
from kentgraf.api.query_service.content_negotiation import choose_media_type
from kentgraf.api.query_service.result_formats import (
    HTML,
    RDF_FORMATS,
    ResultFormat,
    content_type,
    format_of_media_type,
    media_types_of,
    serialize_triples,
)
from kentgraf.api.query_service.snapshot import GraphSnapshot, current_snapshot
from kentgraf.graph.sparql.retired_iris import replacements_of
from kentgraf.graph.store.sources.mints import mint_of
from kentgraf.graph.store.sources.source_list import SourceEntry

_PATH: Final = "/id/"
_HTML_SUFFIX: Final = ".html"
_OFFERED: Final = [HTML, *media_types_of(RDF_FORMATS)]
_OFFERED_TO_PROGRAMS: Final = [*media_types_of(RDF_FORMATS), HTML]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class DataLink:
    """A link to the data of a page in one of the formats."""

    title: str
    media_type: str
    href: str


@router.api_route("/id/{path:path}", methods=["GET", "HEAD"])
def show_entity(request: Request, path: str, page: str = "1", on: str = "") -> Response:
    """Return the entity whose IRI ends in `path`, with or without a suffix.

    Raises HTTPException 406 if the client accepts no format, and LocalizedError, 404, for an unknown IRI.
    """
    snapshot = current_snapshot(request)
    number = _read_page_number(page or "1")
    raw = request.scope.get("raw_path", quote(request.url.path).encode()).decode("ascii", "replace")
    name = raw.removeprefix(split_root_path(request.scope)[0]).partition(_PATH)[2] or path
    iri = _find_iri(snapshot, name)
    if iri is not None:
        return _redirect(request, snapshot, iri, "") or _respond(
            request, snapshot, iri, _negotiate(request), name, number, on
        )
    for suffix, media_type in [(_HTML_SUFFIX, HTML), *((form.suffix, form.media_type) for form in RDF_FORMATS)]:
        if name.endswith(suffix):
            iri = _find_iri(snapshot, name.removesuffix(suffix))
            if iri is not None:
                return _redirect(request, snapshot, iri, suffix) or _respond(
                    request, snapshot, iri, media_type, name.removesuffix(suffix), number, on
                )
    raise LocalizedError(404, "refused.thing", iri=f"{snapshot.base}{name}")


@router.api_route("/describe", methods=["GET", "HEAD"])
def show_description(request: Request, iri: str, page: str = "1", on: str = "") -> Response:
    """Return the entity `iri`. Raises LocalizedError: 400 for a text that is not an IRI, 404 for an unknown one."""
    snapshot = current_snapshot(request)
    number = _read_page_number(page or "1")
    try:
        node = NamedNode(iri)
    except ValueError:
        raise LocalizedError(400, "refused.iri", iri=iri) from None
    if not is_known(snapshot.store, node):
        raise LocalizedError(404, "refused.thing", iri=iri)
    return _respond(request, snapshot, node, _negotiate(request), None, number, on)


def _find_iri(snapshot: GraphSnapshot, name: str) -> NamedNode | None:
    """Return the known IRI under the base that `name`, a path as it was sent, stands for, escaped or not."""
    escaped = "/".join(quote(unquote(part), safe="-._~") for part in name.split("/"))
    for candidate in dict.fromkeys((escaped, name, unquote(name))):
        try:
            iri = NamedNode(snapshot.base + candidate)
        except ValueError:
            continue
        if is_known(snapshot.store, iri):
            return iri
    return None


def _redirect(request: Request, snapshot: GraphSnapshot, iri: NamedNode, suffix: str) -> Response | None:
    """Return the redirect from a retired IRI to the one that stands for the same thing now.

    None if the IRI isn't retired, or if it stood for what is several things now: its description names them.
    """
    replacements = replacements_of(snapshot.store, iri)
    if len(replacements) != 1 or not replacements[0].value.startswith(snapshot.base):
        return None
    root = split_root_path(request.scope)[0]
    query = f"?{request.url.query}" if request.url.query else ""
    location = f"{root}{_PATH}{replacements[0].value.removeprefix(snapshot.base)}{suffix}{query}"
    return Response(status_code=301, headers={"Location": location})


def _negotiate(request: Request) -> str:
    """Return the media type to send: Turtle for a client without a preference, such as a program."""
    chosen = choose_media_type(request.headers.get("accept"), _OFFERED_TO_PROGRAMS)
    if chosen is None:
        raise HTTPException(406, f"This comes as {', '.join(_OFFERED)}, and as nothing else.")
    return chosen


def _respond(
    request: Request, snapshot: GraphSnapshot, iri: NamedNode, media_type: str, name: str | None, page: int, on: str
) -> Response:
    """Return the page or the data of `iri`; `name` is its path under `/id/`, if it has one."""
    data_links = [DataLink(form.name, form.media_type, _data_url(request, name, iri, form)) for form in RDF_FORMATS]
    if media_type == HTML:
        response: Response = _render_entity(request, snapshot, iri, data_links, page)
        _check_day(snapshot, on)
        return response
    _check_day(snapshot, on)
    triples = triples_about(snapshot.store, iri)
    headers = {
        "Link": _link_header(request, data_links, page, count_pages(len(triples), MAX_TRIPLES)),
        "Vary": "Accept",
    }
    shown = triples[(page - 1) * MAX_TRIPLES : page * MAX_TRIPLES]
    content = serialize_triples(shown, format_of_media_type(RDF_FORMATS, media_type))
    return Response(content, media_type=content_type(media_type), headers=headers)


def _check_day(snapshot: GraphSnapshot, on: str) -> None:
    """Refuse a day that means nothing, also for a thing without days. Raises InvalidDate, and NotTold."""
    if on.strip():
        choose_day(snapshot, on)


def _render_entity(
    request: Request, snapshot: GraphSnapshot, iri: NamedNode, data_links: list[DataLink], page: int
) -> Response:
    description = describe(snapshot.store, iri, page_language(request), page)
    link_header = _link_header(request, data_links, page, description.pages)
    entity_page = make_entity_page(request, snapshot, iri) if page == 1 and not snapshot.holds_several else None
    breadcrumbs = (entity_page.breadcrumbs if entity_page else ()) or _class_breadcrumbs(request, snapshot, iri)
    return render_page(
        request,
        "entity.html",
        headers={"Link": link_header},
        thing=description,
        forms=data_links,
        page=page,
        entity_page=entity_page,
        scoped_pages=_scoped_pages(request, snapshot, iri),
        breadcrumbs=breadcrumbs,
        crumb=(entity_page.crumb if entity_page else None) or description.label,
        section=_section(breadcrumbs),
    )


def _scoped_pages(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> list[tuple[SourceEntry, str]]:
    """Return the sources that tell of a thing, where the graph is that of several, with the page of each about it."""
    if not snapshot.holds_several:
        return []
    links = Links(request, snapshot)
    return [
        (entry, links.of_source(entry, f"{_PATH}{iri.value.removeprefix(snapshot.base)}"))
        for entry in snapshot.listed
        if iri.value.startswith(snapshot.base) and _is_told_by(snapshot, iri, entry)
    ]


def _is_told_by(snapshot: GraphSnapshot, iri: NamedNode, entry: SourceEntry) -> bool:
    mint = mint_of(entry)
    if iri == mint.municipality():
        return True
    graph = mint.graph()
    patterns = ((iri, None, None, graph), (None, None, iri, graph))
    return any(next(snapshot.store.quads_for_pattern(*pattern), None) is not None for pattern in patterns)


def _class_breadcrumbs(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> Breadcrumbs:
    """Return the page about the first of the most specific classes of an entity."""
    labels = Labels(snapshot.store, page_language(request))
    classes = labels.classes_of(iri)
    return tuple((Links(request, snapshot).description(one.value), labels.of(one)) for one in classes[:1])


def _section(breadcrumbs: Breadcrumbs) -> str:
    """Return the page in the navigation to which an entity belongs: the first of its breadcrumbs."""
    return urlsplit(breadcrumbs[0][0]).path if breadcrumbs and breadcrumbs[0][0] else ""


def _read_page_number(asked: str) -> int:
    """Return the number of the page that the URL names. Raises LocalizedError, 400, for a text that is not a number."""
    if not (asked.isascii() and asked.isdigit() and int(asked[:9]) > 0):
        raise LocalizedError(400, "refused.number", asked=asked)
    return int(asked[:9])


def _link_header(request: Request, data_links: list[DataLink], page: int, pages: int) -> str:
    """Return the Link header (RFC 8288) with the other formats and the other pages.

    Raises LocalizedError, 404, for a page that doesn't exist.
    """
    if page > pages:
        raise LocalizedError(404, "refused.page", page=page, pages=pages)
    links = [f'<{link.href}>; rel="alternate"; type="{link.media_type}"' for link in data_links]
    if pages > 1:
        numbers = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
        for relation, number in numbers.items():
            if 1 <= number <= pages:
                query = request.url.include_query_params(page=number).query
                links.append(f'<{request_path(request)}?{query}>; rel="{relation}"')
    return ", ".join(links)


def _data_url(request: Request, name: str | None, iri: NamedNode, form: ResultFormat) -> str:
    root = split_root_path(request.scope)[0]
    if name is not None:
        return f"{root}{_PATH}{name}{form.suffix}"
    query = f"DESCRIBE <{iri.value}>"
    return f"{root}/sparql?query={quote(query, safe='')}&format={form.name}"
