"""Chooses the format of a query's result by the parameter `format` and by `Accept`.

A format that the request names, and that this kind of result has, wins; else what the `Accept` header prefers. Clients such
as SPARQLWrapper always send both, and name a format of tables although they ask for triples.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from fastapi import HTTPException

from kentgraf.api.query_service.content_negotiation import accepts_by_name, choose_media_type
from kentgraf.api.query_service.result_formats import (
    HTML,
    RDF_FORMATS,
    SELECT_FORMATS,
    ResultFormat,
    media_type_named,
    media_types_of,
    words_of,
)

_KINDS: Final = (SELECT_FORMATS, RDF_FORMATS)
_LONGEST_WORD: Final = 50

ChosenTypes = tuple[str | None, str | None]
"""The media type of a table and that of triples; None where the client accepts none that this kind of result has."""


@lru_cache(maxsize=1000)
def choose_result_types(formats: tuple[str, ...], accept: str | None) -> ChosenTypes:
    """Return the media types for a request that names `formats` and accepts `accept`.

    Raises HTTPException 406, with the formats that there are, if it names only formats that don't exist and its `Accept`
    header names none of ours.
    """
    named = _first_named(formats, SELECT_FORMATS), _first_named(formats, RDF_FORMATS)
    if formats and named == (None, None) and not accepts_by_name(accept, _all_types()):
        raise HTTPException(406, _describe_formats(formats[0]))
    accepted = _accepted(accept, SELECT_FORMATS), _accepted(accept, RDF_FORMATS)
    return named[0] or accepted[0], named[1] or accepted[1]


def _first_named(formats: tuple[str, ...], kind: tuple[ResultFormat, ...]) -> str | None:
    return next((found for word in formats if (found := media_type_named(kind, word))), None)


def _accepted(accept: str | None, kind: tuple[ResultFormat, ...]) -> str | None:
    return choose_media_type(accept, [*media_types_of(kind), HTML])


def _all_types() -> list[str]:
    return [*(name for kind in _KINDS for name in media_types_of(kind)), HTML]


def _describe_formats(word: str) -> str:
    shown = word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…"
    tables, triples = (", ".join(words_of(kind)) for kind in _KINDS)
    return f"There is no format {shown!r}. Tables come as {tables}; triples as {triples}; or by their media types."
