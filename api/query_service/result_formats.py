"""The forms in which answers leave over HTTP: their short names, media types and file suffixes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Triple, serialize

from kentgraf.graph.sparql.queries import GRAPH_FORMATS as GRAPH_WRITERS
from kentgraf.ontology.namespaces import PREFIXES

HTML: Final = "text/html"


@dataclass(frozen=True)
class Form:
    """One form: `aliases` are other media types under which it may be asked for and is then sent."""

    name: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()


TABLE_FORMS: Final = (
    Form("json", "application/sparql-results+json", ".srj", ("application/json",)),
    Form("xml", "application/sparql-results+xml", ".srx", ("application/xml", "text/xml")),
    Form("csv", "text/csv", ".csv"),
    Form("tsv", "text/tab-separated-values", ".tsv"),
)
"""For the answers to SELECT and ASK."""

GRAPH_FORMS: Final = (
    Form("turtle", "text/turtle", ".ttl", ("application/x-turtle",)),
    Form("ntriples", "application/n-triples", ".nt", ("text/plain",)),
    Form("jsonld", "application/ld+json", ".jsonld", ("application/json",)),
    Form("rdfxml", "application/rdf+xml", ".rdf", ("application/xml", "text/xml")),
    Form("trig", "application/trig", ".trig"),
    Form("nquads", "application/n-quads", ".nq"),
)
"""For triples: the answers to CONSTRUCT and DESCRIBE, and linked data."""


def offered_types(forms: Sequence[Form]) -> list[str]:
    """All media types by which `forms` may be asked for: their own first, then the others they answer to."""
    return [form.media_type for form in forms] + [alias for form in forms for alias in form.aliases]


def form_of_type(forms: Sequence[Form], media_type: str) -> Form:
    """The form that answers to `media_type`. Raises KeyError when none does."""
    for form in forms:
        if media_type == form.media_type or media_type in form.aliases:
            return form
    raise KeyError(media_type)


def form_named(forms: Sequence[Form], name: str) -> Form | None:
    """The form with the short name `name`, such as `turtle`."""
    return next((form for form in forms if form.name == name), None)


def content_type(media_type: str) -> str:
    """`media_type` as a header value: text forms say that they are UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def write_triples(triples: Iterable[Triple], form: Form, prefixes: dict[str, str] = PREFIXES) -> bytes:
    """The triples in one of GRAPH_FORMS."""
    return serialize(triples, format=GRAPH_WRITERS[form.name], prefixes=prefixes) or b""
