"""The strategic plan, its targets and results as StratML Part 2 (ISO 17469-2), the standard format of strategic plans.

StratML has two levels, goals and objectives. A performance target, which is the third level of our plans, becomes an Objective
beside its strategic objective, under the same goal. It follows the objective that it is part of and names it in
OtherInformation, and each of its indicators refers to that objective by a Relationship (`Narrower_Than`). Departments are
Stakeholders of a target, with one Role of type Performer for each activity that they carry out.

`stratml.xsd` beside this module is our schema of the elements that are used. It is written from the standard's definitions and
stricter than they are. StratML has no amounts and no quotations, so amounts, printed spellings, corrections and findings are
lost.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final
from xml.etree import ElementTree as ET

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import decimal_of, integer_of, read_rows
from kentgraf.ontology.characters import replace_for_xml
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.literals import integer_or_none
from kentgraf.ontology.namespaces import KG_NS

STRATML_NS: Final = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"

_SECONDS: Final = "saniye"


@dataclass
class _Node:
    """A node of the plan; `kind` is a local name of `kg:`, `parts` are its children in the order of their codes."""

    iri: str
    kind: str
    code: str
    title: str
    above: str | None
    unit: str
    parts: list[_Node] = field(default_factory=list)


def to_stratml(store: Store) -> bytes:
    """Return the plan as an XML document in UTF-8. The output is deterministic.

    It is a `Performance_Report` if any result has an actual value, else a `Performance_Plan`. Results are numbers in the
    indicator's unit (durations in seconds, with the unit replaced by seconds), with the text as printed in Description. A
    baseline is an ActualResult of the year before. Raises NotInGraph if there is no goal, since every StratML document must
    have one.
    """
    nodes = _read_plan(store)
    goals = _sorted(node for node in nodes.values() if node.kind == "Goal")
    if not goals:
        raise NotInGraph("The graph has no strategic goals, and a StratML document must have one.")
    by_indicator = _rows_by(store, "_stratml_results", "indicator", "result")
    results = {indicator: list(read_rows(rows, _readable)) for indicator, rows in by_indicator.items()}
    reported = any(value_of(row, "actual") or value_of(row, "actualText") for rows in results.values() for row in rows)
    root = ET.Element(f"{{{STRATML_NS}}}PerformancePlanOrReport")
    root.set("Type", "Performance_Report" if reported else "Performance_Plan")
    municipalities, sources = _read_report(store)
    _add(root, "Name", " | ".join(sorted({title for title, _ in sources.values() if title})) or "Stratejik plan")
    core = _add(root, "StrategicPlanCore")
    for iri, name in municipalities.items():
        organization = _add(core, "Organization")
        _add(organization, "Name", name)
        _add(organization, "Identifier", _identifier(iri))
    activities = _rows_by(store, "_stratml_activities", "target", "activity", "department")
    for goal in goals:
        _add_goal(core, goal, nodes, activities, results)
    _add_administration(root, sources)
    ET.register_namespace("", STRATML_NS)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def stratml_schema() -> bytes:
    """Return the XML Schema to which every export conforms."""
    return (files("kentgraf.graph.exports") / "stratml.xsd").read_bytes()


def _read_plan(store: Store) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    for row in select(store, query_text("_stratml_plan")):
        iri = row["node"].value
        code = value_of(row, "code") or ""
        kind = row["kind"].value.removeprefix(KG_NS)
        title = value_of(row, "title") or code or iri
        nodes.setdefault(iri, _Node(iri, kind, code, title, value_of(row, "above"), value_of(row, "unit") or ""))
    for node in _sorted(nodes.values()):
        if node.above in nodes:
            nodes[node.above].parts.append(node)
    return nodes


def _read_report(store: Store) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Return the names of municipalities, and the titles and years of sources, by IRI."""
    municipalities: dict[str, str] = {}
    sources: dict[str, tuple[str, str]] = {}
    for row in select(store, query_text("_stratml_report")):
        municipality, source = value_of(row, "municipality"), value_of(row, "source")
        if municipality:
            municipalities.setdefault(municipality, value_of(row, "name") or municipality)
        if source:
            sources.setdefault(source, (value_of(row, "title") or "", value_of(row, "year") or ""))
    return municipalities, sources


def _rows_by(store: Store, query: str, group: str, *key: str) -> dict[str, list[QuerySolution]]:
    """Return the rows of a query grouped by the variable `group`; of rows with the same `key`, only the first."""
    found: dict[str, dict[tuple[str | None, ...], QuerySolution]] = defaultdict(dict)
    for row in select(store, query_text(query)):
        found[row[group].value].setdefault(tuple(value_of(row, name) for name in key), row)
    return {name: list(rows.values()) for name, rows in found.items()}


def _add_goal(
    core: ET.Element,
    goal: _Node,
    nodes: dict[str, _Node],
    activities: dict[str, list[QuerySolution]],
    results: dict[str, list[QuerySolution]],
) -> None:
    element = _add_heading(core, "Goal", goal)
    area = nodes.get(goal.above or "")
    if area:
        _add(element, "OtherInformation", f"Stratejik alan: {area.title}")
    for objective in goal.parts:
        below = _add_heading(element, "Objective", objective)
        _add(below, "OtherInformation", "Tür: stratejik hedef")
        for indicator in objective.parts:
            if indicator.kind == "Indicator":
                _add_indicator(below, indicator, objective, results.get(indicator.iri, []))
        for target in objective.parts:
            if target.kind == "PerformanceTarget":
                _add_target(element, target, objective, activities.get(target.iri, []), results)


def _add_target(
    goal: ET.Element,
    target: _Node,
    objective: _Node,
    activities: list[QuerySolution],
    results: dict[str, list[QuerySolution]],
) -> None:
    element = _add_heading(goal, "Objective", target)
    _add_performers(element, activities)
    lines = ["Tür: performans hedefi", f"Stratejik hedef: {objective.code}"]
    lines += [
        f"Sorumlu birimi basılmamış {_named(row)}" for row in _by_code(activities) if not value_of(row, "department")
    ]
    _add(element, "OtherInformation", "\n".join(lines))
    for indicator in target.parts:
        _add_indicator(element, indicator, objective, results.get(indicator.iri, []))


def _add_performers(element: ET.Element, activities: list[QuerySolution]) -> None:
    """Add one Stakeholder per department, in the order of their codes, with a Role for each of its activities."""
    departments: dict[tuple[str, str], list[QuerySolution]] = defaultdict(list)
    for row in activities:
        department = value_of(row, "department")
        if department:
            departments[(value_of(row, "departmentCode") or "", value_of(row, "departmentName") or department)].append(
                row
            )
    for (code, name), rows in sorted(departments.items(), key=lambda item: (_code_order(item[0][0]), item[0][1])):
        stakeholder = _add(element, "Stakeholder")
        stakeholder.set("StakeholderTypeType", "Organization")
        _add(stakeholder, "Name", name)
        if code:
            _add(stakeholder, "Description", code)
        for row in _by_code(rows):
            role = _add(stakeholder, "Role")
            _add(role, "Name", f"Faaliyet {value_of(row, 'code') or ''}".strip())
            _add(role, "Description", value_of(row, "title") or "")
            _add(role, "RoleType", "Performer")


def _add_indicator(element: ET.Element, indicator: _Node, objective: _Node, results: list[QuerySolution]) -> None:
    kinds = {(value_of(row, "kind") or "").removeprefix(KG_NS) for row in results}
    in_seconds = "durationValue" in kinds and "numericValue" not in kinds
    below = _add(element, "PerformanceIndicator")
    if kinds := kinds - {""}:
        below.set("PerformanceIndicatorType", "Qualitative" if kinds == {"textValue"} else "Quantitative")
    _add(below, "SequenceIndicator", indicator.code)
    _add(below, "MeasurementDimension", indicator.title)
    _add(below, "UnitOfMeasurement", _SECONDS if in_seconds else indicator.unit)
    _add(below, "Identifier", _identifier(indicator.iri))
    relationship = _add(below, "Relationship")
    relationship.set("RelationshipType", "Narrower_Than")
    _add(relationship, "ReferentIdentifier", _identifier(objective.iri))
    _add(relationship, "Name", f"Stratejik hedef {objective.code}")
    notes = [f"Basılı birim: {indicator.unit}"] if in_seconds else []
    for row in results:
        _add_result(below, row, with_durations=in_seconds)
        notes += _notes_on(row)
    if notes:
        _add(below, "OtherInformation", "\n".join(notes))


def _add_result(indicator: ET.Element, row: QuerySolution, *, with_durations: bool) -> None:
    """Add an instance for the baseline, if there is one, and one for the year's target and actual value."""
    year = integer_of(row, "year")
    is_duration = value_of(row, "kind") == f"{KG_NS}durationValue"
    numbers = not is_duration or with_durations
    if _has(row, "baseline"):
        instance = _add(indicator, "MeasurementInstance")
        before = _add_value(instance, "ActualResult", row, "baseline", year - 1, numbers)
        _describe(before, "Değer türü", "önceki yılın değeri", value_of(row, "baselineText"))
    rating = value_of(row, "rating")
    if _has(row, "target") or _has(row, "actual") or rating:
        instance = _add(indicator, "MeasurementInstance")
        if _has(row, "target"):
            target = _add_value(instance, "TargetResult", row, "target", year, numbers)
            _describe(target, None, None, value_of(row, "targetText"))
        if _has(row, "actual") or rating:
            actual = _add_value(instance, "ActualResult", row, "actual", year, numbers)
            _describe(actual, "Başarı durumu", rating, value_of(row, "actualText"))


def _readable(row: QuerySolution) -> QuerySolution:
    """Return a result whose year and numbers can be read. Raises UnreadableLiteral for another."""
    integer_of(row, "year")
    for name in ("baseline", "target", "actual"):
        if row[name] is not None:
            decimal_of(row, name)
    return row


def _add_value(instance: ET.Element, tag: str, row: QuerySolution, name: str, year: int, numbers: bool) -> ET.Element:
    element = _add(instance, tag)
    _add(element, "StartDate", f"{year:04}-01-01")
    _add(element, "EndDate", f"{year:04}-12-31")
    number = value_of(row, name)
    if number is not None and numbers:
        _add(element, "NumberOfUnits", number.rstrip("0").rstrip(".") if "." in number else number)
    return element


def _describe(result: ET.Element, name: str | None, value: str | None, printed: str | None) -> None:
    if name and value:
        descriptor = _add(result, "Descriptor")
        _add(descriptor, "DescriptorName", name)
        _add(descriptor, "DescriptorValue", value)
    if printed:
        _add(result, "Description", printed)


def _notes_on(row: QuerySolution) -> list[str]:
    year, direction, explained, line = (value_of(row, name) for name in ("year", "direction", "explained", "line"))
    notes = [f"{year} yönü: {direction}"] if direction else []
    if explained:
        notes.append(f"{year} sapma nedeni: {'basılı' if explained == 'true' else 'basılı değil'}")
    return [*notes, f"{year} kaynak satırı: {line}"] if line else notes


def _add_administration(root: ET.Element, sources: dict[str, tuple[str, str]]) -> None:
    years = sorted(year for _, text in sources.values() if (year := integer_or_none(text)) is not None)
    if not years:
        return
    element = _add(root, "AdministrativeInformation")
    _add(element, "StartDate", f"{years[0]:04}-01-01")
    _add(element, "EndDate", f"{years[-1]:04}-12-31")
    if len(sources) == 1:
        _add(element, "Source", next(iter(sources)))


def _add_heading(parent: ET.Element, tag: str, node: _Node) -> ET.Element:
    """Add a goal or objective up to its SequenceIndicator; Description is empty, since the source prints only titles."""
    element = _add(parent, tag)
    _add(element, "Name", node.title)
    _add(element, "Description")
    _add(element, "Identifier", _identifier(node.iri))
    _add(element, "SequenceIndicator", node.code)
    return element


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{STRATML_NS}}}{tag}")
    if text is not None:
        element.text = replace_for_xml(text)
    return element


def _has(row: QuerySolution, name: str) -> bool:
    return row[name] is not None or row[f"{name}Text"] is not None


def _named(row: QuerySolution) -> str:
    return f"faaliyet {value_of(row, 'code') or ''}: {value_of(row, 'title') or ''}"


def _identifier(iri: str) -> str:
    """Return the xsd:ID of a thing: an underscore and the UUID (version 5) of its IRI."""
    return f"_{uuid.uuid5(uuid.NAMESPACE_URL, iri)}"


def _sorted(nodes: Iterable[_Node]) -> list[_Node]:
    return sorted(nodes, key=lambda node: (_code_order(node.code), node.iri))


def _by_code(rows: list[QuerySolution]) -> list[QuerySolution]:
    return sorted(rows, key=lambda row: _code_order(value_of(row, "code") or ""))


def _code_order(code: str) -> list[tuple[int, str]]:
    """Sort 9 before 10, and 1.2 before 1.10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.findall(r"\d+|\D+", code)]
