"""Read the table on resources (section 3.2): each source of money in three phases, over three parts of the budget.

Cells slip sideways in this table, so a row is read from the cell that names its phase: what stands before it names the
source, the four cells after it are amounts, and the last cells are percentages.
"""

from __future__ import annotations

import re
from typing import Any, Final, Literal

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.columns import find_columns, number_or_none, read_amounts
from kentgraf.loaders.sections.reader import table_reader
from kentgraf.loaders.tables.classifications import TOTAL, ResourceMoneyRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold

_AMOUNTS: Final = ("activities", "general_management", "transfers", "all_parts")
_CODED: Final = re.compile(r"(\d+)\s+(\S.*)")
Phase = Literal["initial", "net", "spent"]


def read_resources(source: SourceText, section: Section, notes: Notes) -> list[ResourceMoneyRow]:
    """Return the table on resources, one row for each source and phase."""
    rows: list[ResourceMoneyRow] = []
    code = name = ""
    off_budget = 0
    order: list[str] = []
    refused = False
    for number, line in source.span(section.first, section.last):
        if not is_table_line(line):
            if code == TOTAL and line.strip():
                break
            continue
        cells = split_cells(line)
        head = find_columns(cells, reading_profile()["resource_money"]["columns"])
        if len(head) >= 2:
            order = sorted(head, key=head.__getitem__)
            continue
        found = _phase_cell(cells)
        if found is None:
            continue
        if len(order) < len(_AMOUNTS):
            if not refused:
                told = "titles of the columns above; the table was left out"
                notes.add("missing", "resource_money", told, line=number, found=join_cells(cells[:3]))
            refused = True
            continue
        at, phase = found
        words = [strip_markup(cell) for cell in cells[:at] if cell]
        if words:
            name = words[-1]
            known = _code(name)
            off_budget += known is None
            code = known or f"off_budget.{off_budget}"
        if not code:
            notes.add("missing", "resource_money", "the source of the money", line=number, found=cells[at])
            continue
        places = {amount: at + 1 + offset for offset, amount in enumerate(order)}
        values: dict[str, Any] = dict(
            read_amounts(cells[: at + 5], places, at + 5, notes, "resource_money", f"{code}/{phase}", number)
        )
        values |= _percentages(cells[at + 5 :])
        rows.append(
            ResourceMoneyRow(
                code=code, phase=phase, name=re.sub(r"^\d+\s+", "", name), **values,
                line=number, printed=join_cells(cells),
            )
        )  # fmt: skip
    return rows


def _phase_cell(cells: list[str]) -> tuple[int, Phase] | None:
    """Return the position of the cell that names the phase, with an amount after it; None if there is none."""
    phases: tuple[Phase, ...] = ("initial", "net", "spent")
    for at, cell in enumerate(cells[:-1]):
        for phase in phases:
            wanted = fold(reading_profile()["resource_money"]["phases"][phase])
            if OSA.distance(fold(cell), wanted, score_cutoff=1) <= 1 and number_or_none(cells[at + 1]) is not None:
                return at, phase
    return None


def _code(name: str) -> str | None:
    """Return the code of a source: printed before its name, or that of a sum; None for a source off budget."""
    coded = _CODED.fullmatch(name)
    if coded:
        return str(int(coded[1]))
    scored = sorted(
        (OSA.distance(fold(name), folded_phrases("resource_money", key)[0]), code)
        for key, code in (("on_budget", "on_budget"), ("off_budget", "off_budget"), ("total", TOTAL))
    )
    return scored[0][1] if scored[0][0] <= 2 else None


def _percentages(cells: list[str]) -> dict[str, Any]:
    """Return the percentages: the last is the share of the whole, the two before it compare spending with the budgets."""
    printed = [number_or_none(cell) for cell in cells if "%" in cell]
    values: dict[str, Any] = {"percent_of_whole": printed[-1] if printed else None}
    if len(printed) >= 3:
        values |= {"percent_of_initial": printed[-3], "percent_of_net": printed[-2]}
    return values


READERS: Final = (table_reader(ResourceMoneyRow, "resources", read_resources, "the table on resources"),)
