"""The two ledgers of a year's spending as the graph holds them: by activity, and by department.

Here they are only read, each amount with its own IRI and line, next to which departments are named for which activity and
what a department passed on to other bodies. What follows from holding one against the other is `evidence`.
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
"""Sums of money are exact to the last digit, or an error."""


@dataclass(frozen=True)
class Unit:
    """A department; where it is named for an activity, the line that names it under the activity's heading."""

    code: str
    name: str
    line: int | None
    iri: str = ""


@dataclass(frozen=True)
class Entry:
    """One printed amount in TL: its IRI in the graph and the line that prints it."""

    iri: str
    amount: Decimal
    line: int


@dataclass(frozen=True)
class TransferGroup:
    """Money passed on to other bodies, and the IRIs of the departments that paid it."""

    iri: str
    title: str
    payers: tuple[str, ...]
    total: Entry


@dataclass(frozen=True)
class Ledgers:
    """Spending of one year from all funds, by the IRIs of activities and departments; a blank cell has no entry."""

    year: int
    codes: dict[str, str]
    """The printed codes of the activities, by IRI."""
    units: dict[str, Unit]
    """Every department, by IRI."""
    spent: dict[str, Entry]
    """What an activity or a department spent."""
    named: dict[str, tuple[Unit, ...]]
    """By activity, each department named for it once, in the order of the lines that name them."""
    transfers: tuple[TransferGroup, ...] = ()

    def passed_on(self, department: str) -> Decimal:
        """What the department alone paid to other bodies; a group that several paid is nobody's own."""
        return add(group.total.amount for group in self.transfers if group.payers == (department,))


def read_ledgers(store: Store, year: int) -> Ledgers:
    """Both ledgers of `year`. What is printed twice counts once, as printed first."""
    of_year = Literal(str(year), datatype=term("xsd:integer"))
    codes: dict[str, str] = {}
    units: dict[str, Unit] = {}
    spent: dict[str, Entry] = {}
    for row in select(store, query_text("_ledger_things")):
        iri = row["thing"].value
        code = value_of(row, "code") or iri.rpartition("/")[2]
        if row["class"] == term("kg:Activity"):
            codes.setdefault(iri, code)
        else:
            units.setdefault(iri, Unit(code, value_of(row, "name") or code, None, iri))
    for row in select(store, query_text("_ledger_amounts"), year=of_year):
        spent.setdefault(row["thing"].value, _entry(row))
    named = _named(store)
    for unit in (unit for several in named.values() for unit in several):
        units.setdefault(unit.iri, Unit(unit.code, unit.name, None, unit.iri))
    return Ledgers(year, codes, units, spent, named, _transfers(store, of_year))


def _named(store: Store) -> dict[str, tuple[Unit, ...]]:
    found: dict[str, dict[str, Unit]] = {}
    for row in select(store, query_text("_ledger_named")):
        iri, line = row["department"].value, value_of(row, "line")
        code = value_of(row, "code") or iri.rpartition("/")[2]
        unit = Unit(code, value_of(row, "name") or code, None if line is None else int(line), iri)
        found.setdefault(row["activity"].value, {}).setdefault(iri, unit)
    return {
        activity: tuple(sorted(units.values(), key=lambda unit: (unit.line or 0, unit.code)))
        for activity, units in found.items()
    }


def _transfers(store: Store, year: Literal) -> tuple[TransferGroup, ...]:
    totals: dict[str, tuple[str, Entry]] = {}
    payers: dict[str, set[str]] = {}
    for row in select(store, query_text("_ledger_transfers"), year=year):
        iri = row["group"].value
        totals.setdefault(iri, (value_of(row, "name") or iri.rpartition("/")[2], _entry(row)))
        payers.setdefault(iri, set()).add(row["department"].value)
    return tuple(TransferGroup(iri, title, tuple(sorted(payers[iri])), total) for iri, (title, total) in totals.items())


def _entry(row: QuerySolution) -> Entry:
    return Entry(row["entry"].value, Decimal(row["amount"].value), int(row["line"].value))


def add(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum of amounts."""
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
