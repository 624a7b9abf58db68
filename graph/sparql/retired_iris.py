"""Find IRIs of an earlier scheme in a query: a pattern about one of them would find nothing, without a word.

The graph says by `dcterms:isReplacedBy` which IRI stands for the same thing now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from pyoxigraph import NamedNode, Store

from kentgraf.graph.sparql.tokens import OPAQUE_TOKEN, strip_opaque_tokens
from kentgraf.ontology.namespaces import PREFIXES, term

_PREFIX: Final = re.compile(r"\bprefix\s+(?P<prefix>[\w.-]*):\s*<(?P<iri>[^<>\s]*)>", re.IGNORECASE)
_BASE: Final = re.compile(r"\bbase\s*<(?P<iri>[^<>\s]*)>", re.IGNORECASE)
_NAME: Final = re.compile(r"(?<![\w:])(?P<prefix>[\w.-]*):(?P<local>(?:[\w.:%-]|\\[^\s\w])+)")
_ESCAPE: Final = re.compile(r"\\(.)")
_IS_REPLACED_BY: Final = term("dcterms:isReplacedBy")
_QUOTES: Final = "\"'"
_MOST: Final = 200
"""IRIs of a query that are looked up; a longer list of values is taken for a program's."""


@dataclass(frozen=True)
class RetiredIri:
    """An IRI that a query names, and those that stand for the same thing now."""

    iri: str
    replaced_by: tuple[str, ...]

    @property
    def warning(self) -> str:
        """What to tell whoever asked."""
        return f"{self.iri} is an IRI of an earlier scheme; the same thing is now {' or '.join(self.replaced_by)}."


def find_retired_iris(store: Store, text: str, base: str | None = None) -> list[RetiredIri]:
    """Return the retired IRIs that a query names, in their order; relative ones are resolved against `base`."""
    iris = list(dict.fromkeys(_iris_in(text, base)))[:_MOST]
    found = ((iri, replacements_of(store, iri)) for iri in iris)
    return [RetiredIri(iri.value, tuple(one.value for one in new)) for iri, new in found if new]


def replacements_of(store: Store, iri: NamedNode) -> list[NamedNode]:
    """Return the IRIs that stand now for what a retired one stood for, in order; none if it isn't retired."""
    objects = {quad.object for quad in store.quads_for_pattern(iri, _IS_REPLACED_BY, None, None)}
    return sorted((node for node in objects if isinstance(node, NamedNode)), key=str)


def _iris_in(text: str, base: str | None) -> Iterator[NamedNode]:
    """Yield the IRIs that stand in a query as such, as prefixed names, or as strings that `IRI()` could read."""
    prefixes = {**PREFIXES, **{found["prefix"]: found["iri"] for found in _PREFIX.finditer(text)}}
    stated = _BASE.search(text)
    against = stated["iri"] if stated else base or ""
    candidates = [
        urljoin(against, token[0][1:-1]) if token[0][0] == "<" else token[0].strip(_QUOTES)
        for token in OPAQUE_TOKEN.finditer(text)
        if token[0][0] in f"<{_QUOTES}"
    ]
    for name in _NAME.finditer(strip_opaque_tokens(text)):
        if name["prefix"] in prefixes:
            candidates.append(prefixes[name["prefix"]] + _ESCAPE.sub(r"\1", name["local"]))
    for candidate in candidates:
        try:
            if ":" in candidate and not candidate.endswith(("#", "/")):
                yield NamedNode(candidate)
        except ValueError:
            continue
