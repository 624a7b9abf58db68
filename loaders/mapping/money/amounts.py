"""Add amounts, percentages, stated sums and restatements; one place, so that all amounts have the same form.

One place for every table of money, so that all amounts have the same form. A row that stands twice in a table is said
twice, the copy pointing at the first (`kg:repeats`), so that nothing counts silently twice or is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.cubes import add_data_set
from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.tables.quotations import own_cell
from kentgraf.loaders.tables.rows import QuotedRow
from kentgraf.ontology.namespaces import CURRENCY_NS, term

_CURRENCY = NamedNode(CURRENCY_NS + "TRY")
PHASES = {"initial": "initialBudget", "net": "netBudget", "spent": "spent"}
ALL_FUNDS = "allFunds"


@dataclass(frozen=True)
class Key:
    """The key of a figure within its source: table, code, year, phase and fund (local names of `kg:`)."""

    table: str
    code: str
    year: int
    phase: str
    fund: str = ALL_FUNDS


class Amounts:
    """Adds the amounts of one source, and remembers their nodes by key."""

    def __init__(self, out: Statements, year: int) -> None:
        """Add to `out` what the source of the year `year` says."""
        self.out = out
        self._year = year
        self._said: dict[Key, NamedNode] = {}
        self._times: dict[NamedNode, int] = {}

    def add_scheme(self, name: str, turkish: str, english: str, *, signed: bool = False) -> NamedNode:
        """Add a classification; `signed` where amounts below zero are expected."""
        node = self._scheme(name)
        self.out.add_types(node, "skos:ConceptScheme")
        self.out.add_turkish(node, "skos:prefLabel", turkish)
        self.out.add_english(node, "skos:prefLabel", english)
        if signed:
            self.out.add_boolean(node, "kg:signed", True)
        return node

    def add_code(
        self, scheme: str, code: str, name: str | None = None, parent: str | None = None, *types: str
    ) -> NamedNode:
        """Add a code of a classification, below `parent`; its name may follow later."""
        mint = self.out.mint
        node = self.out.retire(mint.thing("code", scheme, code), mint.thing("code", self._year, scheme, code))
        self.out.add_types(node, "kg:ClassificationCode", *types)
        in_scheme = self._scheme(scheme)
        self.out.add_types(in_scheme, "skos:ConceptScheme")
        self.out.add(node, "skos:inScheme", in_scheme)
        self.out.add_text(node, "skos:notation", code)
        self.out.add_turkish(node, "skos:prefLabel", name)
        if parent is not None:
            self.out.add(node, "skos:broader", self.add_code(scheme, parent))
        return node

    def add_amount(
        self, key: Key, about: NamedNode, row: QuotedRow, column: str, place: TableRow, *, lowest: bool,
        under: NamedNode | None = None,
    ) -> NamedNode | None:  # fmt: skip
        """Add one amount in TL; a blank cell adds none, a printed zero adds an amount of zero.

        `lowest` makes it a budget line, else it is a stated total; `column` is the value's column in `row`. `under` tells totals
        apart that are about the same thing, by the code under which each is printed.
        """
        value = getattr(row, column)
        if value is None:
            return None
        node = self._node("amount", key.year, key.table, key.code, key.phase, key.fund)
        self._said.setdefault(key, node)
        out = self.out
        out.add_types(node, "kg:BudgetLine" if lowest else "kg:StatedTotal")
        out.add(node, "qb:dataSet", self._data_set(key, node, under))
        out.add(node, "kg:about", about)
        out.add(node, "kg:underCode", under)
        out.add_integer(node, "kg:year", key.year)
        out.add(node, "kg:phase", term(f"kg:{key.phase}"))
        out.add(node, "kg:fund", term(f"kg:{key.fund}"))
        out.add_decimal(node, "kg:amount", value)
        out.add(node, "kg:currency", _CURRENCY)
        out.add_quotation(node, row, place, own_cell(row, column) or "")
        return node

    def add_percentage(
        self, key: tuple[str, str], about: NamedNode, row: QuotedRow, column: str, place: TableRow, *,
        year: int, phase: str, of: str, fund: str = ALL_FUNDS, of_whole: NamedNode | None = None,
    ) -> None:  # fmt: skip
        """Add a printed percentage: the amount in `phase` per cent of the amount in phase `of`, of the same thing or of a whole."""
        value = getattr(row, column)
        if value is None:
            return
        node = self._node("share", year, *key, *((of,) if of_whole is None else (phase, "of-whole")))
        out = self.out
        out.add_types(node, "kg:StatedShare")
        out.add(node, "kg:about", about)
        out.add_integer(node, "kg:year", year)
        out.add(node, "kg:comparedPhase", term(f"kg:{phase}"))
        out.add(node, "kg:comparedFund", term(f"kg:{fund}"))
        out.add(node, "kg:of", term(f"kg:{of}"))
        out.add(node, "kg:ofWhole", of_whole)
        out.add_decimal(node, "kg:percent", value)
        out.add_quotation(node, row, place, own_cell(row, column) or "")

    def _scheme(self, name: str) -> NamedNode:
        """Return the node of a classification as the year's report uses it."""
        mint = self.out.mint
        return self.out.retire(mint.thing("scheme", name), mint.thing("scheme", self._year, name))

    def _data_set(self, key: Key, node: NamedNode, under: NamedNode | None) -> NamedNode:
        dimensions = ("kg:about", "kg:year", "kg:phase", "kg:fund", *(("kg:underCode",) if under else ()))
        copy = node.value.partition("/again/")[2]
        name = ("ledger", key.table, *(("totals",) if under else ()), *(("again", copy) if copy else ()))
        return add_data_set(self.out, name, dimensions, ("kg:amount",), ("kg:currency",))

    def _node(self, kind: str, year: int, *keys: str) -> NamedNode:
        """Return the node of a figure of a year; for the copy of a row a node of its own that points at the first.

        The reports of several years print the same year's figure, each its own: it stands under the year of the report.
        """
        mint = self.out.mint
        first = mint.thing(kind, year, *keys)
        if year != self._year:
            first = self.out.retire(first, mint.thing(kind, self._year, f"of-{year}", *keys))
        times = self._times[first] = self._times.get(first, 0) + 1
        if times == 1:
            return first
        copy = NamedNode(f"{first.value}/again/{times}")
        self.out.add(copy, "kg:repeats", first)
        return copy

    def add_sum(
        self, name: tuple[str, ...], result: NamedNode, adds: Iterable[NamedNode], subtracts: Iterable[NamedNode] = (), *,
        phase: str | None = None, fund: str | None = None,
    ) -> None:  # fmt: skip
        """Add a stated sum: the figure of `result` is the sum of those of other codes, in one phase or fund or in all."""
        plus, minus = list(adds), list(subtracts)
        if not plus:
            return
        node = self.out.mint.thing("sum", self._year, *name)
        self.out.add_types(node, "kg:Sum")
        self.out.add(node, "kg:result", result)
        for part in plus:
            self.out.add(node, "kg:adds", part)
        for part in minus:
            self.out.add(node, "kg:subtracts", part)
        if phase:
            self.out.add(node, "kg:phase", term(f"kg:{phase}"))
        if fund:
            self.out.add(node, "kg:fund", term(f"kg:{fund}"))

    def add_sums_of_tree(self, scheme: str, parents: dict[str, str]) -> None:
        """Add a stated sum for each parent: a code is the sum of the codes below it. `parents` maps each code to its parent."""
        below: dict[str, list[str]] = {}
        for code, parent in parents.items():
            below.setdefault(parent, []).append(code)
        for parent, codes in below.items():
            self.add_sum(
                (scheme, parent), self.add_code(scheme, parent), [self.add_code(scheme, code) for code in codes]
            )

    def add_change(
        self, name: tuple[str, ...], result: NamedNode, adds: Iterable[NamedNode], subtracts: Iterable[NamedNode]
    ) -> None:
        """Add that the realised figure of `result` is what accounts changed by between the ends of two years."""
        node = self.out.mint.thing("change", self._year, *name)
        self.out.add_types(node, "kg:Change")
        self.out.add(node, "kg:result", result)
        for relation, accounts in (("kg:adds", adds), ("kg:subtracts", subtracts)):
            for account in accounts:
                self.out.add(node, relation, account)

    def add_net(self, key: Key, gross: Key) -> None:
        """Add that one figure is net of refunds and another the same before they are taken off, where the source prints both."""
        one, two = self._said.get(key), self._said.get(gross)
        if one is not None and two is not None:
            self.out.add(one, "kg:netOf", two)

    def add_restatement(self, key: Key, other: Key) -> None:
        """Add that one figure prints another again, where the source prints both."""
        one, two = self._said.get(key), self._said.get(other)
        if one is not None and two is not None and one != two:
            self.out.add(one, "kg:restates", two)
