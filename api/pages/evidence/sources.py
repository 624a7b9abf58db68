"""`/source` and `/source/{line}`: the quoted lines of a source, what each prints, and which facts rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pyoxigraph import Literal, NamedNode

from kentgraf.api.i18n.labels import Labels, natural_sort_key
from kentgraf.api.pages.evidence.source_lines import SourceLine, checksums_of, lines_of, raw_text
from kentgraf.api.pages.evidence.source_links import line_links, source_name
from kentgraf.api.pages.frame.errors import Refused
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.query_service.publication import Publication, Source, current_publication
from kentgraf.ontology.namespaces import term

_ON_A_PAGE: Final = 100
_AROUND: Final = 3
_QUOTED: Final = term("prov:wasQuotedFrom")
_PRINTED: Final = term("kg:printed")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Fact:
    """Something that rests on a line: what it is called, what kind of thing it is, and which cells it keeps as printed."""

    iri: str
    label: str
    kind: str
    printed: str


@dataclass(frozen=True)
class Quoted:
    """A quoted line with the facts that rest on it."""

    line: SourceLine
    facts: tuple[Fact, ...]


@router.api_route("/source", methods=["GET", "HEAD"])
def show_source(request: Request, of: str = "", page: str = "1", line: str = "") -> Response:
    """The quoted lines of a source, a hundred a page. Refused, 404, for a source, page or line that is not there.

    Whoever types a line is sent to its page.
    """
    publication = current_publication(request)
    if line:
        kept = {"of": of} if of else {}
        return RedirectResponse(
            Links(request, publication).local(f"/source/{quote(line.strip(), safe='')}", **kept), 303
        )
    source = _source(publication, of)
    lines = _lines(publication, source)
    pages = max(1, -(-len(lines) // _ON_A_PAGE))
    number = int(page[:9]) if page.isascii() and page.isdigit() else 0
    if not 1 <= number <= pages:
        raise Refused(404, "refused.page", page=page, pages=pages)
    return render_page(
        request,
        "source.html",
        source=source,
        checksum=checksums_of(publication).get(source.iri),
        count=len(lines),
        lines=lines[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE],
        page=number,
        pages=pages,
        loaded=raw_text(publication, source.iri) is not None,
        of=of,
        line_of=line_links(Links(request, publication), publication),
    )


@router.api_route("/source/{line}", methods=["GET", "HEAD"])
def show_line(request: Request, line: str, of: str = "") -> HTMLResponse:
    """One line of a source: what the graph quotes of it, and its neighbours. Refused, 404, where there is no such line."""
    publication = current_publication(request)
    source = _source(publication, of)
    known = _lines(publication, source)
    text = raw_text(publication, source.iri)
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 9 else 0
    end = len(text.lines) if text else source.lines or max((one.last for one in known), default=0)
    if not 1 <= number <= end:
        raise Refused(404, "refused.line", line=line, end=end)
    labels = Labels(publication.store, page_language(request))
    here = [Quoted(one, _facts(publication, labels, one)) for one in known if one.first <= number <= one.last]
    raw = list(text.span(max(1, number - _AROUND), number + _AROUND)) if text else []
    return render_page(
        request,
        "source_line.html",
        source=source,
        line=number,
        here=here,
        before=next((one for one in reversed(known) if one.last < number), None),
        after=next((one for one in known if one.first > number), None),
        raw=raw,
        covered={n for n, _ in raw for one in known if one.first <= n <= one.last},
        of=of,
        line_of=line_links(Links(request, publication), publication),
    )


def _source(publication: Publication, of: str) -> Source:
    """The source of that name, or the first. Refused, 404, for one that is not there."""
    named = [source for source in publication.sources if not of or source_name(source.iri) == of]
    if not named:
        raise Refused(404, "refused.source", source=of) if of else Refused(404, "refused.nosource")
    return named[0]


def _lines(publication: Publication, source: Source) -> tuple[SourceLine, ...]:
    return tuple(one for one in lines_of(publication).of_document(source.iri) if one.is_of_text)


def _facts(publication: Publication, labels: Labels, line: SourceLine) -> tuple[Fact, ...]:
    """What rests on a line, by kind and name."""
    nodes = {
        quad.subject
        for quad in publication.store.quads_for_pattern(None, _QUOTED, NamedNode(line.iri), None)
        if isinstance(quad.subject, NamedNode)
    }
    facts = [
        Fact(node.value, labels.of(node), labels.of_kind(node) or "", _printed(publication, node)) for node in nodes
    ]
    return tuple(sorted(facts, key=lambda fact: (natural_sort_key(fact.kind), natural_sort_key(fact.label), fact.iri)))


def _printed(publication: Publication, fact: NamedNode) -> str:
    quads = publication.store.quads_for_pattern(fact, _PRINTED, None, None)
    return " · ".join(sorted({quad.object.value for quad in quads if isinstance(quad.object, Literal)}))
