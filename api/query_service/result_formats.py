"""The formats of results over HTTP: their short names, media types and file suffixes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Triple

from kentgraf.graph.sparql.queries import GRAPH_FORMATS, write_triples
from kentgraf.ontology.namespaces import PREFIXES

HTML: Final = "text/html"


@dataclass(frozen=True)
class ResultFormat:
    """A format. `aliases` are other media types under which it can be requested, and is then sent."""

    name: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()


SELECT_FORMATS: Final = (
    ResultFormat("json", "application/sparql-results+json", ".srj", ("application/json",)),
    ResultFormat("xml", "application/sparql-results+xml", ".srx", ("application/xml", "text/xml")),
    ResultFormat("csv", "text/csv", ".csv"),
    ResultFormat("tsv", "text/tab-separated-values", ".tsv"),
)
"""The formats of the results of SELECT and ASK."""

RDF_FORMATS: Final = (
    ResultFormat("turtle", "text/turtle", ".ttl", ("application/x-turtle",)),
    ResultFormat("ntriples", "application/n-triples", ".nt", ("text/plain",)),
    ResultFormat("jsonld", "application/ld+json", ".jsonld", ("application/json",)),
    ResultFormat("rdfxml", "application/rdf+xml", ".rdf", ("application/xml", "text/xml")),
    ResultFormat("trig", "application/trig", ".trig"),
    ResultFormat("nquads", "application/n-quads", ".nq"),
)
"""The formats of triples: the results of CONSTRUCT and DESCRIBE, and linked data."""


def media_types_of(formats: Sequence[ResultFormat]) -> list[str]:
    """Return all media types under which `formats` can be requested: first their own, then the aliases."""
    return [form.media_type for form in formats] + [alias for form in formats for alias in form.aliases]


def format_of_media_type(formats: Sequence[ResultFormat], media_type: str) -> ResultFormat:
    """Return the format that has `media_type` as its own or as an alias. Raises KeyError if there is none."""
    for form in formats:
        if media_type == form.media_type or media_type in form.aliases:
            return form
    raise KeyError(media_type)


def format_named(formats: Sequence[ResultFormat], name: str) -> ResultFormat | None:
    """Return the format with the short name `name`, such as `turtle`, if there is one."""
    return next((form for form in formats if form.name == name), None)


def content_type(media_type: str) -> str:
    """Return the value of the Content-Type header: text formats name UTF-8 as their charset."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def serialize_triples(triples: Iterable[Triple], form: ResultFormat, prefixes: dict[str, str] = PREFIXES) -> bytes:
    """Return the triples in one of RDF_FORMATS."""
    return write_triples(triples, GRAPH_FORMATS[form.name], prefixes)
