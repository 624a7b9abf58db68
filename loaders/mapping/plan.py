"""Tables to statements: the strategic plan, its activities, and the departments that carry them out."""

from __future__ import annotations

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
        node = out.mint.thing(row.level, row.code)
        out.add_types(node, PLAN_CLASSES[row.level])
        out.add(node, "skos:inScheme", plan_scheme(out))
        if row.level != "area":
            out.add_text(node, "skos:notation", row.code)
        _name(node, row.name, row.spellings, out)
        if row.parent and (_ABOVE.get(row.level), row.parent) in known:
            out.add(node, "kg:partOf", out.mint.thing(_ABOVE[row.level], row.parent))
        out.add_quotation(node, row, TableRow("plan", number))


def _map_activities(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(ActivityRow):
        node = out.mint.thing("activity", row.code)
        out.add_types(node, "kg:Activity")
        out.add(node, "skos:inScheme", plan_scheme(out))
        out.add_text(node, "skos:notation", row.code)
        _name(node, row.name, row.spellings, out)
        out.add(node, "kg:partOf", out.mint.thing("target", row.target))
        out.add_quotation(node, row, TableRow("activities", number))


def _map_responsibilities(package: TablePackage, out: Statements) -> None:
    year = package.meta.year
    for number, row in package.numbered(ResponsibilityRow):
        activity = out.mint.thing("activity", row.activity)
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


def plan_scheme(out: Statements) -> NamedNode:
    """Return the concept scheme of the plan, in which its elements, activities and indicators stand."""
    node = out.mint.thing("scheme", "plan")
    if not out.describes(node):
        out.add_types(node, "skos:ConceptScheme")
        out.add_turkish(node, "skos:prefLabel", "stratejik plan")
        out.add_english(node, "skos:prefLabel", "strategic plan")
    return node
