"""Tables to triples: the plan, the activities and who carries them out, the indicators and their results."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.statements import Place, Statements
from kentgraf.loaders.tables.indicators import IndicatorRow
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
RATING_TERMS = {
    "on_target": "kg:onTarget",
    "successful": "kg:successful",
    "good": "kg:good",
    "in_progress": "kg:inProgress",
    "needs_improvement": "kg:needsImprovement",
}
_VALUE_KINDS = {"number": "kg:numericValue", "duration": "kg:durationValue", "text": "kg:textValue"}


def map_strategy(package: TablePackage, out: Statements) -> None:
    """Say everything that the tables on plan, activities and indicators hold."""
    _map_plan(package, out)
    _map_activities(package, out)
    _map_responsibilities(package, out)
    _map_indicators(package, out)


def _map_plan(package: TablePackage, out: Statements) -> None:
    known = {(row.level, row.code) for row in package.rows(PlanRow)}
    for number, row in package.numbered(PlanRow):
        node = out.mint.thing(row.level, row.code)
        out.types(node, PLAN_CLASSES[row.level])
        if row.level != "area":
            out.text(node, "skos:notation", row.code)
        _name(node, row.name, row.spellings, out)
        if row.parent and (_ABOVE.get(row.level), row.parent) in known:
            out.add(node, "kg:partOf", out.mint.thing(_ABOVE[row.level], row.parent))
        out.quote(node, row, Place("plan", number))


def _map_activities(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(ActivityRow):
        node = out.mint.thing("activity", row.code)
        out.types(node, "kg:Activity")
        out.text(node, "skos:notation", row.code)
        _name(node, row.name, row.spellings, out)
        out.add(node, "kg:partOf", out.mint.thing("target", row.target))
        out.quote(node, row, Place("activities", number))


def _map_responsibilities(package: TablePackage, out: Statements) -> None:
    year = package.meta.year
    for number, row in package.numbered(ResponsibilityRow):
        activity = out.mint.thing("activity", row.activity)
        department = out.mint.thing("department", row.department)
        node = out.mint.thing("responsibility", year, row.activity, row.department)
        out.add(activity, "kg:carriedOutBy", department)
        out.add(activity, "prov:qualifiedAssociation", node)
        out.types(node, "prov:Association")
        out.add(node, "prov:agent", department)
        out.add(node, "prov:hadRole", term("kg:responsibleUnit"))
        out.quote(node, row, Place("responsibilities", number))


def _map_indicators(package: TablePackage, out: Statements) -> None:
    year = package.meta.year
    for number, row in package.numbered(IndicatorRow):
        indicator = out.mint.thing("indicator", row.indicator)
        out.types(indicator, "kg:Indicator")
        out.text(indicator, "skos:notation", row.indicator)
        out.turkish(indicator, "skos:prefLabel", row.name)
        out.add(indicator, "kg:partOf", out.mint.thing("target", row.target))
        out.text(indicator, "kg:unit", row.unit)
        result = out.mint.thing("result", year, row.indicator)
        out.types(result, "kg:IndicatorResult")
        out.add(result, "kg:indicator", indicator)
        out.number(result, "kg:year", year)
        out.text(result, "kg:unit", row.unit)
        out.add(result, "kg:valueKind", term(_VALUE_KINDS[row.value_kind]))
        if row.direction:
            out.add(result, "kg:direction", term(f"kg:{row.direction}"))
        for name, value, printed in (
            ("baseline", row.baseline, row.baseline_printed),
            ("target", row.target_value, row.target_printed),
            ("actual", row.actual, row.actual_printed),
        ):
            out.decimal(result, f"kg:{name}", value)
            out.text(result, f"kg:{name}Text", printed)
        if row.rating:
            out.add(result, "kg:printedRating", term(RATING_TERMS[row.rating]))
        out.flag(result, "kg:deviationExplained", row.deviation_explained)
        out.quote(result, row, Place("indicators", number))


def _name(node: NamedNode, name: str, spellings: str | None, out: Statements) -> None:
    out.turkish(node, "skos:prefLabel", name)
    for spelling in spellings.split(CELL_BREAK) if spellings else []:
        out.turkish(node, "skos:altLabel", spelling)
