"""Tables to statements: the two ledgers of spending, by activity and by department.

A budget line stands at the lowest level that is printed (an activity, a department), a stated total at any level above;
the two are never added to each other.
"""

from __future__ import annotations

from kentgraf.loaders.mapping.departments import add_department
from kentgraf.loaders.mapping.money.amounts import ALL_FUNDS, PHASES, Amounts, Key
from kentgraf.loaders.mapping.statements import TableRow
from kentgraf.loaders.mapping.strategy.plan import plan_node
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow, PerformanceMoneyRow
from kentgraf.ontology.namespaces import term

_FUNDS = {"on_budget": "onBudget", "off_budget": "offBudget", "all": ALL_FUNDS}
_PARTS = {
    "activities": "kg:allActivities",
    "general_management": "kg:generalManagement",
    "transfers": "kg:transfersToOtherBodies",
    "budget": "kg:wholeBudget",
}


def map_spending(package: TablePackage, amounts: Amounts) -> None:
    """Add what the performance table and the institutional classification hold."""
    _map_performance_money(package, amounts)
    _map_institutional_money(package, amounts)


def _map_performance_money(package: TablePackage, amounts: Amounts) -> None:
    described = {("activity", row.code) for row in package.rows(ActivityRow)}
    described |= {(row.level, row.code) for row in package.rows(PlanRow)}
    year = package.meta.year
    for number, row in package.numbered(PerformanceMoneyRow):
        if row.level not in _PARTS and (row.level, row.code) not in described:
            continue  # the notes name it: a line of money about something that nothing else describes
        about = term(_PARTS[row.level]) if row.level in _PARTS else plan_node(row.level, row.code, amounts.out)
        place = TableRow("performance_money", number)
        for phase, phase_name in PHASES.items():
            for fund, fund_name in _FUNDS.items():
                key = Key(row.level, row.code, year, phase_name, fund_name)
                amounts.add_amount(key, about, row, f"{phase}_{fund}", place, lowest=row.level == "activity")
        for compared in ("initial", "net"):
            column = f"percent_of_{compared}"
            amounts.add_percentage(
                (row.level, row.code), about, row, column, place, year=year, phase="spent", of=PHASES[compared]
            )


def _map_institutional_money(package: TablePackage, amounts: Amounts) -> None:
    rows = list(package.numbered(InstitutionalMoneyRow))
    deepest = max((row.level for _, row in rows), default=0)
    year = package.meta.year
    if rows:
        amounts.add_scheme("institutional", "kurumsal sınıflandırma", "institutional classification")
    for number, row in rows:
        place = TableRow("institutional_money", number)
        lowest = row.level == deepest
        above = ".".join(row.code.split(".")[:-1])
        if lowest:
            about = add_department(row, place, amounts.out)
            if above:
                amounts.out.add(about, "kg:underCode", amounts.add_code("institutional", above))
        else:
            about = amounts.out.mint.municipality()
            amounts.add_code("institutional", row.code, row.name, above or None)
        for phase, phase_name in PHASES.items():
            key = Key("institutional", row.code, year, phase_name)
            under = None if lowest else amounts.add_code("institutional", row.code)
            node = amounts.add_amount(key, about, row, phase, place, lowest=lowest, under=under)
            if node is not None and not lowest:
                amounts.add_restatement(key, Key("budget", "budget", year, phase_name))
        amounts.add_percentage(
            ("institutional", row.code), about, row, "percent_of_net", place,
            year=year, phase="spent", of="netBudget",
        )  # fmt: skip
