"""The two ledgers to triples: money by activity and above, and money by department.

A budget line stands at the lowest level that is printed (an activity, a department), a stated total at any level above;
the two are never added to each other.
"""

from __future__ import annotations

from kentgraf.loaders.identity.units import write_out
from kentgraf.loaders.mapping.amounts import ALL_FUNDS, PHASES, Figures, Key
from kentgraf.loaders.mapping.statements import Place, Statements
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


def map_money(package: TablePackage, figures: Figures, out: Statements) -> None:
    """Say what the performance table and the institutional classification hold."""
    _map_performance_money(package, figures, out)
    _map_institutional_money(package, figures, out)


def _map_performance_money(package: TablePackage, figures: Figures, out: Statements) -> None:
    described = {("activity", row.code) for row in package.rows(ActivityRow)}
    described |= {(row.level, row.code) for row in package.rows(PlanRow)}
    year = package.meta.year
    for number, row in package.numbered(PerformanceMoneyRow):
        if row.level not in _PARTS and (row.level, row.code) not in described:
            continue  # the notes name it: a line of money about something that nothing else describes
        about = term(_PARTS[row.level]) if row.level in _PARTS else out.mint.thing(row.level, row.code)
        place = Place("performance_money", number)
        position = 0
        for phase, phase_name in PHASES.items():
            for fund, fund_name in _FUNDS.items():
                position += 1
                key = Key(row.level, row.code, year, phase_name, fund_name)
                value = getattr(row, f"{phase}_{fund}")
                figures.amount(key, about, value, row, place, lowest=row.level == "activity", position=position)
        for compared in ("initial", "net"):
            position += 1
            percent = getattr(row, f"percent_of_{compared}")
            figures.share(
                (row.level, row.code), about, percent, row, place,
                year=year, phase="spent", of=PHASES[compared], position=position,
            )  # fmt: skip


def _map_institutional_money(package: TablePackage, figures: Figures, out: Statements) -> None:
    rows = list(package.numbered(InstitutionalMoneyRow))
    deepest = max((row.level for _, row in rows), default=0)
    year = package.meta.year
    if rows:
        figures.scheme("institutional", "kurumsal sınıflandırma", "institutional classification")
    for number, row in rows:
        place = Place("institutional_money", number)
        lowest = row.level == deepest
        above = ".".join(row.code.split(".")[:-1])
        if lowest:
            about = out.mint.thing("department", row.code)
            out.types(about, "kg:Department")
            out.text(about, "skos:notation", row.code)
            out.turkish(about, "skos:prefLabel", row.name)
            if write_out(row.name) != row.name:
                out.turkish(about, "skos:altLabel", write_out(row.name))
            out.add(about, "org:unitOf", out.mint.municipality())
            if above:
                out.add(about, "kg:underCode", figures.code("institutional", above))
            out.quote(about, row, place, row.cell(deepest) or row.name)
        else:
            about = out.mint.municipality()
            figures.code("institutional", row.code, row.name, above or None)
        for offset, (phase, phase_name) in enumerate(PHASES.items(), start=1):
            key = Key("institutional", row.code, year, phase_name)
            value = getattr(row, phase)
            node = figures.amount(key, about, value, row, place, lowest=lowest, position=deepest + offset)
            if node is not None and not lowest:
                out.add(node, "kg:underCode", figures.code("institutional", row.code))
                figures.restates(key, Key("budget", "budget", year, phase_name))
        figures.share(
            ("institutional", row.code), about, row.percent_of_net, row, place,
            year=year, phase="spent", of="netBudget", position=deepest + 4,
        )  # fmt: skip
