"""Tables to statements: spending and revenue by code, financing, amounts in text and charts, resources.

Every classification is a SKOS scheme whose codes carry the amounts: budget lines at the lowest code, stated totals above.
What is a sum of what, and which figure is printed again elsewhere, is said beside them, so that it can be checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.money.amounts import ALL_FUNDS, PHASES, Amounts, Key
from kentgraf.loaders.mapping.statements import TableRow
from kentgraf.loaders.profiles.profile import folded_phrases
from kentgraf.loaders.tables.classifications import (
    TOTAL,
    BudgetSummaryRow,
    EconomicMoneyRow,
    FinancingMoneyRow,
    MoneyInTextRow,
    ResourceMoneyRow,
    RevenueMoneyRow,
    RevenueShareRow,
    ShareOfWholeRow,
)
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.turkish import fold

COFOG: Final = "http://dd.eionet.europa.eu/vocabulary/eurostat/cofog99/GF"
_REVENUE_PHASES = {
    "initial": "initialBudget",
    "collected": "collected",
    "refunded": "refunded",
    "net_revenue": "netRevenue",
}
_FINANCING_PHASES = {"initial": "initialBudget", "realised": "realised"}
_SHARE_PHASES = {"accrued": "accrued", "deducted": "deducted", "net_revenue": "netRevenue"}
_PARTS = {
    "activities": "activities",
    "general_management": "general_management",
    "transfers": "transfers",
    "all_parts": "budget",
}
_PART_NAMES = {
    "activities": "faaliyetler",
    "general_management": "genel yönetim giderleri",
    "transfers": "diğer idarelere transferler",
    "all_parts": "toplam",
}
_FUND_OF_SUM = {"on_budget": "onBudget", "off_budget": "offBudget", TOTAL: "allFunds"}


def map_classifications(package: TablePackage, amounts: Amounts) -> None:
    """Add everything that the tables on classifications hold."""
    _map_economic(package, amounts)
    _map_revenue(package, amounts)
    _map_revenue_shares(package, amounts)
    _map_financing(package, amounts)
    _map_summary(package, amounts)
    _map_money_in_text(package, amounts)
    _map_shares_of_whole(package, amounts)
    _map_resources(package, amounts)


def _parents(codes: list[str]) -> dict[str, str]:
    """Return the parent of each code of a classification, up to the whole; parents without a row of their own included."""
    parents: dict[str, str] = {}
    for code in codes:
        while code != TOTAL:
            above = code.rpartition(".")[0] or TOTAL
            parents[code] = above
            code = above
    return parents


def _map_economic(package: TablePackage, amounts: Amounts) -> None:
    rows = list(package.numbered(EconomicMoneyRow))
    if rows:
        amounts.add_scheme("economic", "giderlerin ekonomik sınıflandırması", "economic classification of spending")
        percentage = _Percentage("percent_of_net", "spent", "netBudget")
        _map_tree("economic", rows, PHASES, percentage, package.meta.year, amounts, restated="budget")


def _map_revenue(package: TablePackage, amounts: Amounts) -> None:
    rows = list(package.numbered(RevenueMoneyRow))
    if rows:
        amounts.add_scheme("revenue", "gelirlerin ekonomik sınıflandırması", "economic classification of revenue")
        percentage = _Percentage("percent_of_initial", "netRevenue", "initialBudget")
        _map_tree("revenue", rows, _REVENUE_PHASES, percentage, package.meta.year, amounts)


@dataclass(frozen=True)
class _Percentage:
    """A printed column: what the amount in `phase` is per cent of that in the phase `of`."""

    column: str
    phase: str
    of: str


def _map_tree(
    scheme: str,
    rows: Sequence[tuple[int, EconomicMoneyRow]] | Sequence[tuple[int, RevenueMoneyRow]],
    phases: Mapping[str, str],
    percentage: _Percentage,
    year: int,
    amounts: Amounts,
    restated: str | None = None,
) -> None:
    """Add the amounts of an economic classification, its printed percentages, and the sums of its tree.

    `phases` are those of its columns; the whole restates that of the table `restated`.
    """
    parents = _parents([row.code for _, row in rows])
    for number, row in rows:
        place = TableRow(row.table, number)
        about = amounts.add_code(scheme, row.code, row.name, parents.get(row.code), "kg:EconomicCode")
        lowest = row.code not in parents.values()
        for column, phase in phases.items():
            key = Key(scheme, row.code, year, phase)
            amounts.add_amount(key, about, row, column, place, lowest=lowest)
            if row.code == TOTAL and restated is not None:
                amounts.add_restatement(key, Key(restated, restated, year, phase))
        amounts.add_percentage(
            (scheme, row.code), about, row, percentage.column, place,
            year=year, phase=percentage.phase, of=percentage.of,
        )  # fmt: skip
    amounts.add_sums_of_tree(scheme, parents)


def _map_revenue_shares(package: TablePackage, amounts: Amounts) -> None:
    rows = list(package.numbered(RevenueShareRow))
    if not rows:
        return
    amounts.add_scheme("tax-shares", "merkezi idare vergi gelirlerinden alınan paylar", "shares of central taxes")
    parents = {str(row.place): TOTAL for _, row in rows if not row.is_total}
    for number, row in rows:
        code = TOTAL if row.is_total else str(row.place)
        about = amounts.add_code("tax-shares", code, row.name, parents.get(code))
        for phase, phase_name in _SHARE_PHASES.items():
            key = Key("tax-shares", code, package.meta.year, phase_name)
            place = TableRow("revenue_shares", number)
            amounts.add_amount(key, about, row, phase, place, lowest=not row.is_total)
    amounts.add_sums_of_tree("tax-shares", parents)


def _map_financing(package: TablePackage, amounts: Amounts) -> None:
    rows = list(package.numbered(FinancingMoneyRow))
    if not rows:
        return
    year = package.meta.year
    amounts.add_scheme(
        "financing", "finansmanın ekonomik sınıflandırması", "economic classification of financing", signed=True
    )
    parents = {code: above for code, above in _parents([row.code for _, row in rows]).items() if above != TOTAL}
    tops = {row.code: row.name for _, row in rows if row.level == 1}
    nets = {what: _named(tops, what) for what in ("net_borrowing", "net_financing")}
    for number, row in rows:
        about = amounts.add_code("financing", row.code, row.name, parents.get(row.code), "kg:EconomicCode")
        for phase, phase_name in _FINANCING_PHASES.items():
            key = Key("financing", row.code, year, phase_name)
            place = TableRow("financing_money", number)
            lowest = row.code not in parents.values()
            amounts.add_amount(key, about, row, phase, place, lowest=lowest)
    amounts.add_sums_of_tree("financing", parents)
    gross = {code: name for code, name in tops.items() if code not in nets.values()}
    loans = [code for code, name in gross.items() if folded_phrases("financing_money", "borrowing")[0] in fold(name)]
    for what, parts in (("net_borrowing", loans), ("net_financing", list(gross))):
        net = nets[what]
        if net:
            parts_of = [amounts.add_code("financing", code) for code in parts]
            amounts.add_sum(("financing", what), amounts.add_code("financing", net), parts_of)


def _named(tops: dict[str, str], what: str) -> str | None:
    wanted = folded_phrases("financing_money", what)[0]
    return next((code for code, name in tops.items() if fold(name) == wanted), None)


def _map_summary(package: TablePackage, amounts: Amounts) -> None:
    rows = list(package.numbered(BudgetSummaryRow))
    if not rows:
        return
    year = package.meta.year
    amounts.add_scheme("summary", "bütçe uygulama sonuçları", "the budget at a glance", signed=True)
    net = next(
        (row.code for row in package.rows(FinancingMoneyRow) if row.level == 1 and _is_net_financing(row.name)), ""
    )
    elsewhere: dict[str, tuple[Key | None, Key]] = {
        "revenue": (None, Key("revenue", TOTAL, year, "netRevenue")),
        "spending": (Key("economic", TOTAL, year, "initialBudget"), Key("economic", TOTAL, year, "spent")),
        "financing": (Key("financing", net, year, "initialBudget"), Key("financing", net, year, "realised")),
    }
    for number, row in rows:
        about = amounts.add_code("summary", row.item, row.name)
        place = TableRow("budget_summary", number)
        keys = [Key("summary", row.item, year, phase) for phase in _FINANCING_PHASES.values()]
        amounts.add_amount(keys[0], about, row, "initial", place, lowest=False)
        amounts.add_amount(keys[1], about, row, "realised", place, lowest=False)
        for key, other in zip(keys, elsewhere[row.item], strict=True):
            if other is not None:
                amounts.add_restatement(key, other)
        if (
            row.item == "revenue"
        ):  # the summary estimates net revenue, the table of revenue what is expected before refunds
            amounts.add_net(keys[0], Key("revenue", TOTAL, year, "initialBudget"))
        amounts.add_percentage(
            ("summary", row.item), about, row, "percent_of_initial", place,
            year=year, phase="realised", of="initialBudget",
        )  # fmt: skip
    if {row.item for _, row in rows} == {"revenue", "spending", "financing"}:
        amounts.add_sum(  # what the budget spends beyond its revenue has to be financed
            ("summary", "financing"), amounts.add_code("summary", "financing"),
            [amounts.add_code("summary", "spending")], [amounts.add_code("summary", "revenue")], phase="initialBudget",
        )  # fmt: skip


def _is_net_financing(name: str) -> bool:
    return fold(name) == folded_phrases("financing_money", "net_financing")[0]


def _map_money_in_text(package: TablePackage, amounts: Amounts) -> None:
    year = package.meta.year
    rows = list(package.numbered(MoneyInTextRow))
    functions = [row.code for _, row in rows if row.scheme == "functional"]
    if functions:
        amounts.add_scheme("functional", "fonksiyonel sınıflandırma", "functional classification")
        adds = [amounts.add_code("functional", code) for code in functions]
        amounts.add_sum(("functional", TOTAL), term("kg:wholeBudget"), adds, fund=ALL_FUNDS)
    for number, row in rows:
        place = TableRow("money_in_text", number)
        functional = row.scheme == "functional"
        about = amounts.add_code(row.scheme, row.code, row.name if functional else None)
        if functional and row.code.isdigit():
            amounts.out.add_types(about, "kg:FunctionalCode")
            amounts.out.add(about, "skos:exactMatch", NamedNode(f"{COFOG}{int(row.code):02d}"))
        phase = "netRevenue" if row.scheme == "revenue" else "spent"
        key = Key("functional" if functional else f"{row.scheme}-text", row.code, year, phase)
        amounts.add_amount(key, about, row, "amount", place, lowest=functional)
        if not functional:
            amounts.add_restatement(key, Key(row.scheme, row.code, year, phase))
        of_whole = term("kg:wholeBudget") if row.percent_of == "whole" else None
        of = phase if of_whole else {"net": "netBudget", "initial": "initialBudget"}[row.percent_of]
        amounts.add_percentage(
            (f"{row.scheme}-text", row.code), about, row, "percent", place,
            year=year, phase=phase, of=of, of_whole=of_whole,
        )  # fmt: skip


def _map_shares_of_whole(package: TablePackage, amounts: Amounts) -> None:
    wholes = {
        "functional": (term("kg:wholeBudget"), "spent"),
        "economic": (amounts.add_code("economic", TOTAL), "spent"),
        "revenue": (amounts.add_code("revenue", TOTAL), "netRevenue"),
    } if package.rows(ShareOfWholeRow) else {}  # fmt: skip
    for number, row in package.numbered(ShareOfWholeRow):
        whole, phase = wholes[row.scheme]
        about = amounts.add_code(row.scheme, row.code)
        place = TableRow("shares_of_whole", number)
        amounts.add_percentage(
            (f"{row.scheme}-chart", row.code), about, row, "percent", place,
            year=package.meta.year, phase=phase, of=phase, of_whole=whole,
        )  # fmt: skip


def _map_resources(package: TablePackage, amounts: Amounts) -> None:
    rows = list(package.numbered(ResourceMoneyRow))
    if not rows:
        return
    year = package.meta.year
    amounts.add_scheme("resources", "bütçe kaynakları", "resources of the budget")
    codes = list(dict.fromkeys(row.code for _, row in rows))
    names = {row.code: row.name for _, row in rows}
    for number, row in rows:
        place = TableRow("resource_money", number)
        fund = _FUND_OF_SUM.get(row.code, "offBudget" if row.code.startswith("off_budget") else "onBudget")
        phase = PHASES[row.phase]
        for part, level in _PARTS.items():
            code = f"{row.code}.{part}"
            about = amounts.add_code("resources", code, f"{names[row.code]}: {_PART_NAMES[part]}")
            key = Key("resources", code, year, phase, fund)
            lowest = row.code not in _FUND_OF_SUM and part != "all_parts"
            amounts.add_amount(key, about, row, part, place, lowest=lowest)
            if row.code in _FUND_OF_SUM:
                amounts.add_restatement(key, Key(level, level, year, phase, fund))
        whole = amounts.add_code("resources", f"{row.code}.all_parts")
        for compared, column in (("initialBudget", "percent_of_initial"), ("netBudget", "percent_of_net")):
            amounts.add_percentage(
                ("resources", row.code), whole, row, column, place, year=year, phase="spent", of=compared, fund=fund
            )
        amounts.add_percentage(
            ("resources", row.code), whole, row, "percent_of_whole", place,
            year=year, phase=phase, of=phase, fund=fund,
            of_whole=amounts.add_code("resources", f"{TOTAL}.all_parts"),
        )  # fmt: skip
    _say_resource_sums(codes, amounts)


def _say_resource_sums(codes: list[str], amounts: Amounts) -> None:
    """Add the stated sums of the table: along its rows (three parts) and down its columns (sources of each kind)."""
    for code in codes:
        parts = [amounts.add_code("resources", f"{code}.{part}") for part in _PARTS if part != "all_parts"]
        amounts.add_sum(("resources", "row", code), amounts.add_code("resources", f"{code}.all_parts"), parts)
    below = {
        "on_budget": [code for code in codes if code.isdigit()],
        "off_budget": [code for code in codes if code.startswith("off_budget.")],
        TOTAL: ["on_budget", "off_budget"],
    }
    for code, sources in below.items():
        for part in _PARTS:
            adds = [amounts.add_code("resources", f"{source}.{part}") for source in sources]
            amounts.add_sum(("resources", "column", code, part), amounts.add_code("resources", f"{code}.{part}"), adds)
