"""The two ledgers of a year in the graph: by activity, and by department.

They are read with the IRI and line of each amount, the departments named for each activity, and the departments' transfers to
other bodies. `evidence` reconciles them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from typing import Final

from pyoxigraph import Literal, QuerySolution, Store

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import decimal_of, integer_of, read_rows
from kentgraf.ontology.namespaces import KG_NS, term

SPENT_PHASE: Final = "spent"
"""The phase whose money is traced; amounts of the other phases only confirm what closes."""

EXACT: Final = Context(prec=999, traps=[Inexact])
"""The context of sums of money: results are exact, or `decimal.Inexact` is raised."""


@dataclass(frozen=True)
class Department:
    """A department. `line` is the line that names it under an activity's heading, if it is named for an activity."""

    code: str
    name: str
    line: int | None
    iri: str = ""


@dataclass(frozen=True)
class LedgerEntry:
    """A printed amount in TL, with its IRI and the line that prints it."""

    iri: str
    amount: Decimal
    line: int


@dataclass(frozen=True)
class TransferGroup:
    """A group of transfers to other bodies, and the IRIs of the departments that paid them.

    `total` is what was spent; `budgets` are the totals in TL of the other phases, by phase.
    """

    iri: str
    title: str
    payers: tuple[str, ...]
    total: LedgerEntry
    budgets: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Ledgers:
    """Both ledgers of one year from all funds in TL, by the IRIs of activities and departments; a blank cell has no entry."""

    year: int
    codes: dict[str, str]
    """The printed codes of the activities, by IRI."""
    departments: dict[str, Department]
    """All departments, by IRI."""
    spent: dict[str, LedgerEntry]
    """The spending of an activity or department."""
    named: dict[str, tuple[Department, ...]]
    """By activity, the departments named for it, in the order of the lines that name them."""
    transfers: tuple[TransferGroup, ...] = ()
    budgets: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    """By phase other than spending, the amounts of activities and departments."""

    @property
    def phases(self) -> tuple[str, ...]:
        """All phases with amounts, spending first."""
        return (SPENT_PHASE, *self.budgets)

    def amount(self, thing: str, phase: str = SPENT_PHASE) -> Decimal | None:
        """Return the printed amount of an activity or department, or None for a blank cell."""
        if phase != SPENT_PHASE:
            return self.budgets.get(phase, {}).get(thing)
        entry = self.spent.get(thing)
        return None if entry is None else entry.amount

    def own_transfers(self, department: str, phase: str = SPENT_PHASE) -> Decimal:
        """Return the sum of the transfers that the department alone paid; groups with several payers are left out."""
        groups = [group for group in self.transfers if group.payers == (department,)]
        if phase == SPENT_PHASE:
            return exact_sum(group.total.amount for group in groups)
        return exact_sum(group.budgets[phase] for group in groups if phase in group.budgets)

    def subtracts_transfers(self, department: str, phase: str = SPENT_PHASE) -> bool:
        """Return whether the department's transfers fit under its total; larger ones can't be part of it."""
        total = self.amount(department, phase)
        return total is not None and 0 <= self.own_transfers(department, phase) <= total

    def ledger(self, department: str, phase: str = SPENT_PHASE) -> Decimal | None:
        """Return what the department's total leaves for activities: less its own transfers, if they fit under it.

        None if no total is printed.
        """
        total = self.amount(department, phase)
        if total is None or not self.subtracts_transfers(department, phase):
            return total
        return EXACT.subtract(total, self.own_transfers(department, phase))


def read_ledgers(store: Store, year: int) -> Ledgers:
    """Return both ledgers of `year`. Of amounts that are printed twice, the first counts."""
    of_year = Literal(str(year), datatype=term("xsd:integer"))
    codes: dict[str, str] = {}
    departments: dict[str, Department] = {}
    for row in select(store, query_text("_ledger_things")):
        iri = row["thing"].value
        code = value_of(row, "code") or iri.rpartition("/")[2]
        if row["class"] == term("kg:Activity"):
            codes.setdefault(iri, code)
        else:
            departments.setdefault(iri, Department(code, value_of(row, "name") or code, None, iri))
    spent: dict[str, LedgerEntry] = {}
    budgets: dict[str, dict[str, Decimal]] = {}
    amounts = read_rows(select(store, query_text("_ledger_amounts"), year=of_year), lambda row: (row, _entry(row)))
    for row, entry in amounts:
        if (phase := _phase(row)) == SPENT_PHASE:
            spent.setdefault(row["thing"].value, entry)
        else:
            budgets.setdefault(phase, {}).setdefault(row["thing"].value, entry.amount)
    named = _named(store)
    for department in (department for several in named.values() for department in several):
        departments.setdefault(department.iri, Department(department.code, department.name, None, department.iri))
    return Ledgers(year, codes, departments, spent, named, _transfers(store, of_year), budgets)


def _named(store: Store) -> dict[str, tuple[Department, ...]]:
    found: dict[str, dict[str, Department]] = {}
    for row in select(store, query_text("_ledger_responsibilities")):
        iri = row["department"].value
        line = next(read_rows([row], lambda named: integer_of(named, "line")), None) if row["line"] else None
        code = value_of(row, "code") or iri.rpartition("/")[2]
        department = Department(code, value_of(row, "name") or code, line, iri)
        found.setdefault(row["activity"].value, {}).setdefault(iri, department)
    return {
        activity: tuple(sorted(departments.values(), key=lambda department: (department.line or 0, department.code)))
        for activity, departments in found.items()
    }


def _transfers(store: Store, year: Literal) -> tuple[TransferGroup, ...]:
    totals: dict[str, tuple[str, LedgerEntry]] = {}
    payers: dict[str, set[str]] = {}
    budgets: dict[str, dict[str, Decimal]] = {}
    amounts = read_rows(select(store, query_text("_ledger_transfers"), year=year), lambda row: (row, _entry(row)))
    for row, entry in amounts:
        iri = row["group"].value
        payers.setdefault(iri, set()).add(row["department"].value)
        if (phase := _phase(row)) == SPENT_PHASE:
            totals.setdefault(iri, (value_of(row, "name") or iri.rpartition("/")[2], entry))
        else:
            budgets.setdefault(iri, {}).setdefault(phase, entry.amount)
    return tuple(
        TransferGroup(iri, title, tuple(sorted(payers[iri])), total, budgets.get(iri, {}))
        for iri, (title, total) in totals.items()
    )


def _phase(row: QuerySolution) -> str:
    return str(row["phase"].value.removeprefix(KG_NS))


def _entry(row: QuerySolution) -> LedgerEntry:
    return LedgerEntry(row["entry"].value, decimal_of(row, "amount"), integer_of(row, "line"))


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of amounts."""
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
