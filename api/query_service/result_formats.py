"""The formats of results over HTTP: their short names, media types and file suffixes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Triple

from kentgraf.graph.sparql.queries import GRAPH_FORMATS, write_triples
from kentgraf.ontology.namespaces import PREFIXES

HTML: Final = "text/html"
_HTML_WORD: Final = "html"


@dataclass(frozen=True)
class ResultFormat:
    """A format. `aliases` are other media types under which it can be requested, and is then sent.

    `words` are other short names than `name`, by which clients ask for it in the parameter `format`.
    """

    name: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


SELECT_FORMATS: Final = (
    ResultFormat("json", "application/sparql-results+json", ".srj", ("application/json",)),
    ResultFormat("xml", "application/sparql-results+xml", ".srx", ("application/xml", "text/xml")),
    ResultFormat("csv", "text/csv", ".csv"),
    ResultFormat("tsv", "text/tab-separated-values", ".tsv"),
)
"""The formats of the results of SELECT and ASK."""

_OTHER_TURTLE: Final = ("application/x-turtle", "application/turtle")
_N3: Final = ("text/n3", "text/rdf+n3", "application/n3")
_RDF_XML_WORDS: Final = ("rdf", "rdf+xml", "rdf/xml", "xml")
RDF_FORMATS: Final = (
    ResultFormat("turtle", "text/turtle", ".ttl", (*_OTHER_TURTLE, *_N3), ("ttl", "n3")),
    ResultFormat("ntriples", "application/n-triples", ".nt", ("text/plain",), ("nt", "n-triples")),
    ResultFormat("jsonld", "application/ld+json", ".jsonld", ("application/json",), ("json-ld", "json")),
    ResultFormat("rdfxml", "application/rdf+xml", ".rdf", ("application/xml", "text/xml"), _RDF_XML_WORDS),
    ResultFormat("trig", "application/trig", ".trig"),
    ResultFormat("nquads", "application/n-quads", ".nq", (), ("nq", "n-quads")),
)
"""The formats of triples: the results of CONSTRUCT and DESCRIBE, and linked data. A document in Turtle is one in N3 too."""


def media_types_of(formats: Sequence[ResultFormat]) -> list[str]:
    """Return all media types under which `formats` can be requested: first their own, then the aliases."""
    return [form.media_type for form in formats] + [alias for form in formats for alias in form.aliases]


def format_of_media_type(formats: Sequence[ResultFormat], media_type: str) -> ResultFormat:
    """Return the format that has `media_type` as its own or as an alias. Raises KeyError if there is none."""
    for form in formats:
        if media_type == form.media_type or media_type in form.aliases:
            return form
    raise KeyError(media_type)


def words_of(formats: Sequence[ResultFormat]) -> list[str]:
    """Return all short names of `formats` and of a page, in lower case."""
    return [word for form in formats for word in (form.name, *form.words)] + [_HTML_WORD]


def media_type_named(formats: Sequence[ResultFormat], word: str) -> str | None:
    """Return the media type that `word`, a short name or a media type in any case, names among `formats` and the page.

    A `+` that was not escaped, and so came as a space, is read as one.

    >>> media_type_named(RDF_FORMATS, "XML"), media_type_named(SELECT_FORMATS, "xml")
    ('application/rdf+xml', 'application/sparql-results+xml')
    >>> media_type_named(SELECT_FORMATS, "turtle") is None
    True
    """
    sought = word.partition(";")[0].strip().lower().replace(" ", "+")
    if sought in (_HTML_WORD, HTML):
        return HTML
    for form in formats:
        if sought == form.name or sought in form.words:
            return form.media_type
        if sought == form.media_type or sought in form.aliases:
            return sought
    return None


def content_type(media_type: str) -> str:
    """Return the value of the Content-Type header: text formats name UTF-8 as their charset."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def serialize_triples(triples: Iterable[Triple], form: ResultFormat, prefixes: dict[str, str] = PREFIXES) -> bytes:
    """Return the triples in one of RDF_FORMATS."""
    return write_triples(triples, GRAPH_FORMATS[form.name], prefixes)
