"""Read the transfers to other bodies (section 3.1.3): an overview by unit, then a list of purposes for each department."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, split_cells
from kentgraf.loaders.identity.department_names import DepartmentNames, departments_of, expand_abbreviations
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.columns import cells_by_contract, find_columns, read_amounts
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.loaders.tables.transfers import TransferRow
from kentgraf.ontology.turkish import fold

_NEAR = 85
_CLEARLY_NEARER = 5
Kind = Literal["unit", "item", "department_total", "total"]


def read_transfers(
    source: SourceText, section: Section, units: Sequence[InstitutionalMoneyRow], notes: Notes
) -> list[TransferRow]:
    """Return the overview and the lists; a line of the overview without amounts names the department of the lines below."""
    departments = _Departments(units)
    rows: list[TransferRow] = []
    places: dict[str, int] = {}
    width = 0
    overview = True
    heading = ""
    for number, line in source.span(section.first, section.last):
        if not is_table_line(line):
            continue
        cells = split_cells(line)
        found = find_columns(cells, reading_profile()["transfers"]["columns"])
        if len(found) == 3:
            places, width = found, len(cells)
            overview = _is(cells[0], "overview")
            heading = "" if overview else strip_markup(cells[0])
            continue
        if not places or not cells[0]:
            continue
        name = strip_markup(cells[0])
        values: dict[str, Decimal | None] = (
            read_amounts(cells, places, width, notes, "transfers", name, number) if any(cells[1:]) else {}
        )
        if not any(value is not None for value in values.values()):
            heading = name
            continue
        kind = _kind(name, overview)
        if overview and kind == "unit" and departments.find(name):
            heading = name
        of_department = kind != "total" and heading
        code = departments.find(heading) if of_department else None
        if of_department and code is None and units:
            expected = "a department of the institutional classification"
            notes.add("doubtful", "transfers", expected, line=number, field="department", found=heading)
        given: dict[str, Any] = dict(values)
        rows.append(
            TransferRow(
                place=len(rows) + 1, part="overview" if overview else "detail", kind=kind, department=code,
                department_printed=heading if of_department else None, name=name, **given,
                line=number, printed=cells_by_contract(cells, 1, places, reading_profile()["transfers"]["columns"]),
            )
        )  # fmt: skip
        if _is(name, "grand_total"):
            break
    return rows


def _kind(name: str, overview: bool) -> Kind:
    if _is(name, "grand_total"):
        return "total"
    if _is(name, "total"):
        return "total" if overview else "department_total"
    return "unit" if overview else "item"


def _is(text: str, what: str) -> bool:
    return OSA.distance(fold(text), folded_phrases("transfers", what)[0], score_cutoff=1) <= 1


class _Departments:
    """Departments by the names that this section prints, which are often shortened or out of date."""

    def __init__(self, units: Sequence[InstitutionalMoneyRow]) -> None:
        self._names = DepartmentNames(departments_of(units))
        self._written = {unit.code: fold(expand_abbreviations(unit.name)) for unit in departments_of(units)}

    def find(self, printed: str) -> str | None:
        """Return the code of the department with that name, or with the one name that is clearly the nearest."""
        met = self._names.find(printed)
        if met:
            return met[0]
        near = process.extract(
            fold(expand_abbreviations(printed)), self._written, scorer=fuzz.token_set_ratio, score_cutoff=_NEAR, limit=2
        )
        if near and (len(near) == 1 or near[0][1] >= near[1][1] + _CLEARLY_NEARER):
            return str(near[0][2])
        return None


def read_transfer_tables(reading: Reading) -> Filled:
    """Fill the transfers; the departments that paid are those of the institutional classification."""
    units = reading.rows(InstitutionalMoneyRow)
    missing = "the transfers to other bodies; its table is empty"
    found = reading.read_first("transfers", lambda s, notes: read_transfers(reading.source, s, units, notes), missing)
    return {TransferRow: found or ()}


READERS: Final = (SectionReader("transfers", (TransferRow,), read_transfer_tables, (InstitutionalMoneyRow,)),)
