"""The files of a city's register: CSV tables in a folder, which a person can read, correct by decisions, and version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from kentgraf.loaders.identity.city_register import CityRegister, Decision, Evidence, Kind, OpenRow, RegisterRow
from kentgraf.loaders.identity.indicators_over_years import IndicatorEvidence
from kentgraf.loaders.identity.people_over_years import PersonEvidence
from kentgraf.loaders.identity.register_tables import (
    DecisionRow,
    OpenCaseRow,
    RegisteredIndicatorRow,
    RegisteredPersonRow,
    RegisteredRow,
    RegisteredUnitRow,
    RetiredKeyRow,
)
from kentgraf.loaders.identity.units_over_years import UnitEvidence
from kentgraf.loaders.tables.reading import read_rows
from kentgraf.loaders.tables.rows import CELL_BREAK, Row, split_values
from kentgraf.loaders.tables.writing import to_csv, write_table

_Row = TypeVar("_Row", bound=Row)
_REGISTERED: Final[dict[type[RegisteredRow], Kind]] = {
    RegisteredPersonRow: "person",
    RegisteredUnitRow: "unit",
    RegisteredIndicatorRow: "indicator",
}


def read_register(directory: Path, city: str, content: Mapping[str, bytes] | None = None) -> CityRegister:
    """Return the register of a city that a folder holds; an empty one where there are no files.

    With the `content` of its files by their names, nothing is read from the folder. Raises SourceError for a file that can't be
    read, and TableError for wrong cells.
    """

    def read(row_class: type[_Row]) -> list[_Row]:
        return read_rows(directory, row_class, content)

    rows = [_register_row(kind, row) for row_class, kind in _REGISTERED.items() for row in read(row_class)]
    return CityRegister(
        city,
        tuple(rows),
        tuple(
            OpenRow(row.kind, row.source, row.row, tuple(split_values(row.candidates)), row.reason)
            for row in read(OpenCaseRow)
        ),
        tuple(Decision(row.kind, row.source, row.row, row.thing or "", row.reason) for row in read(DecisionRow)),
        {(row.kind, row.thing): row.replaced_by for row in read(RetiredKeyRow)},
    )


def write_register(register: CityRegister, directory: Path) -> None:
    """Write the files of a register into a folder, each in one step; one without rows is not written. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    for row_class, rows in _tables_of(register).items():
        if rows or (directory / f"{row_class.table}.csv").exists():
            write_table(directory, row_class, rows)


def register_content(register: CityRegister) -> dict[str, bytes]:
    """Return the files of a register by their names, as `write_register` writes them into an empty folder."""
    tables = _tables_of(register).items()
    return {f"{row_class.table}.csv": to_csv(row_class, rows).encode() for row_class, rows in tables if rows}


def _tables_of(register: CityRegister) -> dict[type[Row], Sequence[Row]]:
    """Return the rows of each table of a register."""
    tables: dict[type[Row], Sequence[Row]] = {
        row_class: [_table_row(row) for row in register.rows if row.kind == kind]
        for row_class, kind in _REGISTERED.items()
    }
    tables[OpenCaseRow] = [
        OpenCaseRow(
            kind=one.kind, source=one.source, row=one.row, candidates=_cell(one.candidates) or "", reason=one.reason
        )
        for one in register.open_rows
    ]
    tables[DecisionRow] = [
        DecisionRow(kind=one.kind, source=one.source, row=one.row, thing=one.key or None, reason=one.reason)
        for one in register.decisions
    ]
    tables[RetiredKeyRow] = [
        RetiredKeyRow(kind=kind, thing=key, replaced_by=new) for (kind, key), new in sorted(register.retired.items())
    ]
    return tables


def _register_row(kind: Kind, row: RegisteredRow) -> RegisterRow:
    return RegisterRow(
        kind,
        row.thing,
        row.source,
        row.year,
        _evidence(row),
        row.proposed,
        row.rule,
        row.confidence,
        row.evidence or "",
    )


def _evidence(row: RegisteredRow) -> Evidence:
    match row:
        case RegisteredPersonRow():
            return PersonEvidence(
                row.row,
                _set(row.names),
                _set(row.districts),
                _set(row.parties),
                _set(row.seats),
                _set(row.units),
                _set(row.bodies),
                row.came,
                row.left,
            )
        case RegisteredUnitRow():
            return UnitEvidence(row.row, row.code, _set(row.names), _set(row.former))
        case RegisteredIndicatorRow():
            return IndicatorEvidence(row.row, row.target, row.name, row.unit or "", row.baseline, row.actual)
    raise TypeError(f"{type(row).__name__} is no row of a register")


def _table_row(row: RegisterRow) -> RegisteredRow:
    common = {
        "thing": row.key,
        "source": row.source,
        "year": row.year,
        "row": row.told.key,
        "proposed": row.proposed,
        "rule": row.rule,
        "confidence": row.confidence,
        "evidence": row.evidence or None,
    }
    match row.told:
        case PersonEvidence() as told:
            return RegisteredPersonRow(
                **common,
                names=_cell(told.names) or "",
                districts=_cell(told.districts),
                parties=_cell(told.parties),
                seats=_cell(told.seats),
                units=_cell(told.units),
                bodies=_cell(told.bodies),
                came=told.came,
                left=told.left,
            )
        case UnitEvidence() as told:
            names = _cell(told.names) or ""
            return RegisteredUnitRow(**common, code=told.code, names=names, former=_cell(told.former))
        case IndicatorEvidence() as told:
            return RegisteredIndicatorRow(
                **common,
                target=told.target,
                name=told.name,
                unit=told.unit or None,
                baseline=told.baseline,
                actual=told.actual,
            )


def _set(cell: str | None) -> frozenset[str]:
    return frozenset(split_values(cell))


def _cell(values: Iterable[str]) -> str | None:
    return CELL_BREAK.join(sorted(values)) or None
