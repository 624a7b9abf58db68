"""Labels of things in the graph, which people read instead of their IRIs."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from kentgraf.api.i18n.dates import format_date, format_dates_in, last_day
from kentgraf.api.i18n.numbers import format_money, format_percent
from kentgraf.ontology import turkish
from kentgraf.ontology.literals import UnreadableLiteral, read_date, read_decimal
from kentgraf.ontology.namespaces import shorten, term

Node = NamedNode | BlankNode | Literal | Triple

_NAMING: Final = tuple(
    map(term, ("skos:prefLabel", "rdfs:label", "foaf:name", "dcterms:title", "sh:resultMessage", "kg:spelling"))
)
_MESSAGE: Final = term("sh:resultMessage")
_NOTATION: Final = term("skos:notation")
_TYPE: Final = term("rdf:type")
_SUBCLASS_OF: Final = term("rdfs:subClassOf")
_LINKING: Final = tuple(
    map(
        term,
        (
            "org:member",
            "org:organization",
            "org:role",
            "prov:agent",
            "kg:indicator",
            "kg:about",
            "kg:phase",
            "kg:fund",
            "kg:of",
            "kg:year",
            "kg:amount",
            "kg:percent",
            "kg:number",
            "dcterms:date",
        ),
    )
)
_ASSOCIATION: Final = term("prov:qualifiedAssociation")
_AMOUNT: Final = term("kg:amount")
_DATE: Final = term("dcterms:date")
_LINE: Final = term("kg:line")
_PERCENT: Final = term("kg:percent")
_SOURCE_LINE: Final = term("kg:SourceLine")
_FROM: Final = term("kg:validFrom")
_UNTIL: Final = term("kg:validUntil")
_CODED: Final = frozenset(map(term, ("kg:Goal", "kg:Objective", "kg:PerformanceTarget", "kg:Activity", "kg:Indicator")))
_FALLBACK_LANGUAGES: Final = ("tr", "en", "")
_DIGITS: Final = re.compile(r"(\d+)")


class Labels:
    """Finds the labels of things in one store and one language.

    A thing without a label of its own, such as a membership or an amount, gets the labels of the things that it links.
    `omitted` is left out of such labels: the thing that a page is about needn't be repeated on it.
    """

    def __init__(self, store: Store, language: str, omitted: NamedNode | None = None) -> None:
        self._store = store
        self._language = language
        self._languages = (language, *_FALLBACK_LANGUAGES)
        self._omitted = omitted
        self._found: dict[str, str] = {}
        self._parts: dict[str, str] = {}

    def of(self, node: NamedNode) -> str:
        """Return the label of `node`, or its prefixed name or the end of its IRI if the graph has none."""
        label = self._found.get(node.value)
        if label is None:
            label = (
                self._own_label(node)
                or self._vocabulary_label(node)
                or self._line_label(node)
                or self._joined_label(node)
            )
            label = label or short_name(node.value)
            self._found[node.value] = label
        return label

    def class_label(self, node: NamedNode) -> str | None:
        """Return the labels of the most specific classes of `node`, separated by commas; None if it has no class."""
        return ", ".join(dict.fromkeys(self.of(one) for one in self.classes_of(node))) or None

    def classes_of(self, node: NamedNode) -> list[NamedNode]:
        """Return the most specific classes of `node` in the order of their labels, without their superclasses."""
        classes = {one for one in self._objects(node, _TYPE) if isinstance(one, NamedNode)}
        superclasses = {above for one in classes for above in self._objects(one, _SUBCLASS_OF) if above != one}
        return sorted(classes - superclasses, key=lambda one: natural_sort_key(self.of(one)))

    def _own_label(self, node: NamedNode) -> str | None:
        for predicate in _NAMING:
            texts = [t for t in self._objects(node, predicate) if isinstance(t, Literal)]
            if texts:
                text = min(texts, key=self._rank).value
                label = format_dates_in(text, self._language) if predicate == _MESSAGE else text
                return self._with_code(node, label)
        return None

    def _rank(self, text: Literal) -> tuple[int, str]:
        language = text.language or ""
        rank = self._languages.index(language) if language in self._languages else len(self._languages)
        return rank, text.value

    def _with_code(self, node: NamedNode, label: str) -> str:
        """Return `label` after the code of `node`, if it is a goal, an activity or the like, which people know by their codes."""
        if _CODED.isdisjoint(one for one in self._objects(node, _TYPE) if isinstance(one, NamedNode)):
            return label
        codes = sorted(code.value for code in self._objects(node, _NOTATION) if isinstance(code, Literal))
        return f"{codes[0]} {label}" if codes else label

    def _vocabulary_label(self, node: NamedNode) -> str | None:
        labels = _vocabulary_labels().get(shorten(node.value))
        return labels.get(self._language) if labels else None

    def _joined_label(self, node: NamedNode) -> str | None:
        """Return the labels and figures of what `node` links, separated by dots."""
        parts = [self._label_of_part(thing) for thing in self._associated(node) if thing != self._omitted]
        for predicate in _LINKING:
            for value in self._objects(node, predicate):
                if isinstance(value, Literal):
                    parts.append(self._format_figure(predicate, value.value))
                elif isinstance(value, NamedNode) and value not in (node, self._omitted):
                    parts.append(self._label_of_part(value))
        return " · ".join([*parts, *self._period(node)]) or None

    def _associated(self, node: NamedNode) -> list[NamedNode]:
        """Return the subjects of `prov:qualifiedAssociation` with `node` as object; the association doesn't link back."""
        subjects = (quad.subject for quad in self._store.quads_for_pattern(None, _ASSOCIATION, node, None))
        return [thing for thing in subjects if isinstance(thing, NamedNode)]

    def _format_figure(self, predicate: NamedNode, text: str) -> str:
        try:
            if predicate == _AMOUNT:
                return format_money(read_decimal(text), self._language)
            if predicate == _PERCENT:
                return format_percent(read_decimal(text), self._language)
        except UnreadableLiteral:  # of an older version's store: as it stands there
            return text
        return format_dates_in(text, self._language) if predicate == _DATE else text

    def _label_of_part(self, node: NamedNode) -> str:
        """Return the own label of a thing that another links, never a joined one, which could recur without end."""
        label = self._parts.get(node.value)
        if label is None:
            label = self._parts[node.value] = self._own_label(node) or short_name(node.value)
        return label

    def _line_label(self, node: NamedNode) -> str | None:
        if _SOURCE_LINE not in self._objects(node, _TYPE):
            return None
        numbers = [number.value for number in self._objects(node, _LINE) if isinstance(number, Literal)]
        return f"{self.of(_LINE)} {numbers[0]}" if numbers else None

    def _period(self, node: NamedNode) -> list[str]:
        """Return the period of `node` with its first and last day, if it has one."""
        first, end = (self._day(node, predicate) for predicate in (_FROM, _UNTIL))
        if first is None and end is None:
            return []
        last = last_day(end) if end else None
        return [f"{self._format_bound(first)} – {self._format_bound(last)}"]

    def _day(self, node: NamedNode, predicate: NamedNode) -> date | None:
        """Return the day that a property gives; None where it gives none that can be read."""
        texts = (day.value for day in self._objects(node, predicate) if isinstance(day, Literal))
        try:
            return next((read_date(text) for text in texts), None)
        except UnreadableLiteral:
            return None

    def _format_bound(self, day: date | None) -> str:
        return "…" if day is None else format_date(day, self._language)

    def _objects(self, node: NamedNode, predicate: NamedNode) -> list[Node]:
        found = {quad.object for quad in self._store.quads_for_pattern(node, predicate, None, None)}
        return sorted(found, key=str)


_MOST_DIGITS: Final = 1000
"""Of a longer number only the first digits count, since Python reads some thousand digits only."""


def natural_sort_key(text: str) -> list[tuple[int, int, list[tuple[int, str]]]]:
    """Return a key that sorts texts by the Turkish alphabet, and numbers in them by value: 1.10 after 1.2."""
    return [
        (0, int(part[:_MOST_DIGITS]), []) if part.isdecimal() else (1, 0, turkish.sort_key(part))
        for part in _DIGITS.split(text)
        if part
    ]


def short_name(iri: str) -> str:
    """Return the prefixed name of an IRI, or its last two path segments where no prefix fits."""
    short = shorten(iri)
    if short != iri:
        return short
    parts = [part for part in iri.rstrip("/").split("/") if part]
    return "/".join(parts[-2:]) if len(parts) > 3 else iri


@cache
def _vocabulary_labels() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("kentgraf.api.i18n") / "vocabulary_labels.toml").read_text("utf-8"))
