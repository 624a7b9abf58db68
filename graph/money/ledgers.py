"""The two ledgers of a year's spending in the graph: by activity, and by department.

They are read with the IRI and line of each amount, the departments named for each activity, and the departments' transfers to
other bodies. `evidence` reconciles them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from typing import Final

from pyoxigraph import Literal, QuerySolution, Store

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.namespaces import term

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
    """A group of transfers to other bodies, and the IRIs of the departments that paid them."""

    iri: str
    title: str
    payers: tuple[str, ...]
    total: LedgerEntry


@dataclass(frozen=True)
class Ledgers:
    """Spending of one year from all funds in TL, by the IRIs of activities and departments; a blank cell has no entry."""

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

    def own_transfers(self, department: str) -> Decimal:
        """Return the sum of the transfers that the department alone paid; groups with several payers are left out."""
        return exact_sum(group.total.amount for group in self.transfers if group.payers == (department,))


def read_ledgers(store: Store, year: int) -> Ledgers:
    """Return both ledgers of `year`. Of amounts that are printed twice, the first counts."""
    of_year = Literal(str(year), datatype=term("xsd:integer"))
    codes: dict[str, str] = {}
    departments: dict[str, Department] = {}
    spent: dict[str, LedgerEntry] = {}
    for row in select(store, query_text("_ledger_things")):
        iri = row["thing"].value
        code = value_of(row, "code") or iri.rpartition("/")[2]
        if row["class"] == term("kg:Activity"):
            codes.setdefault(iri, code)
        else:
            departments.setdefault(iri, Department(code, value_of(row, "name") or code, None, iri))
    for row in select(store, query_text("_ledger_amounts"), year=of_year):
        spent.setdefault(row["thing"].value, _entry(row))
    named = _named(store)
    for department in (department for several in named.values() for department in several):
        departments.setdefault(department.iri, Department(department.code, department.name, None, department.iri))
    return Ledgers(year, codes, departments, spent, named, _transfers(store, of_year))


def _named(store: Store) -> dict[str, tuple[Department, ...]]:
    found: dict[str, dict[str, Department]] = {}
    for row in select(store, query_text("_ledger_responsibilities")):
        iri, line = row["department"].value, value_of(row, "line")
        code = value_of(row, "code") or iri.rpartition("/")[2]
        department = Department(code, value_of(row, "name") or code, None if line is None else int(line), iri)
        found.setdefault(row["activity"].value, {}).setdefault(iri, department)
    return {
        activity: tuple(sorted(departments.values(), key=lambda department: (department.line or 0, department.code)))
        for activity, departments in found.items()
    }


def _transfers(store: Store, year: Literal) -> tuple[TransferGroup, ...]:
    totals: dict[str, tuple[str, LedgerEntry]] = {}
    payers: dict[str, set[str]] = {}
    for row in select(store, query_text("_ledger_transfers"), year=year):
        iri = row["group"].value
        totals.setdefault(iri, (value_of(row, "name") or iri.rpartition("/")[2], _entry(row)))
        payers.setdefault(iri, set()).add(row["department"].value)
    return tuple(TransferGroup(iri, title, tuple(sorted(payers[iri])), total) for iri, (title, total) in totals.items())


def _entry(row: QuerySolution) -> LedgerEntry:
    return LedgerEntry(row["entry"].value, Decimal(row["amount"].value), int(row["line"].value))


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of amounts."""
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
