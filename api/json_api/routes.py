"""`/api/…`: the answers that take more than one query, as JSON. Money is a string of exact digits, days are ISO days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.query_service.publication import Kind, Source, current_publication
from kentgraf.graph.sparql.queries import list_queries

router = APIRouter(prefix="/api")


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer, as one sentence."""

    error: str


@dataclass(frozen=True)
class Summary:
    """What the graph holds: `base` is the address under which its things have their IRIs."""

    base: str
    triples: int
    sources: tuple[Source, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class GalleryQuery:
    """A query that ships with the graph; titles and descriptions by language."""

    name: str
    title: dict[str, str]
    description: dict[str, str]
    text: str


def answer_json(value: Any) -> Response:
    """A value as an answer in JSON."""
    return Response(dump_json(value), media_type="application/json")


@router.get("/summary", summary="What the graph holds", response_model=Summary)
def give_summary(request: Request) -> Response:
    """The sources, when each was loaded, and how many things of each kind there are."""
    publication = current_publication(request)
    return answer_json(Summary(publication.base, publication.triples, publication.sources, publication.kinds))


@router.get("/queries", summary="The queries that ship with the graph", response_model=list[GalleryQuery])
def give_queries() -> Response:
    """Each with its SPARQL text, ready for /sparql; the usual prefixes need no declaration there."""
    return answer_json([GalleryQuery(q.name, q.title, q.description, q.text) for q in list_queries()])
