"""Say which concepts stand at the top of their schemes (SKOS, section 4): those with nothing above them."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.statements import Statements
from kentgraf.ontology.namespaces import term

_IN_SCHEME: Final = term("skos:inScheme")
_ABOVE: Final = (term("skos:broader"), term("kg:partOf"))


def add_top_concepts(out: Statements) -> None:
    """Add `skos:topConceptOf` and `skos:hasTopConcept` for every concept of a scheme that has no broader one."""
    found = [
        (concept, scheme)
        for concept, about in out.things.items()
        if not any(name in about for name in _ABOVE)
        for scheme in about.get(_IN_SCHEME, ())
        if isinstance(scheme, NamedNode)
    ]
    for concept, scheme in found:
        out.add(concept, "skos:topConceptOf", scheme)
        out.add(scheme, "skos:hasTopConcept", concept)
