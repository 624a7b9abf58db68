"""Tables to statements: balance sheet, operating result and budget result."""

from __future__ import annotations

from typing import Final

from kentgraf.loaders.mapping.money.amounts import Amounts, Key
from kentgraf.loaders.mapping.statements import TableRow
from kentgraf.loaders.tables.accounts import StatementRow
from kentgraf.loaders.tables.classifications import TOTAL, FinancingMoneyRow
from kentgraf.loaders.tables.package import TablePackage

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
"""Amounts that a statement derives from others: what is added and what is taken off."""
_FINANCING: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "1": (("liabilities.30", "liabilities.40"), ()),
    "2": (("liabilities.31", "liabilities.41"), ()),
    "3": ((), ("assets.10", "assets.11")),
}
"""Codes of the economic classification of financing (domestic borrowing, foreign borrowing, change of cash, deposits and
securities) with the groups of the public chart of accounts whose change they show: debts that grow and assets that shrink finance.
Both codes are set by regulation for all public bodies."""


def map_accounts(package: TablePackage, amounts: Amounts) -> None:
    """Add the financial statements, the sums that they state, and the figures that they restate."""
    rows = list(package.numbered(StatementRow))
    for statement in dict.fromkeys(row.statement for _, row in rows):
        own = [(number, row) for number, row in rows if row.statement == statement]
        codes = {f"{row.side}.{row.code}": row for _, row in own}
        parents = _balance_parents(codes) if statement == "balance_sheet" else _result_parents(codes)
        amounts.add_scheme(statement, *_NAMES[statement], signed=True)
        for number, row in own:
            code = f"{row.side}.{row.code}"
            about = amounts.add_code(statement, code, row.name, parents.get(code))
            key = Key(statement, code, row.year, "accounted")
            lowest = code in parents and code not in parents.values()
            place = TableRow("financial_statements", number)
            amounts.add_amount(key, about, row, "amount", place, lowest=lowest)
        amounts.add_sums_of_tree(statement, parents)
        _say_derived(statement, set(codes), amounts)
    _say_what_is_restated(package, amounts)
    _say_what_changes(package, amounts)


def _balance_parents(codes: dict[str, StatementRow]) -> dict[str, str]:
    """Return the parent of each account: account in group, group in class, class in the side's total; off-balance accounts in their own."""
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


def _say_derived(statement: str, codes: set[str], amounts: Amounts) -> None:
    for result, (adds, subtracts) in _DERIVED.get(statement, {}).items():
        parts = {*adds, *subtracts}
        if parts <= codes or (result in codes and parts & codes):
            amounts.add_sum(
                (statement, result), amounts.add_code(statement, result),
                [amounts.add_code(statement, code) for code in adds if code in codes],
                [amounts.add_code(statement, code) for code in subtracts if code in codes],
            )  # fmt: skip
    if statement == "balance_sheet":
        for side in ("assets", "liabilities"):
            own = [f"{side}.{TOTAL}", f"{side}.{_OFF_BALANCE}"]
            if {f"{side}.grand_total", f"{side}.{_OFF_BALANCE}"} & codes:
                nodes = [amounts.add_code(statement, code) for code in own if code in codes]
                amounts.add_sum(
                    (statement, side, "grand_total"), amounts.add_code(statement, f"{side}.grand_total"), nodes
                )


def _say_what_is_restated(package: TablePackage, amounts: Amounts) -> None:
    """Add restatements: assets equal liabilities; the year's result stands in two statements; the budget's result restates its tables."""
    year = package.meta.year
    for row in package.rows(StatementRow):
        code = f"{row.side}.{row.code}"
        own = Key(row.statement, code, row.year, "accounted")
        if row.statement == "balance_sheet" and row.side == "liabilities":
            if row.code in (TOTAL, "grand_total", _OFF_BALANCE):
                amounts.add_restatement(own, Key("balance_sheet", f"assets.{row.code}", row.year, "accounted"))
            elif row.code == _RESULTS_OF_THE_YEAR:
                amounts.add_restatement(own, Key("operating_result", "revenue.result", row.year, "accounted"))
        elif row.statement == "budget_result" and row.year == year:
            table, phase = _BUDGET_SIDES[row.side]
            if row.code == "net":
                amounts.add_restatement(own, Key("revenue", TOTAL, year, "netRevenue"))
            else:
                amounts.add_restatement(own, Key(table, row.code.rpartition(".")[2], year, phase))


def _say_what_changes(package: TablePackage, amounts: Amounts) -> None:
    """Add which accounts a code of financing shows the change of, where the balance sheet prints each for both years."""
    year = package.meta.year
    printed: dict[str, set[int]] = {}
    for row in package.rows(StatementRow):
        if row.statement == "balance_sheet" and row.amount is not None:
            printed.setdefault(f"{row.side}.{row.code}", set()).add(row.year)
    codes = {row.code for row in package.rows(FinancingMoneyRow)}
    for code, (debts, assets) in _FINANCING.items():
        known = [account for account in (*debts, *assets) if account in printed]
        if code not in codes or not known or any(not {year - 1, year} <= printed[account] for account in known):
            continue
        nodes = {account: amounts.add_code("balance_sheet", account) for account in known}
        amounts.add_change(
            ("financing", code), amounts.add_code("financing", code),
            [nodes[account] for account in debts if account in nodes],
            [nodes[account] for account in assets if account in nodes],
        )  # fmt: skip
