"""The description of a thing: its triples, or their values grouped by predicate and labelled, for a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kentgraf.api.i18n.dates import format_dates_in, format_datetime
from kentgraf.api.i18n.labels import Labels, Node, natural_sort_key
from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.pages.layout.pagination import count_pages
from kentgraf.ontology.literals import UnreadableLiteral, integer_or_none, read_decimal
from kentgraf.ontology.namespaces import term

_PART_OF: Final = term("dcterms:isPartOf")
_IS_REPLACED_BY: Final = term("dcterms:isReplacedBy")
_LINE: Final = term("kg:line")
_LINE_TEXT: Final = term("kg:lineText")
_TYPE: Final = term("rdf:type")
_TRACED: Final = frozenset(
    map(term, ("kg:StrategicArea", "kg:Goal", "kg:Objective", "kg:PerformanceTarget", "kg:Activity", "kg:Department"))
)
_DECIMAL: Final = term("xsd:decimal")
_DATE: Final = term("xsd:date")
_DATE_TIME: Final = term("xsd:dateTime")
_FIRST: Final = ("rdf:type", "skos:prefLabel", "foaf:name", "skos:notation", "skos:altLabel", "kg:partOf", "org:member")
_LAST: Final = ("kg:printed", "kg:lineText", "kg:line", "kg:lastLine", "prov:wasQuotedFrom")
_ORDER: Final = {term(name).value: index for index, name in enumerate(_FIRST)} | {
    term(name).value: len(_FIRST) + 1 + index for index, name in enumerate(_LAST)
}
MAX_VALUES: Final = 200
"""The number of values of one predicate on a page."""
MAX_TRIPLES: Final = 10_000
"""The number of triples in one response to a program."""


@dataclass(frozen=True)
class Value:
    """The other end of a statement: a thing with its label, or a literal with its text."""

    text: str
    iri: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Group:
    """The values of one predicate on a page; `count` is the number on all pages."""

    predicate: Value
    values: tuple[Value, ...]
    count: int


@dataclass(frozen=True)
class Line:
    """A part of a document with a fragment of its own, such as a line of the report."""

    fragment: str
    number: int
    printed: str
    iri: str


@dataclass(frozen=True)
class Description:
    """The description of a thing for a page.

    `unknown_bounds` are the IRIs of the predicates that give a bound of its period which is only the edge of what is told.
    """

    iri: str
    label: str
    kind: str | None
    can_be_traced: bool
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    lines: tuple[Line, ...]
    pages: int = 1
    unknown_bounds: frozenset[str] = frozenset()


def is_known(store: Store, iri: NamedNode) -> bool:
    """Return whether the graph has a statement with `iri` as subject or object."""
    return any(True for _ in store.quads_for_pattern(iri, None, None, None)) or any(
        True for _ in store.quads_for_pattern(None, None, iri, None)
    )


def triples_about(store: Store, iri: NamedNode) -> list[Triple]:
    """Return all triples with `iri` as subject or object, and those of its parts whose IRIs are fragments of it.

    They are sorted, so that equal graphs give equal bytes.
    """
    quads = [*store.quads_for_pattern(iri, None, None, None), *store.quads_for_pattern(None, None, iri, None)]
    for part in _fragments(store, iri):
        quads.extend(store.quads_for_pattern(part, None, None, None))
    triples = {Triple(q.subject, q.predicate, q.object) for q in quads}
    return sorted(triples, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))


def describe(store: Store, iri: NamedNode, language: str, page: int = 1) -> Description:
    """Return the description of `iri` in `language`, with the part of long lists that `page`, from 1 on, shows."""
    labels = Labels(store, language, omitted=iri)
    lines = tuple(sorted(_read_lines(store, iri), key=lambda line: (line.number, line.fragment)))
    shown_as_lines = {line.iri for line in lines}
    incoming = (
        (q.predicate, q.subject)
        for q in store.quads_for_pattern(None, None, iri, None)
        if not (q.predicate == _PART_OF and isinstance(q.subject, NamedNode) and q.subject.value in shown_as_lines)
        if q.predicate != _IS_REPLACED_BY  # an address that leads here again
    )
    outgoing = ((q.predicate, q.object) for q in store.quads_for_pattern(iri, None, None, None))
    groups = [_group(statements, labels, language, page) for statements in (outgoing, incoming)]
    return Description(
        iri=iri.value,
        label=labels.of(iri),
        kind=labels.class_label(iri),
        can_be_traced=any(quad.object in _TRACED for quad in store.quads_for_pattern(iri, _TYPE, None, None)),
        outgoing=tuple(group for group in groups[0] if group.values),
        incoming=tuple(group for group in groups[1] if group.values),
        lines=lines if page == 1 else (),
        unknown_bounds=_unknown_bounds(store, iri),
        pages=max((count_pages(group.count, MAX_VALUES) for both in groups for group in both), default=1),
    )


def _unknown_bounds(store: Store, iri: NamedNode) -> frozenset[str]:
    known = {"kg:fromKnown": "kg:validFrom", "kg:untilKnown": "kg:validUntil"}
    return frozenset(
        term(bound).value
        for flag, bound in known.items()
        if any(True for _ in store.quads_for_pattern(iri, term(flag), Literal(False), None))
    )


def _group(statements: Iterable[tuple[NamedNode, Node]], labels: Labels, language: str, page: int) -> tuple[Group, ...]:
    by_predicate: dict[str, dict[Node, None]] = {}
    for predicate, value in statements:
        by_predicate.setdefault(predicate.value, {})[value] = None
    groups = []
    for predicate_iri, values in by_predicate.items():
        shown = sorted(values, key=str)[(page - 1) * MAX_VALUES : page * MAX_VALUES]
        texts = sorted((_value(v, labels, language) for v in shown), key=lambda v: natural_sort_key(v.text))
        named = Value(labels.of(NamedNode(predicate_iri)), predicate_iri)
        groups.append(Group(named, tuple(texts), len(values)))
    return tuple(sorted(groups, key=_sort_key))


def _sort_key(group: Group) -> tuple[int, Any]:
    """Return a key that puts class and names first, then the rest by label, and the quotations last."""
    return _ORDER.get(group.predicate.iri or "", len(_FIRST)), natural_sort_key(group.predicate.text)


def _value(node: Node, labels: Labels, language: str) -> Value:
    if isinstance(node, NamedNode):
        return Value(labels.of(node), node.value)
    if isinstance(node, Literal):
        return Value(_format_literal(node, language), language=node.language)
    return Value(str(node))


def _format_literal(literal: Literal, language: str) -> str:
    """Return a number or a date as the language writes it, and other literals as they are."""
    if literal.datatype == _DECIMAL:
        try:
            return format_number(read_decimal(literal.value), language=language)
        except UnreadableLiteral:  # of an older version's store: as it stands there
            return literal.value
    if literal.datatype == _DATE:
        return format_dates_in(literal.value, language)
    return format_datetime(literal.value, language) if literal.datatype == _DATE_TIME else literal.value


def _fragments(store: Store, iri: NamedNode) -> Iterable[NamedNode]:
    for quad in store.quads_for_pattern(None, _PART_OF, iri, None):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(f"{iri.value}#"):
            yield quad.subject


def _read_lines(store: Store, iri: NamedNode) -> Iterable[Line]:
    for part in set(_fragments(store, iri)):
        quads: list[Quad] = list(store.quads_for_pattern(part, None, None, None))
        numbers = [q.object.value for q in quads if q.predicate == _LINE and isinstance(q.object, Literal)]
        number = next((found for text in numbers if (found := integer_or_none(text)) is not None), 0)
        printed = next(
            (q.object.value for q in quads if q.predicate == _LINE_TEXT and isinstance(q.object, Literal)), ""
        )
        yield Line(part.value.partition("#")[2], number, printed, part.value)
