"""Generate `docs/vocabulary.md`, the reference of the vocabulary, from `kentgraf.ttl`: `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.ontology.namespaces import KG_NS, shorten, term
from kentgraf.ontology.vocabulary import vocabulary_triples

_KINDS: Final = (
    ("Classes", "owl:Class", ("rdfs:subClassOf",)),
    ("Links", "owl:ObjectProperty", ("rdfs:subPropertyOf",)),
    ("Values", "owl:DatatypeProperty", ("rdfs:subPropertyOf",)),
    ("Concepts", "skos:Concept", ("skos:inScheme", "skos:broader")),
    ("Lists of concepts", "skos:ConceptScheme", ()),
    ("Individuals", "org:Organization", ()),
)
_HEAD: Final = """\
# The vocabulary

Made from `ontology/kentgraf.ttl` by `make docs`; change it there. `kg:` is
`https://w3id.org/kentgraf/ns#`. Under each Turkish and English name stands what the term means in both languages;
*refines* names the more general term, of a common vocabulary or of our own.
"""


def vocabulary_page() -> str:
    """Return the page as Markdown, with the terms of each kind in alphabetical order."""
    vocabulary = Store()
    vocabulary.bulk_extend(Quad(*triple) for triple in vocabulary_triples())
    parts = [_HEAD]
    for heading, kind, refining in _KINDS:
        parts.append(f"\n## {heading}\n")
        terms = sorted(node.value for node in _subjects(vocabulary, kind) if node.value.startswith(KG_NS))
        parts.extend(_describe(vocabulary, NamedNode(iri), refining) for iri in terms)
    return "\n".join(parts)


def _describe(vocabulary: Store, node: NamedNode, refining: tuple[str, ...]) -> str:
    lines = [f"### {shorten(node.value)}", "", f"{_text(vocabulary, node, 'rdfs:label', ' / ')}", ""]
    lines += [_text(vocabulary, node, "rdfs:comment", "  \n"), ""]
    facts = [("refines", name) for name in refining] + [("from", "rdfs:domain"), ("to", "rdfs:range")]
    notes = [
        f"*{word}* {', '.join(names)}" for word, name in facts if (names := sorted(_names(vocabulary, node, name)))
    ]
    return "\n".join([*lines, *([" · ".join(notes), ""] if notes else [])])


def _subjects(vocabulary: Store, kind: str) -> Iterator[NamedNode]:
    for quad in vocabulary.quads_for_pattern(None, term("rdf:type"), term(kind)):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _names(vocabulary: Store, node: NamedNode, name: str) -> Iterator[str]:
    for quad in vocabulary.quads_for_pattern(node, term(name), None):
        if isinstance(quad.object, NamedNode):
            yield f"`{shorten(quad.object.value)}`"


def _text(vocabulary: Store, node: NamedNode, name: str, separator: str) -> str:
    texts = {
        quad.object.language or "": quad.object.value
        for quad in vocabulary.quads_for_pattern(node, term(name), None)
        if isinstance(quad.object, Literal)
    }
    return separator.join(texts[language] for language in ("tr", "en"))


if __name__ == "__main__":
    sys.stdout.write(vocabulary_page())
