"""Tables to statements: the strategic plan, its activities, and the departments that carry them out."""

from __future__ import annotations

from datetime import date

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.departments import department_node
from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow, ResponsibilityRow
from kentgraf.loaders.tables.rows import CELL_BREAK
from kentgraf.ontology.namespaces import term

PLAN_CLASSES = {
    "area": "kg:StrategicArea",
    "goal": "kg:Goal",
    "objective": "kg:Objective",
    "target": "kg:PerformanceTarget",
}
_ABOVE = {"goal": "area", "objective": "goal", "target": "objective"}


def map_plan(package: TablePackage, out: Statements) -> None:
    """Add the elements of the plan, the activities, and the departments that carry them out."""
    _map_elements(package, out)
    _map_activities(package, out)
    _map_responsibilities(package, out)


def _map_elements(package: TablePackage, out: Statements) -> None:
    known = {(row.level, row.code) for row in package.rows(PlanRow)}
    for number, row in package.numbered(PlanRow):
        node = plan_node(row.level, row.code, out)
        out.add_types(node, PLAN_CLASSES[row.level])
        out.add(node, "skos:inScheme", strategic_plan(out))
        if row.level != "area":
            out.add_text(node, "skos:notation", row.code)
        _name(node, row.name, row.spellings, out)
        if row.parent and (_ABOVE.get(row.level), row.parent) in known:
            out.add(node, "kg:partOf", plan_node(_ABOVE[row.level], row.parent, out))
        out.add_quotation(node, row, TableRow("plan", number))


def _map_activities(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(ActivityRow):
        node = plan_node("activity", row.code, out)
        out.add_types(node, "kg:Activity")
        out.add(node, "skos:inScheme", strategic_plan(out))
        out.add_text(node, "skos:notation", row.code)
        _name(node, row.name, row.spellings, out)
        out.add(node, "kg:partOf", plan_node("target", row.target, out))
        out.add_quotation(node, row, TableRow("activities", number))


def _map_responsibilities(package: TablePackage, out: Statements) -> None:
    year = package.meta.year
    for number, row in package.numbered(ResponsibilityRow):
        activity = plan_node("activity", row.activity, out)
        department = department_node(row.department, out)
        node = out.mint.thing("responsibility", year, row.activity, row.department)
        out.add(activity, "kg:carriedOutBy", department)
        out.add(activity, "prov:qualifiedAssociation", node)
        out.add_types(node, "prov:Association")
        out.add(node, "prov:agent", department)
        out.add(node, "prov:hadRole", term("kg:responsibleUnit"))
        out.add_quotation(node, row, TableRow("responsibilities", number))


def _name(node: NamedNode, name: str, spellings: str | None, out: Statements) -> None:
    out.add_turkish(node, "skos:prefLabel", name)
    for spelling in spellings.split(CELL_BREAK) if spellings else []:
        out.add_turkish(node, "skos:altLabel", spelling)


def plan_node(level: str, code: str, out: Statements) -> NamedNode:
    """Return the node of an element of the plan or of an activity, by its printed code."""
    return out.retire(out.mint.thing(level, code), out.mint.of_plan(level, code))


def strategic_plan(out: Statements) -> NamedNode:
    """Return the strategic plan: the concept scheme in which its elements, activities and indicators stand.

    Its period is told by the first and the last year in its key; where only the reported year is known, no period is told.
    """
    node = out.retire(out.mint.thing("scheme", "plan"), out.mint.strategic_plan())
    if not out.describes(node):
        first, _, last = out.mint.plan.partition("-")
        period = f"{first}–{last} " if last else ""
        out.add_types(node, "kg:StrategicPlan")
        out.add_turkish(node, "skos:prefLabel", f"{period}Stratejik Planı" if last else "Stratejik Plan")
        out.add_english(node, "skos:prefLabel", f"Strategic Plan {period}".strip())
        if last:
            out.add_date(node, "kg:validFrom", date(int(first), 1, 1))
            out.add_date(node, "kg:validUntil", date(int(last) + 1, 1, 1))
    return node
