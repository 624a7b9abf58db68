"""Join activities: codes from the performance table, titles from the plan, paired under their target by title.

The two tables spell titles differently by a letter or two and stand in the same order; both speak for a pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.text import SourceText, join_cells
from kentgraf.loaders.sections.money.spending import (
    PerformanceTable,
    PrintedActivity,
    PrintedArea,
    read_performance_table,
)
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.sections.strategy.plan import Plan, PlanElement, PlannedActivity, find_plan_headings, read_plan
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow
from kentgraf.loaders.tables.spending import PerformanceMoneyRow
from kentgraf.ontology.turkish import fold


def join_activities(plan: Plan, table: PerformanceTable, notes: Notes) -> list[ActivityRow]:
    """Return one row for each activity of the performance table, in its order; unpaired activities are noted."""
    rows = []
    _give_lost_targets(plan, table)
    for target in dict.fromkeys(activity.target for activity in table.activities):
        printed = [a for a in table.activities if a.target == target]
        planned = [a for a in plan.activities if a.target == target]
        pairs = _pair_by_title(printed, planned)
        for activity in printed:
            if target is None:
                notes.add(
                    "missing",
                    "activities",
                    "a performance target above the activity",
                    line=activity.line,
                    row=activity.code,
                )
                continue
            rows.append(_row(activity, pairs.get(activity.code), target))
            if activity.code not in pairs and plan.activities:
                notes.add(
                    "doubtful",
                    "activities",
                    "the activity in the plan under the same target",
                    line=activity.line,
                    row=activity.code,
                    found=activity.title,
                )
        left_over = [a for a in planned if a not in pairs.values()]
        for missing in left_over:
            notes.add(
                "doubtful",
                "activities",
                "the activity in the performance table under the same target",
                line=missing.line,
                row=f"{target}/{missing.number}",
                found=missing.title,
            )
    told_of = {activity.target for activity in table.activities}
    for planned_only in [a for a in plan.activities if told_of and a.target not in told_of]:
        notes.add(
            "missing",
            "activities",
            "its target in the performance table",
            line=planned_only.line,
            found=planned_only.title,
        )
    return rows


def _give_lost_targets(plan: Plan, table: PerformanceTable) -> None:
    """Restore lost targets of the performance table from the plan, by the activity's title."""
    lost = [activity for activity in table.activities if activity.target is None]
    pairs = _pair_by_title(lost, plan.activities)
    table.activities = [
        replace(a, target=pairs[a.code].target) if a.target is None and a.code in pairs else a for a in table.activities
    ]


def _pair_by_title(
    printed: Sequence[PrintedActivity], planned: Sequence[PlannedActivity]
) -> dict[str, PlannedActivity]:
    """Pair activities by title, the closest first; titles that differ in more than one letter in six are no pair."""
    scored = []
    for place, activity in enumerate(printed):
        for other_place, other in enumerate(planned):
            one, two = fold(activity.title), fold(other.title)
            slips = max(1, len(one) // 6)
            distance = OSA.distance(one, two, score_cutoff=slips)
            if distance <= slips:
                scored.append((distance, abs(place - other_place), place, other_place))
    pairs: dict[str, PlannedActivity] = {}
    used: set[int] = set()
    for _, _, place, other_place in sorted(scored):
        if printed[place].code not in pairs and other_place not in used:
            pairs[printed[place].code] = planned[other_place]
            used.add(other_place)
    return pairs


def _row(activity: PrintedActivity, planned: PlannedActivity | None, target: str) -> ActivityRow:
    name = planned.title if planned else activity.title
    return ActivityRow(
        code=activity.code, target=target, number=planned.number if planned else None, name=name,
        spellings=activity.title if activity.title != name else None, plan_line=planned.line if planned else None,
        line=activity.line, printed=activity.printed,
    )  # fmt: skip


def build_plan_rows(
    source: SourceText, plan: Plan, table: PerformanceTable, elsewhere: Sequence[PlanElement], notes: Notes
) -> list[PlanRow]:
    """Return areas, goals, objectives and targets. Areas come from the performance table.

    Elements that section 2.1 lacks are taken from the performance table or, failing that, from `elsewhere` (headings of
    other sections), and noted.
    """
    rows = [_area_row(source, number, area) for number, area in enumerate(table.areas, start=1)]
    area_of = {goal: str(number) for number, area in enumerate(table.areas, start=1) for goal in area.goals}
    known = {(element.level, element.code) for element in plan.elements}
    for element in [*plan.elements, *_only_elsewhere(table, elsewhere, known, notes)]:
        other = table.titles.get((element.level, element.code))
        rows.append(
            PlanRow(
                level=element.level,
                code=element.code,
                parent=element.parent or area_of.get(element.code),
                name=element.title or element.code,
                spellings=other if other and other != element.title else None,
                line=element.line,
                last_line=element.last_line,
                printed=element.title or None,
            )
        )
    return rows


def _only_elsewhere(
    table: PerformanceTable, elsewhere: Sequence[PlanElement], known: set[tuple[str, str]], notes: Notes
) -> list[PlanElement]:
    """Return goals, objectives and targets that only other parts of the report print."""
    lines: dict[tuple[str, str], int | None] = {(row.level, row.code): row.line for row in table.rows}
    printed = [
        PlanElement(level, code, title, lines.get((level, code)) or 1)
        for (level, code), title in table.titles.items()
        if level in ("goal", "objective", "target")
    ]
    found: dict[tuple[str, str], PlanElement] = {}
    for element in [*printed, *elsewhere]:
        key = (element.level, element.code)
        if key not in known and key not in found:
            found[key] = element
            told = "the element in section 2.1; taken from elsewhere"
            notes.add("missing", "plan", told, line=element.line, row="/".join(key))
    _add_lost_ancestors(known, found, notes)
    order = ("goal", "objective", "target")
    return sorted(found.values(), key=lambda e: (order.index(e.level), e.line or 0))


def _add_lost_ancestors(known: set[tuple[str, str]], found: dict[tuple[str, str], PlanElement], notes: Notes) -> None:
    """Add elements that are implied by the code of an element below, but printed nowhere; they have no title."""
    for below, above in (("target", "objective"), ("objective", "goal")):
        for level, code in [*known, *found]:
            parent = code.rpartition(".")[0]
            if level == below and parent and (above, parent) not in known and (above, parent) not in found:
                found[(above, parent)] = PlanElement(above, parent, "", None)
                notes.add("missing", "plan", "its title; only its code is known", row=f"{above}/{parent}")


def _area_row(source: SourceText, number: int, area: PrintedArea) -> PlanRow:
    """Return an area under its most frequent spelling; the table's own may be cut off at the cell's edge."""
    wanted = fold(area.title)
    counts: dict[str, int] = {}
    for line in source.lines:
        for cell in line.split("\t"):
            text = " ".join(cell.split())
            if text and len(text) <= len(area.title) + 8 and _same_title(fold(text), wanted):
                counts[text] = counts.get(text, 0) + 1
    whole = [text for text in counts if not any(other != text and other.startswith(text) for other in counts)]
    name = max(whole, key=lambda text: (counts[text], len(text)), default=area.title)
    others = [text for text in counts if text != name]
    return PlanRow(
        level="area",
        code=str(number),
        parent=None,
        name=name,
        spellings=join_cells(others) or None,
        line=area.line,
        printed=area.title,
    )


def _same_title(text: str, wanted: str) -> bool:
    slips = max(1, len(wanted) // 12)
    return text.startswith(wanted) or OSA.distance(text, wanted, score_cutoff=slips) <= slips


def read_plan_and_money(reading: Reading) -> Filled:
    """Fill plan, activities and their money: the plan's titles and the performance table's codes and amounts, joined."""
    source, notes = reading.source, reading.notes

    def plan_of(section: Section, notes: Notes) -> Plan | None:
        found = read_plan(source, section, notes)
        return found if found.elements else None

    def table_of(section: Section, notes: Notes) -> PerformanceTable | None:
        found = read_performance_table(source, section, notes)
        return found if found.rows else None

    plan = reading.read_first("plan", plan_of, "the strategic plan (2.1); its tables are empty") or Plan()
    missing = "the performance table (İdare Performans Tablosu); its tables are empty"
    table = reading.read_first("performance_money", table_of, missing) or PerformanceTable()
    results = reading.sections.first("results")
    elsewhere = find_plan_headings(source, results) if results else []
    return {
        PlanRow: build_plan_rows(source, plan, table, elsewhere, notes),
        ActivityRow: join_activities(plan, table, notes),
        PerformanceMoneyRow: table.rows,
    }


READERS: Final = (SectionReader("activities", (PlanRow, ActivityRow, PerformanceMoneyRow), read_plan_and_money),)
