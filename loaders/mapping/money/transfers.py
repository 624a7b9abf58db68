"""Tables to statements: transfers to other bodies, and the departments that paid them."""

from __future__ import annotations

from kentgraf.loaders.mapping.departments import department_node
from kentgraf.loaders.mapping.money.amounts import PHASES, Amounts, Key
from kentgraf.loaders.mapping.statements import TableRow
from kentgraf.loaders.tables.classifications import TOTAL
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.transfers import TransferRow
from kentgraf.ontology.turkish import slug


def map_transfers(package: TablePackage, amounts: Amounts) -> None:
    """Add the transfers and the sums that their tables state."""
    rows = list(package.numbered(TransferRow))
    if not rows:
        return
    year = package.meta.year
    amounts.add_scheme("transfers", "diğer idarelere transferler", "transfers to other bodies")
    groups: dict[str, list[str]] = {}
    units: dict[str, list[str]] = {}
    for number, row in rows:
        group = row.department or slug(row.department_printed or "")
        code = _transfer_code(row, group)
        parent = group if row.kind == "item" else None
        name = row.name if row.kind in ("unit", "item") else row.department_printed or row.name
        about = amounts.add_code("transfers", code, name, parent)
        if row.kind == "department_total":
            amounts.out.add_types(about, "kg:TransferGroup")
        if row.department and row.kind in ("department_total", "unit"):
            amounts.out.add(about, "kg:paidBy", department_node(row.department, amounts.out))
        if row.kind == "item":
            groups.setdefault(group, []).append(code)
        elif row.kind == "unit":
            units.setdefault(group, []).append(code)
        for phase, phase_name in PHASES.items():
            key = Key("transfers", code, year, phase_name)
            lowest = row.kind == "item"
            place = TableRow("transfers", number)
            amounts.add_amount(key, about, row, phase, place, lowest=lowest)
            if row.kind == "total":
                amounts.add_restatement(key, Key("transfers", "transfers", year, phase_name))
    _say_transfer_sums(groups, units, amounts)


def _transfer_code(row: TransferRow, group: str) -> str:
    if row.kind == "total":
        return f"{TOTAL}.{row.part}"
    if row.kind == "unit":
        return f"overview.{row.place}"
    return f"{group}.{row.place}" if row.kind == "item" else group


def _say_transfer_sums(groups: dict[str, list[str]], units: dict[str, list[str]], amounts: Amounts) -> None:
    """Add the stated sums: a department's transfers by purpose and by unit; all departments add up to the total."""
    for group, items in groups.items():
        adds = [amounts.add_code("transfers", item) for item in items]
        amounts.add_sum(("transfers", group, "items"), amounts.add_code("transfers", group), adds)
        if group in units:
            adds = [amounts.add_code("transfers", unit) for unit in units[group]]
            amounts.add_sum(("transfers", group, "units"), amounts.add_code("transfers", group), adds)
    every_unit = [amounts.add_code("transfers", unit) for found in units.values() for unit in found]
    amounts.add_sum(("transfers", "overview"), amounts.add_code("transfers", f"{TOTAL}.overview"), every_unit)
    every_group = [amounts.add_code("transfers", group) for group in groups]
    amounts.add_sum(("transfers", "detail"), amounts.add_code("transfers", f"{TOTAL}.detail"), every_group)
