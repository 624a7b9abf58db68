"""Namespaces and prefixes of the graph. Queries may use these prefixes without declaring them.

Our own namespaces are `kg:`, the vocabulary, and the base of things, which a deployment can choose (see `iris`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

KG_NS: Final = "https://w3id.org/kentgraf/ns#"
DEFAULT_BASE: Final = "https://w3id.org/kentgraf/id/"
CURRENCY_NS: Final = "http://publications.europa.eu/resource/authority/currency/"

PREFIXES: Final[dict[str, str]] = {
    "kg": KG_NS,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@lru_cache(maxsize=1000)
def term(curie: str) -> NamedNode:
    """Return the node of a prefixed name, e.g. `term("kg:Goal")`. Raises KeyError for a prefix that is not in PREFIXES."""
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def shorten(iri: str) -> str:
    """Return the prefixed name of an IRI, or the IRI itself if no prefix fits or its local name has `/` or `#`."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


SPARQL_PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
