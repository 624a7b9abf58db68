"""Suggestions for a request that finds nothing: things with a similar code, URL or name."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from fastapi import Request
from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.links import Links, page_path
from kentgraf.api.pages.layout.navigation import page_at
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.search.hits import PAGE_KEY, Hit, Part, make_hits, search_index
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.money.trace_subjects import UnknownCode, list_subjects
from kentgraf.graph.search.index import SearchHit

_MAX_SUGGESTIONS: Final = 6
_MAX_LENGTH: Final = 100
_MIN_SIMILARITY: Final = 60
_ENTITIES: Final = "/id/"
_WORD: Final = re.compile(r"[^\W_]+")
_PARAMETERS: Final = ("q", "code", "goal", "rule", "iri")


def words_of_url(request: Request) -> str:
    """Return the words of a URL that may name a thing: of a parameter, else of the last segment of its path."""
    path = unquote(page_path(request)).removeprefix(_ENTITIES)
    asked = [request.query_params.get(name, "").rpartition("/")[2] for name in _PARAMETERS]
    words = next((text for text in asked if text), path.rpartition("/")[2] or path)
    return " ".join(word for word in _WORD.findall(words) if len(word) > 1 or word.isdecimal())[:_MAX_LENGTH]


def suggest(request: Request, snapshot: GraphSnapshot, error: Exception) -> list[Hit]:
    """Return what may have been meant by a request that finds nothing, the most similar first."""
    if isinstance(error, UnknownCode):
        return _similar_codes(request, snapshot, error)
    words = words_of_url(request)
    similar = [*_parent_page(request), *_similar_iris(request, snapshot)]
    if not similar or any(name in request.query_params for name in _PARAMETERS):
        index = search_index(snapshot)
        similar += index.find_any(words, _MAX_SUGGESTIONS) or [
            one for text in index.suggest(words) for one in index.find(text, _MAX_SUGGESTIONS // 2)
        ]
    distinct = list({one.iri: one for one in similar}.values())
    return make_hits(request, snapshot, distinct[:_MAX_SUGGESTIONS], words)


def _parent_page(request: Request) -> list[SearchHit]:
    """Return the page of ours that the first segment of the path names, such as `/source` for an unknown line."""
    path = f"/{page_path(request).split('/')[1]}"
    return [SearchHit(f"{PAGE_KEY}{path}", path, (), 0.0)] if path != "/" and page_at(path) else []


def _similar_codes(request: Request, snapshot: GraphSnapshot, error: UnknownCode) -> list[Hit]:
    """Return the same page for similar codes."""
    links, t = Links(request, snapshot), Texts(page_language(request))
    labels = Labels(snapshot.store, page_language(request))
    parameter = next((name for name, value in request.query_params.items() if value == error.code), "code")
    similar = list(error.near)
    if parameter == "goal":
        similar = [one for one in list_subjects(snapshot.store) if one.kind == "goal"]
    hits = []
    for one in similar:
        code = one.code if one.kind != "activity" else f"{one.kind}:{one.code}"
        label = labels.of(NamedNode(one.iri))
        name = label if label.startswith(one.code) else f"{one.code} {label}"
        href = links.with_parameters(**{parameter: code})
        hits.append(Hit(one.iri, name, t(f"trace.{one.kind}"), href, (Part(name, False),)))
    return hits


def _similar_iris(request: Request, snapshot: GraphSnapshot) -> list[SearchHit]:
    """Return the things whose IRIs differ from an unknown one in the last segment only, the most similar first."""
    path = unquote(page_path(request))
    if not path.startswith(_ENTITIES):
        return []
    parent, _, last = (snapshot.base + path.removeprefix(_ENTITIES)).rstrip("/").rpartition("/")
    siblings = {iri: iri[len(parent) + 1 :] for iri in search_index(snapshot).keys if iri.startswith(f"{parent}/")}
    if last.isdecimal() and siblings and all(name.isdecimal() for name in siblings.values()):
        nearest = sorted(siblings, key=lambda iri: (abs(int(siblings[iri]) - int(last)), iri))[:_MAX_SUGGESTIONS]
        return [SearchHit(iri, iri, (), 0.0) for iri in nearest]
    similar = process.extract(last, siblings, scorer=fuzz.ratio, limit=_MAX_SUGGESTIONS, score_cutoff=_MIN_SIMILARITY)
    return [SearchHit(iri, iri, (), score) for _, score, iri in similar]
