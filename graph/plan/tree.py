"""The plan as a tree, from areas down to activities and indicators, with what was spent and how it was rated.

Money is what the source prints for each element in the latest reported year; nothing is added up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, QuerySolution, Store

from kentgraf.graph.money.attributions import SPENT, Money
from kentgraf.graph.people.days import reported_years
from kentgraf.graph.plan.ratings import Rating, Scale, read_scale, share_reached
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.namespaces import KG_NS, term

_KINDS: Final = {
    "StrategicArea": "area",
    "Goal": "goal",
    "Objective": "objective",
    "PerformanceTarget": "target",
    "Activity": "activity",
    "Indicator": "indicator",
}


@dataclass(frozen=True)
class Result:
    """What became of an indicator in a year; values as numbers (seconds for a duration) and as printed."""

    iri: str
    indicator: str
    year: int
    unit: str | None
    direction: str | None
    is_duration: bool
    numbers: dict[str, Decimal]
    texts: dict[str, str]
    printed: Rating | None
    computed: Rating | None
    explained: bool | None
    quoted: str | None
    cells: str | None

    @property
    def share(self) -> Decimal | None:
        """How many per cent of the target were reached; None where that can't be computed."""
        return share_reached(self.numbers.get("target"), self.numbers.get("actual"), self.direction)

    @property
    def disagrees(self) -> bool:
        """Whether the printed rating is another than the computed one."""
        return self.printed is not None and self.computed is not None and self.printed != self.computed


@dataclass(eq=False)
class Element:
    """One element of the plan; `stated` is the rating that the source prints for it, with the line in `stated_at`;
    `money_lines` are the lines that print its money."""

    iri: str
    kind: str
    code: str
    title: str
    computed: Rating | None = None
    stated: Rating | None = None
    stated_at: str | None = None
    money: Money = field(default_factory=dict)
    money_lines: list[int] = field(default_factory=list)
    above: Element | None = None
    children: list[Element] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @property
    def spent(self) -> Decimal | None:
        """What was spent on it from all funds, as the source prints it."""
        return self.money.get(SPENT)

    @property
    def result(self) -> Result | None:
        """The result of the latest year, if this is an indicator that has one."""
        return self.results[0] if self.results else None

    @property
    def path(self) -> list[Element]:
        """What stands above it, the highest first."""
        found: list[Element] = []
        element = self.above
        while element is not None and element not in found:
            found.insert(0, element)
            element = element.above
        return found

    def below(self, kind: str) -> Iterator[Element]:
        """Everything of a kind under it, in the order of the plan."""
        for child in self.children:
            if child.kind == kind:
                yield child
            yield from child.below(kind)

    def of_kind(self, kind: str) -> list[Element]:
        """What stands directly under it, of one kind."""
        return [child for child in self.children if child.kind == kind]

    def shares(self, scale: Scale) -> list[tuple[Rating, int]]:
        """How many of the indicators below have each printed rating, the best first."""
        given = [one.result.printed for one in self.below("indicator") if one.result]
        return [(rating, given.count(rating)) for rating in scale.ratings]

    @property
    def mean_rank(self) -> Decimal | None:
        """The mean of the printed ratings of the indicators below; the highest rank is the best."""
        ranks = [one.result.printed.rank for one in self.below("indicator") if one.result and one.result.printed]
        return Decimal(sum(ranks)) / len(ranks) if ranks else None

    @property
    def disputed(self) -> int:
        """How many indicators below have another printed rating than the computed one."""
        return sum(1 for one in self.below("indicator") if one.result and one.result.disagrees)


@dataclass(frozen=True)
class Plan:
    """The plan of a graph: its elements by IRI, and the year that money and results are of."""

    year: int | None
    scale: Scale
    elements: dict[str, Element]
    results: dict[str, Result]

    def of_kind(self, kind: str) -> list[Element]:
        """All elements of a kind, in the order of their codes."""
        return sorted((e for e in self.elements.values() if e.kind == kind), key=_place)


def read_plan(store: Store) -> Plan:
    """The plan; without elements where the graph has none."""
    scale = read_scale(store)
    elements: dict[str, Element] = {}
    above: dict[str, str] = {}
    for row in select(store, query_text("_plan_nodes")):
        iri, kind = row["node"].value, _KINDS[row["kind"].value.removeprefix(KG_NS)]
        code = value_of(row, "code") or ("" if kind == "area" else iri.rpartition("/")[2])
        title = value_of(row, "title") or iri.rpartition("/")[2]
        elements.setdefault(iri, Element(iri, kind, code, title, scale.named(value_of(row, "computed"))))
        if row["above"] is not None:
            above.setdefault(iri, row["above"].value)
    for iri, parent in above.items():
        if parent in elements and parent != iri:
            elements[iri].above = elements[parent]
            elements[parent].children.append(elements[iri])
    for element in elements.values():
        element.children.sort(key=_place)
    for row in select(store, query_text("_plan_stated_ratings")):
        if row["thing"].value in elements:
            element = elements[row["thing"].value]
            element.stated, element.stated_at = scale.named(row["rating"].value), value_of(row, "quoted")
    results = {}
    for row in select(store, query_text("_plan_results")):
        if row["result"].value not in results:
            result = results[row["result"].value] = _result(row, scale)
            if result.indicator in elements:
                elements[result.indicator].results.append(result)
    year = reported_years(store)[-1] if elements else None
    if year is not None:
        _add_money(store, elements, year)
    return Plan(year, scale, elements, results)


def _add_money(store: Store, elements: dict[str, Element], year: int) -> None:
    of_year = Literal(str(year), datatype=term("xsd:integer"))
    for row in select(store, query_text("_plan_amounts"), year=of_year):
        key = row["phase"].value.removeprefix(KG_NS), row["fund"].value.removeprefix(KG_NS)
        element, line = elements[row["thing"].value], int(row["line"].value)
        element.money.setdefault(key, Decimal(row["amount"].value))
        if line not in element.money_lines:
            element.money_lines.append(line)


def _result(row: QuerySolution, scale: Scale) -> Result:
    names = ("baseline", "target", "actual")
    explained = value_of(row, "explained")
    return Result(
        iri=row["result"].value,
        indicator=row["indicator"].value,
        year=int(row["year"].value),
        unit=value_of(row, "unit"),
        direction=(value_of(row, "direction") or "").removeprefix(KG_NS) or None,
        is_duration=(value_of(row, "valueKind") or "") == f"{KG_NS}durationValue",
        numbers={name: Decimal(row[name].value) for name in names if row[name] is not None},
        texts={name: row[f"{name}Text"].value for name in names if row[f"{name}Text"] is not None},
        printed=scale.named(value_of(row, "printedRating")),
        computed=scale.named(value_of(row, "computedRating")),
        explained=None if explained is None else explained == "true",
        quoted=value_of(row, "quoted"),
        cells=value_of(row, "printed"),
    )


def _place(element: Element) -> tuple[list[int], str, str]:
    """1.10 after 1.2; what has no code by its IRI."""
    numbers = [int(part) for part in re.findall(r"\d+", element.code or element.iri.rpartition("/")[2])]
    return numbers, element.code, element.iri
