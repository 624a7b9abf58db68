"""Everything that the graph says about one thing: as triples for machines, as grouped and labelled values for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kentgraf.api.i18n.dates import format_dates_in, format_datetime
from kentgraf.api.i18n.labels import Labels, Node, natural_sort_key
from kentgraf.api.i18n.numbers import format_number
from kentgraf.ontology.namespaces import term

_PART_OF: Final = term("dcterms:isPartOf")
_LINE: Final = term("kg:line")
_PRINTED: Final = term("kg:printed")
_TYPE: Final = term("rdf:type")
_TRACED: Final = frozenset(
    map(term, ("kg:StrategicArea", "kg:Goal", "kg:Objective", "kg:PerformanceTarget", "kg:Activity", "kg:Department"))
)
_DECIMAL: Final = term("xsd:decimal")
_DAY: Final = term("xsd:date")
_MOMENT: Final = term("xsd:dateTime")
_FIRST: Final = ("rdf:type", "skos:prefLabel", "foaf:name", "skos:notation", "skos:altLabel", "kg:partOf", "org:member")
_LAST: Final = ("kg:printed", "kg:line", "kg:lastLine", "prov:wasQuotedFrom")
_PLACES: Final = {term(name).value: place for place, name in enumerate(_FIRST)} | {
    term(name).value: len(_FIRST) + 1 + place for place, name in enumerate(_LAST)
}
MOST_VALUES: Final = 200
"""So many values of one predicate stand on a page; the others are on the pages after it."""
MOST_TRIPLES: Final = 10_000
"""So many triples come in one answer to a program; the others in the answers after it."""


@dataclass(frozen=True)
class Value:
    """One end of a statement: a thing (`iri`) or a text, with what a person reads."""

    text: str
    iri: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Group:
    """The statements of one predicate that stand on a page; `count` says how many there are on all of them."""

    predicate: Value
    values: tuple[Value, ...]
    count: int


@dataclass(frozen=True)
class Line:
    """A part of a document that has its own fragment, such as a line of the report."""

    fragment: str
    number: int
    printed: str
    iri: str


@dataclass(frozen=True)
class Description:
    """What a page about a thing shows."""

    iri: str
    label: str
    kind: str | None
    can_be_traced: bool
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    lines: tuple[Line, ...]
    pages: int = 1


def is_known(store: Store, iri: NamedNode) -> bool:
    """Whether the graph says anything of `iri`, as subject or as object."""
    return any(True for _ in store.quads_for_pattern(iri, None, None, None)) or any(
        True for _ in store.quads_for_pattern(None, None, iri, None)
    )


def triples_about(store: Store, iri: NamedNode) -> list[Triple]:
    """All triples with `iri` as subject or object, and those of its parts that are named by a fragment of it.

    Sorted, so that two answers are equal byte for byte.
    """
    quads = [*store.quads_for_pattern(iri, None, None, None), *store.quads_for_pattern(None, None, iri, None)]
    for part in _fragments(store, iri):
        quads.extend(store.quads_for_pattern(part, None, None, None))
    triples = {Triple(q.subject, q.predicate, q.object) for q in quads}
    return sorted(triples, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))


def describe(store: Store, iri: NamedNode, language: str, page: int = 1) -> Description:
    """What the graph says about `iri`, ready to be shown in `language`; of long lists the part for that `page`, from 1 on."""
    labels = Labels(store, language, omitted=iri)
    lines = tuple(sorted(_read_lines(store, iri), key=lambda line: (line.number, line.fragment)))
    shown_as_lines = {line.iri for line in lines}
    incoming = (
        (q.predicate, q.subject)
        for q in store.quads_for_pattern(None, None, iri, None)
        if not (q.predicate == _PART_OF and isinstance(q.subject, NamedNode) and q.subject.value in shown_as_lines)
    )
    outgoing = ((q.predicate, q.object) for q in store.quads_for_pattern(iri, None, None, None))
    groups = [_group(statements, labels, language, page) for statements in (outgoing, incoming)]
    return Description(
        iri=iri.value,
        label=labels.of(iri),
        kind=labels.of_kind(iri),
        can_be_traced=any(quad.object in _TRACED for quad in store.quads_for_pattern(iri, _TYPE, None, None)),
        outgoing=tuple(group for group in groups[0] if group.values),
        incoming=tuple(group for group in groups[1] if group.values),
        lines=lines if page == 1 else (),
        pages=max((pages_of(group.count, MOST_VALUES) for both in groups for group in both), default=1),
    )


def pages_of(count: int, size: int) -> int:
    """How many pages of `size` a list of `count` takes; an empty one takes a page too."""
    return max(1, -(-count // size))


def _group(statements: Iterable[tuple[NamedNode, Node]], labels: Labels, language: str, page: int) -> tuple[Group, ...]:
    by_predicate: dict[str, dict[Node, None]] = {}
    for predicate, value in statements:
        by_predicate.setdefault(predicate.value, {})[value] = None
    groups = []
    for predicate_iri, values in by_predicate.items():
        shown = sorted(values, key=str)[(page - 1) * MOST_VALUES : page * MOST_VALUES]
        texts = sorted((_value(v, labels, language) for v in shown), key=lambda v: natural_sort_key(v.text))
        named = Value(labels.of(NamedNode(predicate_iri)), predicate_iri)
        groups.append(Group(named, tuple(texts), len(values)))
    return tuple(sorted(groups, key=_place))


def _place(group: Group) -> tuple[int, Any]:
    """What a thing is stands first, then the rest by name, and the proof last."""
    return _PLACES.get(group.predicate.iri or "", len(_FIRST)), natural_sort_key(group.predicate.text)


def _value(node: Node, labels: Labels, language: str) -> Value:
    if isinstance(node, NamedNode):
        return Value(labels.of(node), node.value)
    if isinstance(node, Literal):
        return Value(_written(node, language), language=node.language)
    return Value(str(node))


def _written(literal: Literal, language: str) -> str:
    """A number or a day as the language writes it, and any other text as it is."""
    if literal.datatype == _DECIMAL:
        return format_number(Decimal(literal.value), language=language)
    if literal.datatype == _DAY:
        return format_dates_in(literal.value, language)
    return format_datetime(literal.value, language) if literal.datatype == _MOMENT else literal.value


def _fragments(store: Store, iri: NamedNode) -> Iterable[NamedNode]:
    for quad in store.quads_for_pattern(None, _PART_OF, iri, None):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(f"{iri.value}#"):
            yield quad.subject


def _read_lines(store: Store, iri: NamedNode) -> Iterable[Line]:
    for part in set(_fragments(store, iri)):
        quads: list[Quad] = list(store.quads_for_pattern(part, None, None, None))
        number = next((q.object.value for q in quads if q.predicate == _LINE and isinstance(q.object, Literal)), "0")
        printed = next((q.object.value for q in quads if q.predicate == _PRINTED and isinstance(q.object, Literal)), "")
        yield Line(part.value.partition("#")[2], int(number), printed, part.value)
