"""Tables to triples: departments, amounts and printed percentages.

A budget line stands at the lowest level that is printed (an activity, a department), a stated total at any level above;
the two are never added to each other.
"""

from __future__ import annotations

from decimal import Decimal

from pyoxigraph import NamedNode

from kentgraf.loaders.cells import UnreadableCell, read_number
from kentgraf.loaders.package import TablePackage
from kentgraf.loaders.responsibilities import write_out
from kentgraf.loaders.statements import Place, Statements
from kentgraf.loaders.tables import (
    CELL_BREAK,
    ActivityRow,
    InstitutionalMoneyRow,
    PerformanceMoneyRow,
    PlanRow,
    QuotedRow,
)
from kentgraf.ontology.namespaces import CURRENCY_NS, term

_CURRENCY = NamedNode(CURRENCY_NS + "TRY")
_PHASES = {"initial": "initialBudget", "net": "netBudget", "spent": "spent"}
_FUNDS = {"on_budget": "onBudget", "off_budget": "offBudget", "all": "allFunds"}
_PARTS = {
    "activities": "kg:allActivities",
    "general_management": "kg:generalManagement",
    "transfers": "kg:transfersToOtherBodies",
    "budget": "kg:wholeBudget",
}


def map_money(package: TablePackage, out: Statements) -> None:
    """Say everything that the tables on money hold."""
    _map_performance_money(package, out)
    _map_institutional_money(package, out)


def _map_performance_money(package: TablePackage, out: Statements) -> None:
    described = {("activity", row.code) for row in package.rows(ActivityRow)}
    described |= {(row.level, row.code) for row in package.rows(PlanRow)}
    for number, row in package.numbered(PerformanceMoneyRow):
        if row.level not in _PARTS and (row.level, row.code) not in described:
            continue  # the notes name it: a line of money about something that nothing else describes
        about = term(_PARTS[row.level]) if row.level in _PARTS else out.mint.thing(row.level, row.code)
        place = Place("performance_money", number)
        position = 0
        for phase in _PHASES:
            for fund in _FUNDS:
                position += 1
                value = getattr(row, f"{phase}_{fund}")
                key = (row.level, row.code, phase, fund)
                _amount(package.meta.year, key, about, value, row.level == "activity", row, place, position, out)
        for compared in ("initial", "net"):
            position += 1
            percent = getattr(row, f"percent_of_{compared}")
            _share(package.meta.year, (row.level, row.code), about, compared, percent, row, place, position, out)


def _map_institutional_money(package: TablePackage, out: Statements) -> None:
    rows = list(package.numbered(InstitutionalMoneyRow))
    deepest = max((row.level for _, row in rows), default=0)
    code_cells = deepest
    for number, row in rows:
        place = Place("institutional_money", number)
        if row.level == deepest:
            about = out.mint.thing("department", row.code)
            out.types(about, "kg:Department")
            out.text(about, "skos:notation", row.code)
            out.turkish(about, "skos:prefLabel", row.name)
            if write_out(row.name) != row.name:
                out.turkish(about, "skos:altLabel", write_out(row.name))
            out.add(about, "org:unitOf", out.mint.municipality())
            out.quote(about, row, place, row.cell(code_cells) or row.name)
        else:
            about = out.mint.municipality()
        for offset, phase in enumerate(_PHASES, start=1):
            value = getattr(row, phase)
            key = ("institutional", row.code, phase, "all")
            _amount(package.meta.year, key, about, value, row.level == deepest, row, place, code_cells + offset, out)
        _share(
            package.meta.year,
            ("institutional", row.code),
            about,
            "net",
            row.percent_of_net,
            row,
            place,
            code_cells + 4,
            out,
        )


def _amount(
    year: int,
    key: tuple[str, str, str, str],
    about: NamedNode,
    value: Decimal | None,
    lowest: bool,
    row: QuotedRow,
    place: Place,
    position: int,
    out: Statements,
) -> None:
    """One amount; none for a blank cell, one of zero for a printed zero."""
    if value is None:
        return
    table, code, phase, fund = key
    node = out.mint.thing("amount", year, table, code, _PHASES[phase], _FUNDS[fund])
    out.types(node, "kg:BudgetLine" if lowest else "kg:StatedTotal")
    out.add(node, "kg:about", about)
    out.number(node, "kg:year", year)
    out.add(node, "kg:phase", term(f"kg:{_PHASES[phase]}"))
    out.add(node, "kg:fund", term(f"kg:{_FUNDS[fund]}"))
    out.decimal(node, "kg:amount", value)
    out.add(node, "kg:currency", _CURRENCY)
    out.quote(node, row, place, printed_cell(row, position, value))


def _share(
    year: int,
    key: tuple[str, str],
    about: NamedNode,
    compared: str,
    value: Decimal | None,
    row: QuotedRow,
    place: Place,
    position: int,
    out: Statements,
) -> None:
    if value is None:
        return
    node = out.mint.thing("share", year, *key, _PHASES[compared])
    out.types(node, "kg:StatedShare")
    out.add(node, "kg:about", about)
    out.number(node, "kg:year", year)
    out.add(node, "kg:of", term(f"kg:{_PHASES[compared]}"))
    out.decimal(node, "kg:percent", value)
    out.quote(node, row, place, printed_cell(row, position, value))


def printed_cell(row: QuotedRow, position: int, value: Decimal) -> str:
    """The cell that prints `value`: the one at its usual place, or wherever else in the row; the value where none does."""
    cells = (row.printed or "").split(CELL_BREAK)
    for cell in [*cells[position : position + 1], *cells]:
        try:
            number = read_number(cell)
        except UnreadableCell:
            continue
        if number is not None and number.value == value:
            return cell
    return format(value, "f")
