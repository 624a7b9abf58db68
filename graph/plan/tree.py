"""The strategic plan as a tree, from areas to activities and indicators, with spending, results and ratings.

Amounts are those that the source prints for an element in the latest reported year, in TL. Nothing is added up here.
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
from kentgraf.graph.sparql.values import decimal_of, integer_of, read_rows
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
class IndicatorResult:
    """A `kg:IndicatorResult`, the result of an indicator in a year.

    `numbers` and `texts` have the keys `baseline`, `target` and `actual`: values as numbers (durations in seconds) and as
    printed. `printed` and `computed` are ratings. `explained` tells whether a reason for the deviation is printed. `quoted` is
    the IRI of the line, `cells` its printed cells.
    """

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
        """The share of the target that was reached, in per cent; None if it can't be computed."""
        return share_reached(self.numbers.get("target"), self.numbers.get("actual"), self.direction)

    @property
    def disagrees(self) -> bool:
        """Whether the printed rating differs from the computed one."""
        return self.printed is not None and self.computed is not None and self.printed != self.computed


@dataclass(eq=False)
class PlanElement:
    """An element of the plan.

    `kind` is `area`, `goal`, `objective`, `target`, `activity` or `indicator`. `stated` is the rating that the source prints
    for the element, and `stated_at` the IRI of its line. `money_lines` are the numbers of the lines that print its amounts.
    """

    iri: str
    kind: str
    code: str
    title: str
    computed: Rating | None = None
    stated: Rating | None = None
    stated_at: str | None = None
    money: Money = field(default_factory=dict)
    money_lines: list[int] = field(default_factory=list)
    parent: PlanElement | None = None
    children: list[PlanElement] = field(default_factory=list)
    results: list[IndicatorResult] = field(default_factory=list)

    @property
    def spent(self) -> Decimal | None:
        """The printed spending from all funds in TL; None if there is none."""
        return self.money.get(SPENT)

    @property
    def result(self) -> IndicatorResult | None:
        """The result of the latest year; None if this is not an indicator or has no result."""
        return self.results[0] if self.results else None

    @property
    def path(self) -> list[PlanElement]:
        """The ancestors of the element, from the root."""
        found: list[PlanElement] = []
        element = self.parent
        while element is not None and element not in found:
            found.insert(0, element)
            element = element.parent
        return found

    def descendants(self, kind: str) -> Iterator[PlanElement]:
        """Yield the descendants of a kind, in the order of the plan."""
        for child in self.children:
            if child.kind == kind:
                yield child
            yield from child.descendants(kind)

    def of_kind(self, kind: str) -> list[PlanElement]:
        """Return the children of a kind."""
        return [child for child in self.children if child.kind == kind]

    def rating_counts(self, scale: Scale) -> list[tuple[Rating, int]]:
        """Return the number of descendant indicators for each printed rating, the best rating first."""
        printed = [one.result.printed for one in self.descendants("indicator") if one.result]
        return [(rating, printed.count(rating)) for rating in scale.ratings]

    @property
    def mean_rank(self) -> Decimal | None:
        """The mean rank of the printed ratings of descendant indicators; the highest rank is the best."""
        ranks = [one.result.printed.rank for one in self.descendants("indicator") if one.result and one.result.printed]
        return Decimal(sum(ranks)) / len(ranks) if ranks else None

    @property
    def disputed(self) -> int:
        """The number of descendant indicators whose printed rating differs from the computed one."""
        return sum(1 for one in self.descendants("indicator") if one.result and one.result.disagrees)


@dataclass(frozen=True)
class Plan:
    """The plan of a graph: elements and results by IRI, and the year of the amounts, which is None without elements."""

    year: int | None
    scale: Scale
    elements: dict[str, PlanElement]
    results: dict[str, IndicatorResult]

    def of_kind(self, kind: str) -> list[PlanElement]:
        """Return all elements of a kind, in the order of their codes."""
        return sorted((e for e in self.elements.values() if e.kind == kind), key=_code_order)


def read_plan(store: Store) -> Plan:
    """Return the plan of a graph, without elements if the graph has none."""
    scale = read_scale(store)
    elements: dict[str, PlanElement] = {}
    parents: dict[str, str] = {}
    for row in select(store, query_text("_plan_nodes")):
        iri, kind = row["node"].value, _KINDS[row["kind"].value.removeprefix(KG_NS)]
        code = value_of(row, "code") or ("" if kind == "area" else iri.rpartition("/")[2])
        title = value_of(row, "title") or iri.rpartition("/")[2]
        elements.setdefault(iri, PlanElement(iri, kind, code, title, scale.named(value_of(row, "computed"))))
        if row["above"] is not None:
            parents.setdefault(iri, row["above"].value)
    for iri, parent in parents.items():
        if parent in elements and parent != iri:
            elements[iri].parent = elements[parent]
            elements[parent].children.append(elements[iri])
    for element in elements.values():
        element.children.sort(key=_code_order)
    for row in select(store, query_text("_plan_stated_ratings")):
        if row["thing"].value in elements:
            element = elements[row["thing"].value]
            element.stated, element.stated_at = scale.named(row["rating"].value), value_of(row, "quoted")
    results: dict[str, IndicatorResult] = {}
    for result in read_rows(select(store, query_text("_plan_results")), lambda row: _result(row, scale)):
        if result.iri not in results:
            results[result.iri] = result
            if result.indicator in elements:
                elements[result.indicator].results.append(result)
    year = reported_years(store)[-1] if elements else None
    if year is not None:
        _add_amounts(store, elements, year)
    return Plan(year, scale, elements, results)


def _add_amounts(store: Store, elements: dict[str, PlanElement], year: int) -> None:
    of_year = Literal(str(year), datatype=term("xsd:integer"))
    rows = select(store, query_text("_plan_amounts"), year=of_year)
    for row, amount, line in read_rows(rows, lambda row: (row, decimal_of(row, "amount"), integer_of(row, "line"))):
        key = row["phase"].value.removeprefix(KG_NS), row["fund"].value.removeprefix(KG_NS)
        element = elements[row["thing"].value]
        element.money.setdefault(key, amount)
        if line not in element.money_lines:
            element.money_lines.append(line)


def _result(row: QuerySolution, scale: Scale) -> IndicatorResult:
    names = ("baseline", "target", "actual")
    explained = value_of(row, "explained")
    return IndicatorResult(
        iri=row["result"].value,
        indicator=row["indicator"].value,
        year=integer_of(row, "year"),
        unit=value_of(row, "unit"),
        direction=(value_of(row, "direction") or "").removeprefix(KG_NS) or None,
        is_duration=(value_of(row, "valueKind") or "") == f"{KG_NS}durationValue",
        numbers={name: decimal_of(row, name) for name in names if row[name] is not None},
        texts={name: row[f"{name}Text"].value for name in names if row[f"{name}Text"] is not None},
        printed=scale.named(value_of(row, "printedRating")),
        computed=scale.named(value_of(row, "computedRating")),
        explained=None if explained is None else explained == "true",
        quoted=value_of(row, "quoted"),
        cells=value_of(row, "printed"),
    )


def _code_order(element: PlanElement) -> tuple[list[int], str, str]:
    """Sort 1.10 after 1.2, and elements without a code by their IRI."""
    numbers = [int(part) for part in re.findall(r"\d+", element.code or element.iri.rpartition("/")[2])]
    return numbers, element.code, element.iri
