"""Reasoning adds nothing that a count would show: all super-types and types of domains and ranges stand in the data."""

from __future__ import annotations

from pathlib import Path

import pytest
import reasonable
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, serialize

from kentgraf.ontology.namespaces import PREFIXES, term

TYPE = term("rdf:type")
OF_THE_LANGUAGES = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))
"""Classes such as owl:Thing, rdfs:Resource and owl:Class, which every reasoner gives to everything."""


def members(triples: set[tuple[str, str, str]]) -> dict[str, set[str]]:
    """Return the members of each class."""
    found: dict[str, set[str]] = {}
    for subject, predicate, value in triples:
        if predicate == TYPE.value and not value.startswith(OF_THE_LANGUAGES):
            found.setdefault(value, set()).add(subject)
    return found


def closure(triples: set[Triple], folder: Path) -> set[tuple[str, str, str]]:
    """Return the OWL-RL closure, which has all that RDFS entails of classes; terms as texts."""
    path = folder / "graph.ttl"  # by the suffix the reasoner chooses its parser
    path.write_bytes(serialize(list(triples), format=RdfFormat.N_TRIPLES) or b"")
    reasoner = reasonable.PyReasoner()
    reasoner.load_file(str(path))
    return {(str(subject), str(predicate), str(value)) for subject, predicate, value in reasoner.reason()}


def as_texts(triples: set[Triple]) -> set[tuple[str, str, str]]:
    return {
        (triple.subject.value, triple.predicate.value, triple.object.value)
        for triple in triples
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode)
    }


@pytest.mark.parametrize("graph", ["izmir_in_memory", "invented_store"])
def test_the_closure_changes_the_count_of_no_class(graph: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    triples = {quad.triple for quad in request.getfixturevalue(graph)}
    stated, entailed = members(as_texts(triples)), members(closure(triples, tmp_path))
    new = {kind: sorted(things - stated.get(kind, set()))[:3] for kind, things in entailed.items()}
    assert {kind: things for kind, things in new.items() if things} == {}
    assert len(entailed) > 50 and sum(map(len, entailed.values())) > 2000


@pytest.mark.parametrize(
    ("removed", "kind"),
    [("org:Membership", "kg:Seat"), ("qb:Observation", "kg:Amount"), ("prov:Entity", "kg:SourceLine")],
)
def test_the_closure_would_show_a_super_type_that_is_missing(
    removed: str, kind: str, invented_store: Store, tmp_path: Path
) -> None:
    thing = next(invented_store.quads_for_pattern(None, TYPE, term(kind), None)).subject
    triples = {quad.triple for quad in invented_store}
    triples.discard(Triple(thing, TYPE, term(removed)))
    stated, entailed = members(as_texts(triples)), members(closure(triples, tmp_path))
    assert thing.value in entailed[term(removed).value] - stated[term(removed).value]


def test_nothing_is_inferred_of_who_and_what_is_the_same(invented_store: Store, tmp_path: Path) -> None:
    entailed = closure({quad.triple for quad in invented_store}, tmp_path)
    same = {(one, two) for one, predicate, two in entailed if predicate == term("owl:sameAs").value and one != two}
    assert {pair for pair in same if "/id/" in pair[0]} == set()
