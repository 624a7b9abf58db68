"""The financial statements and the transfers to triples, with the sums that they state and the figures that they restate."""

from __future__ import annotations

from typing import Final

from kentgraf.loaders.mapping.amounts import PHASES, Figures, Key
from kentgraf.loaders.mapping.statements import Place, Statements
from kentgraf.loaders.tables.accounts import StatementRow
from kentgraf.loaders.tables.classifications import TOTAL
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.transfers import TransferRow
from kentgraf.ontology.turkish import slug

_NAMES: Final = {
    "balance_sheet": ("kapanış bilançosu", "closing balance sheet"),
    "operating_result": ("faaliyet sonuçları tablosu", "operating result"),
    "budget_result": ("bütçe uygulama sonuçları tablosu", "budget result"),
}
_OFF_BALANCE: Final = "9"
_RESULTS_OF_THE_YEAR: Final = "59"
_BUDGET_SIDES: Final = {
    "expense": ("economic", "spent"),
    "revenue": ("revenue", "collected"),
    "refund": ("revenue", "refunded"),
}
_DERIVED: Final[dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]]] = {
    "operating_result": {
        "revenue.net": (("revenue.total",), ("expense.total",)),
        "revenue.result": (("revenue.net", "revenue.inflation"), ()),
    },
    "budget_result": {
        "revenue.net": (("revenue.total",), ("refund.total",)),
        "revenue.balance": (("revenue.net",), ("expense.total",)),
    },
}
"""Figures that a statement derives from others: what is added and what is taken off."""


def map_accounts(package: TablePackage, figures: Figures, out: Statements) -> None:
    """Say everything that the statements and the tables on transfers hold."""
    _map_statements(package, figures)
    _map_transfers(package, figures, out)


def _map_statements(package: TablePackage, figures: Figures) -> None:
    rows = list(package.numbered(StatementRow))
    for statement in dict.fromkeys(row.statement for _, row in rows):
        own = [(number, row) for number, row in rows if row.statement == statement]
        codes = {f"{row.side}.{row.code}": row for _, row in own}
        parents = _balance_parents(codes) if statement == "balance_sheet" else _result_parents(codes)
        figures.scheme(statement, *_NAMES[statement], signed=True)
        for number, row in own:
            code = f"{row.side}.{row.code}"
            about = figures.code(statement, code, row.name, parents.get(code))
            key = Key(statement, code, row.year, "accounted")
            lowest = code in parents and code not in parents.values()
            place = Place("financial_statements", number)
            figures.amount(key, about, row.amount, row, place, lowest=lowest, position=1)
        figures.tree(statement, parents)
        _say_derived(statement, set(codes), figures)
    _say_what_is_restated(package, figures)


def _balance_parents(codes: dict[str, StatementRow]) -> dict[str, str]:
    """An account stands in its group, a group in its class, a class in the side's total; off-balance accounts in their own."""
    parents: dict[str, str] = {}
    for row in codes.values():
        if not row.code.isdigit():
            continue
        digits = row.code
        while len(digits) > 1:
            parents[f"{row.side}.{digits}"] = f"{row.side}.{digits[:-1]}"
            digits = digits[:-1]
        if digits != _OFF_BALANCE:
            parents[f"{row.side}.{digits}"] = f"{row.side}.{TOTAL}"
    return parents


def _result_parents(codes: dict[str, StatementRow]) -> dict[str, str]:
    return {code: f"{row.side}.{TOTAL}" for code, row in codes.items() if row.code[:1].isdigit()}


def _say_derived(statement: str, codes: set[str], figures: Figures) -> None:
    for result, (adds, subtracts) in _DERIVED.get(statement, {}).items():
        parts = {*adds, *subtracts}
        if parts <= codes or (result in codes and parts & codes):
            figures.sum(
                (statement, result), figures.code(statement, result),
                [figures.code(statement, code) for code in adds if code in codes],
                [figures.code(statement, code) for code in subtracts if code in codes],
            )  # fmt: skip
    if statement == "balance_sheet":
        for side in ("assets", "liabilities"):
            own = [f"{side}.{TOTAL}", f"{side}.{_OFF_BALANCE}"]
            if {f"{side}.grand_total", f"{side}.{_OFF_BALANCE}"} & codes:
                nodes = [figures.code(statement, code) for code in own if code in codes]
                figures.sum((statement, side, "grand_total"), figures.code(statement, f"{side}.grand_total"), nodes)


def _say_what_is_restated(package: TablePackage, figures: Figures) -> None:
    """Assets are liabilities; the year's result stands in both statements; the budget's result restates its tables."""
    year = package.meta.year
    for row in package.rows(StatementRow):
        code = f"{row.side}.{row.code}"
        own = Key(row.statement, code, row.year, "accounted")
        if row.statement == "balance_sheet" and row.side == "liabilities":
            if row.code in (TOTAL, "grand_total", _OFF_BALANCE):
                figures.restates(own, Key("balance_sheet", f"assets.{row.code}", row.year, "accounted"))
            elif row.code == _RESULTS_OF_THE_YEAR:
                figures.restates(own, Key("operating_result", "revenue.result", row.year, "accounted"))
        elif row.statement == "budget_result" and row.year == year:
            table, phase = _BUDGET_SIDES[row.side]
            if row.code == "net":
                figures.restates(own, Key("revenue", TOTAL, year, "netRevenue"))
            else:
                figures.restates(own, Key(table, row.code.rpartition(".")[2], year, phase))


def _map_transfers(package: TablePackage, figures: Figures, out: Statements) -> None:
    rows = list(package.numbered(TransferRow))
    if not rows:
        return
    year = package.meta.year
    figures.scheme("transfers", "diğer idarelere transferler", "transfers to other bodies")
    groups: dict[str, list[str]] = {}
    units: dict[str, list[str]] = {}
    for number, row in rows:
        group = row.department or slug(row.department_printed or "")
        code = _transfer_code(row, group)
        parent = group if row.kind == "item" else None
        name = row.name if row.kind in ("unit", "item") else row.department_printed or row.name
        about = figures.code("transfers", code, name, parent)
        if row.kind == "department_total":
            out.types(about, "kg:TransferGroup")
        if row.department and row.kind in ("department_total", "unit"):
            out.add(about, "kg:paidBy", out.mint.thing("department", row.department))
        if row.kind == "item":
            groups.setdefault(group, []).append(code)
        elif row.kind == "unit":
            units.setdefault(group, []).append(code)
        for offset, (phase, phase_name) in enumerate(PHASES.items(), start=1):
            key = Key("transfers", code, year, phase_name)
            lowest = row.kind == "item"
            place = Place("transfers", number)
            figures.amount(key, about, getattr(row, phase), row, place, lowest=lowest, position=offset)
            if row.kind == "total":
                figures.restates(key, Key("transfers", "transfers", year, phase_name))
    _say_transfer_sums(groups, units, figures)


def _transfer_code(row: TransferRow, group: str) -> str:
    if row.kind == "total":
        return f"{TOTAL}.{row.part}"
    if row.kind == "unit":
        return f"overview.{row.place}"
    return f"{group}.{row.place}" if row.kind == "item" else group


def _say_transfer_sums(groups: dict[str, list[str]], units: dict[str, list[str]], figures: Figures) -> None:
    """A department's transfers are its purposes, and again its units in the overview; both add up to the same total."""
    for group, items in groups.items():
        adds = [figures.code("transfers", item) for item in items]
        figures.sum(("transfers", group, "items"), figures.code("transfers", group), adds)
        if group in units:
            adds = [figures.code("transfers", unit) for unit in units[group]]
            figures.sum(("transfers", group, "units"), figures.code("transfers", group), adds)
    every_unit = [figures.code("transfers", unit) for found in units.values() for unit in found]
    figures.sum(("transfers", "overview"), figures.code("transfers", f"{TOTAL}.overview"), every_unit)
    every_group = [figures.code("transfers", group) for group in groups]
    figures.sum(("transfers", "detail"), figures.code("transfers", f"{TOTAL}.detail"), every_group)
