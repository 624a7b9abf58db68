"""What a person reads instead of an IRI, in the language asked for."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from kentgraf.api.i18n.dates import write_day, write_days_in
from kentgraf.api.i18n.numbers import format_money, format_number
from kentgraf.ontology import turkish
from kentgraf.ontology.namespaces import shorten, term

Node = NamedNode | BlankNode | Literal | Triple

_NAMING: Final = tuple(
    map(term, ("skos:prefLabel", "rdfs:label", "foaf:name", "dcterms:title", "sh:resultMessage", "kg:spelling"))
)
_MESSAGE: Final = term("sh:resultMessage")
_NOTATION: Final = term("skos:notation")
_TYPE: Final = term("rdf:type")
_BELOW: Final = term("rdfs:subClassOf")
_JOINED: Final = tuple(
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
_LED_TO_BY: Final = term("prov:qualifiedAssociation")
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
    """Finds labels in one store, in one language.

    A thing without a label of its own (a membership, an amount) is called after what it joins. `besides` is what the
    page is about, which need not be said again with every thing that is joined to it.
    """

    def __init__(self, store: Store, language: str, besides: NamedNode | None = None) -> None:
        self._store = store
        self._language = language
        self._languages = (language, *_FALLBACK_LANGUAGES)
        self._besides = besides
        self._found: dict[str, str] = {}
        self._parts: dict[str, str] = {}

    def of(self, node: NamedNode) -> str:
        """The label of `node`; its prefixed name or the end of its IRI when the graph has none."""
        label = self._found.get(node.value)
        if label is None:
            label = self._own(node) or self._foreign(node) or self._line(node) or self._join(node)
            label = label or short_name(node.value)
            self._found[node.value] = label
        return label

    def of_kind(self, node: NamedNode) -> str | None:
        """The labels of the narrowest classes of `node`, if it has any."""
        return ", ".join(dict.fromkeys(self.of(kind) for kind in self.kinds_of(node))) or None

    def kinds_of(self, node: NamedNode) -> list[NamedNode]:
        """The narrowest classes of `node`, by their labels: who is an economic code need not be called a code too."""
        kinds = {kind for kind in self._objects(node, _TYPE) if isinstance(kind, NamedNode)}
        wider = {above for kind in kinds for above in self._objects(kind, _BELOW) if above != kind}
        return sorted(kinds - wider, key=lambda kind: reading_order(self.of(kind)))

    def _own(self, node: NamedNode) -> str | None:
        for predicate in _NAMING:
            texts = [t for t in self._objects(node, predicate) if isinstance(t, Literal)]
            if texts:
                text = min(texts, key=self._rank).value
                told = write_days_in(text, self._language) if predicate == _MESSAGE else text
                return self._with_code(node, told)
        return None

    def _rank(self, text: Literal) -> tuple[int, str]:
        language = text.language or ""
        place = self._languages.index(language) if language in self._languages else len(self._languages)
        return place, text.value

    def _with_code(self, node: NamedNode, label: str) -> str:
        """Goals, activities and their like are known by their codes, so these stand first."""
        if _CODED.isdisjoint(kind for kind in self._objects(node, _TYPE) if isinstance(kind, NamedNode)):
            return label
        codes = sorted(code.value for code in self._objects(node, _NOTATION) if isinstance(code, Literal))
        return f"{codes[0]} {label}" if codes else label

    def _foreign(self, node: NamedNode) -> str | None:
        labels = _foreign_labels().get(shorten(node.value))
        return labels.get(self._language) if labels else None

    def _join(self, node: NamedNode) -> str | None:
        parts = [self._part(thing) for thing in self._leading_to(node) if thing != self._besides]
        for predicate in _JOINED:
            for value in self._objects(node, predicate):
                if isinstance(value, Literal):
                    parts.append(self._figure(predicate, value.value))
                elif isinstance(value, NamedNode) and value not in (node, self._besides):
                    parts.append(self._part(value))
        return " · ".join([*parts, *self._period(node)]) or None

    def _leading_to(self, node: NamedNode) -> list[NamedNode]:
        """What a thing between two others comes from, where only that one names it."""
        leading = (quad.subject for quad in self._store.quads_for_pattern(None, _LED_TO_BY, node, None))
        return [thing for thing in leading if isinstance(thing, NamedNode)]

    def _figure(self, predicate: NamedNode, text: str) -> str:
        if predicate == _AMOUNT:
            return format_money(Decimal(text), self._language)
        if predicate == _PERCENT:
            number = format_number(Decimal(text), language=self._language)
            return f"%{number}" if self._language == "tr" else f"{number}%"
        return write_days_in(text, self._language) if predicate == _DATE else text

    def _part(self, node: NamedNode) -> str:
        """The label of what something joins: its own, for a label put together from others would never end."""
        label = self._parts.get(node.value)
        if label is None:
            label = self._parts[node.value] = self._own(node) or short_name(node.value)
        return label

    def _line(self, node: NamedNode) -> str | None:
        if _SOURCE_LINE not in self._objects(node, _TYPE):
            return None
        numbers = [number.value for number in self._objects(node, _LINE) if isinstance(number, Literal)]
        return f"{self.of(_LINE)} {numbers[0]}" if numbers else None

    def _period(self, node: NamedNode) -> list[str]:
        """The period as people write it, the last day included."""
        first, end = (
            next((date.fromisoformat(d.value) for d in self._objects(node, predicate) if isinstance(d, Literal)), None)
            for predicate in (_FROM, _UNTIL)
        )
        if first is None and end is None:
            return []
        last = end - timedelta(days=1) if end else None
        return [f"{self._day(first)} – {self._day(last)}"]

    def _day(self, day: date | None) -> str:
        if day is None:
            return "…"
        return write_day(day, self._language)

    def _objects(self, node: NamedNode, predicate: NamedNode) -> list[Node]:
        found = {quad.object for quad in self._store.quads_for_pattern(node, predicate, None, None)}
        return sorted(found, key=str)


def reading_order(text: str) -> list[tuple[int, int, list[tuple[int, str]]]]:
    """A key that sorts texts as a Turkish reader expects, and 1.10 after 1.2."""
    return [
        (0, int(part), []) if part.isdecimal() else (1, 0, turkish.sort_key(part))
        for part in _DIGITS.split(text)
        if part
    ]


def short_name(iri: str) -> str:
    """A prefixed name where one fits, else what stands after the last slashes of the IRI."""
    short = shorten(iri)
    if short != iri:
        return short
    parts = [part for part in iri.rstrip("/").split("/") if part]
    return "/".join(parts[-2:]) if len(parts) > 3 else iri


@cache
def _foreign_labels() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("kentgraf.api.i18n") / "foreign_labels.toml").read_text("utf-8"))
