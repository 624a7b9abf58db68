"""What a page says to whoever asked for something that is not there: what is near it, by its code, its address or its words."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from fastapi import Request
from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.frame.rendering import Links, page_language
from kentgraf.api.pages.frame.site_pages import page_at
from kentgraf.api.pages.search.hits import PAGE_KEY, Hit, Part, index_of, show_hits
from kentgraf.api.query_service.publication import Publication
from kentgraf.graph.money.trace_subjects import UnknownCode, list_subjects
from kentgraf.graph.search.index import SearchHit

_MOST: Final = 6
_LONGEST: Final = 100
_ALIKE: Final = 60
_ID: Final = "/id/"
_WORD: Final = re.compile(r"[^\W_]+")
_ASKED_BY: Final = ("q", "code", "goal", "rule", "iri")


def words_asked(request: Request) -> str:
    """The words in the address of a request: those of its path, without what all addresses have, and of what it asks for."""
    path = unquote(Links.path_of(request)).removeprefix(_ID)
    asked = [request.query_params.get(name, "").rpartition("/")[2] for name in _ASKED_BY]
    words = next((text for text in asked if text), path.rpartition("/")[2] or path)
    return " ".join(word for word in _WORD.findall(words) if len(word) > 1 or word.isdecimal())[:_LONGEST]


def suggest(request: Request, publication: Publication, error: Exception) -> list[Hit]:
    """What may have been meant by a request for which there is nothing, the nearest first."""
    if isinstance(error, UnknownCode):
        return _near_codes(request, publication, error)
    words = words_asked(request)
    near = [*_page_above(request), *_near_addresses(request, publication)]
    if not near or any(name in request.query_params for name in _ASKED_BY):
        index = index_of(publication)
        near += index.find_any(words, _MOST) or [
            one for text in index.suggest(words) for one in index.find(text, _MOST // 2)
        ]
    return show_hits(request, publication, list({one.iri: one for one in near}.values())[:_MOST], words)


def _page_above(request: Request) -> list[SearchHit]:
    """The page of ours under which the address stands, such as the source for a line that is not there."""
    path = f"/{Links.path_of(request).split('/')[1]}"
    return [SearchHit(f"{PAGE_KEY}{path}", path, (), 0.0)] if path != "/" and page_at(path) else []


def _near_codes(request: Request, publication: Publication, error: UnknownCode) -> list[Hit]:
    """The same page for codes that are near."""
    links, t = Links(request, publication), Texts(page_language(request))
    labels = Labels(publication.store, page_language(request))
    asked_by = next((name for name, value in request.query_params.items() if value == error.code), "code")
    near = [one for one in list_subjects(publication.store) if one.kind == "goal"] if asked_by == "goal" else error.near
    hits = []
    for one in near:
        code = one.code if one.kind != "activity" else f"{one.kind}:{one.code}"
        named = labels.of(NamedNode(one.iri))
        name = named if named.startswith(one.code) else f"{one.code} {named}"
        href = links.this_page(**{asked_by: code})
        hits.append(Hit(one.iri, name, t(f"trace.{one.kind}"), href, (Part(name, False),)))
    return hits


def _near_addresses(request: Request, publication: Publication) -> list[SearchHit]:
    """For a thing that is not there: those things of the same kind whose addresses are most like its own."""
    path = unquote(Links.path_of(request))
    if not path.startswith(_ID):
        return []
    above, _, last = (publication.base + path.removeprefix(_ID)).rstrip("/").rpartition("/")
    beside = {iri: iri[len(above) + 1 :] for iri in index_of(publication).keys if iri.startswith(f"{above}/")}
    if last.isdecimal() and beside and all(name.isdecimal() for name in beside.values()):
        nearest = sorted(beside, key=lambda iri: (abs(int(beside[iri]) - int(last)), iri))[:_MOST]
        return [SearchHit(iri, iri, (), 0.0) for iri in nearest]
    alike = process.extract(last, beside, scorer=fuzz.ratio, limit=_MOST, score_cutoff=_ALIKE)
    return [SearchHit(iri, iri, (), score) for _, score, iri in alike]
