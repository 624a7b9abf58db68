"""What several sources of a city say of the same lasting things, told once: the statements of the city's register graph.

A source's own graph says for itself what its departments, people, bodies and plan are called. Where several sources stand side by
side, each triple is in one named graph only, since a query over the union would count it once a graph; so these statements are
taken out of the sources' graphs and merged. A thing is called what the latest source calls it; other names stay as
`skos:altLabel`. What a source alone says (its lines, amounts, memberships, results) isn't touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kentgraf.ontology.namespaces import term

_TYPE: Final = term("rdf:type")
_IS_REPLACED_BY: Final = term("dcterms:isReplacedBy")
_ALT_LABEL: Final = term("skos:altLabel")
_LASTING: Final = frozenset(
    map(
        term,
        (
            "kg:Municipality", "kg:District", "kg:Party", "kg:Body", "kg:Department", "kg:Agency", "kg:FormerUnit", "foaf:Person",
            "foaf:Agent",
            "org:ChangeEvent", "kg:Decision", "kg:Signature", "prov:SoftwareAgent", "kg:StrategicPlan", "kg:StrategicArea",
            "kg:Goal", "kg:Objective", "kg:PerformanceTarget", "kg:Activity", "kg:Indicator",
        ),
    )
)  # fmt: skip
"""The classes of what lasts over the years, or over those of a plan."""
_NAMES: Final = frozenset(map(term, ("skos:prefLabel", "foaf:name")))
_LATEST: Final = _NAMES | frozenset(
    map(
        term,
        (
            "rdfs:label", "skos:notation", "schema:honorificPrefix", "org:unitOf", "org:subOrganizationOf", "dcterms:isPartOf", "kg:partOf",
            "kg:unit", "schema:softwareVersion", "kg:underCode", "kg:computedRating", "kg:validFrom", "kg:validUntil",
        ),
    )
)  # fmt: skip
"""Properties of which the latest source's values hold; of all others every source's do."""
_OF_A_SOURCE: Final = frozenset(map(term, ("prov:wasQuotedFrom",)))
"""Properties that lead to a source; what one says by them no other says."""


_Values = dict[object, tuple[int, int]]
"""The values of a property of a thing, with the places of the first and of the last source that says each."""
_Said = dict[object, dict[NamedNode, _Values]]
"""What is said of things: subject, property, values."""


def split_statements(quads: Iterable[Quad]) -> tuple[list[Triple], list[Quad]]:
    """Return what a source's statements say of lasting things in common with other sources, and the source's own rest."""
    told = list(quads)
    lasting = {
        quad.subject
        for quad in told
        if (quad.predicate == _TYPE and quad.object in _LASTING) or quad.predicate == _IS_REPLACED_BY
    }
    shared: list[Triple] = []
    own: list[Quad] = []
    for quad in told:
        if quad.subject in lasting and quad.predicate not in _OF_A_SOURCE:
            shared.append(quad.triple)
        else:
            own.append(quad)
    return shared, own


def merge_statements(sources: Sequence[Iterable[Triple]]) -> Iterator[Triple]:
    """Yield what the sources, the earliest first, say of lasting things, each triple once; a name that was replaced as `altLabel`."""
    said: _Said = defaultdict(lambda: defaultdict(dict))
    for order, triples in enumerate(sources):
        for triple in triples:
            _note(said, triple, order)
    yield from _merge(said)


def _merge(said: _Said) -> Iterator[Triple]:
    for subject, properties in said.items():
        for predicate, values in properties.items():
            if predicate != _ALT_LABEL:
                for value in _holding(predicate, values):
                    yield Triple(subject, predicate, value)  # type: ignore[arg-type]
        yield from (Triple(subject, _ALT_LABEL, name) for name in _other_names(properties))  # type: ignore[arg-type]


def in_graph(triple: Triple, graph: NamedNode) -> Quad:
    """Return a triple as a statement of a named graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def add_latest(store: Store, graph: NamedNode, triples: Iterable[Triple]) -> None:
    """Add to a register graph what a source says that is later than all that it was merged from.

    The graph is then what `merge_statements` gives for them all; only what is said of the same things is read.
    """
    said: _Said = defaultdict(lambda: defaultdict(dict))
    for triple in triples:
        for quad in () if triple.subject in said else store.quads_for_pattern(triple.subject, None, None, graph):
            _note(said, quad.triple, 0)
        _note(said, triple, 1)
    merged = set(_merge(said))
    standing = {
        quad.triple
        for subject in said
        for quad in store.quads_for_pattern(subject, None, None, graph)  # type: ignore[arg-type]
    }
    for triple in standing - merged:
        store.remove(in_graph(triple, graph))
    store.bulk_extend(in_graph(triple, graph) for triple in merged - standing)


def add_common(store: Store, graph: NamedNode, triples: Iterable[Triple]) -> None:
    """Add to the graph of what all cities share. Of several names, none of which is a city's more than another's, the first in
    the order of characters stays, so that the order of the sources makes no difference."""
    for triple in triples:
        rivals = (
            [
                quad
                for quad in store.quads_for_pattern(triple.subject, triple.predicate, None, graph)
                if _language(quad.object) == _language(triple.object)
            ]
            if triple.predicate in _LATEST
            else []
        )
        if any(str(quad.object) <= str(triple.object) for quad in rivals):
            continue
        for quad in rivals:
            store.remove(quad)
        store.add(in_graph(triple, graph))


def remove_unused(store: Store, graph: NamedNode) -> None:
    """Remove from such a graph the things that no source tells of any more."""
    for subject in {quad.subject for quad in store.quads_for_pattern(None, None, None, graph)}:
        if all(quad.graph_name == graph for quad in store.quads_for_pattern(None, None, subject, None)):
            for quad in list(store.quads_for_pattern(subject, None, None, graph)):
                store.remove(quad)


def _note(said: _Said, triple: Triple, order: int) -> None:
    """Note what the source at a place says, after those before it."""
    values = said[triple.subject][triple.predicate]
    values[triple.object] = (values.get(triple.object, (order, order))[0], order)


def _holding(predicate: NamedNode, values: _Values) -> Iterator[object]:
    """Yield the values that hold: all of them, or those of the latest source that has any, for texts by language."""
    latest: dict[str | None, int] = defaultdict(int)
    for value, (_, last) in values.items():
        latest[_language(value)] = max(last, latest[_language(value)])
    for value, (_, last) in values.items():
        if predicate not in _LATEST or last == latest[_language(value)]:
            yield value


def _other_names(properties: Mapping[NamedNode, _Values]) -> set[object]:
    """Return the other names that sources give, and those that a later source replaced."""
    others = set(properties.get(_ALT_LABEL, ()))
    for predicate in _NAMES & properties.keys():
        values = properties[predicate]
        for name, (first, _) in values.items():
            if any(
                last > first
                for other, (_, last) in values.items()
                if other != name and _language(other) == _language(name)
            ):
                others.add(name)
    return others


def _language(value: object) -> str | None:
    return value.language if isinstance(value, Literal) else None
