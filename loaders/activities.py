"""Activities: codes from the performance table, titles from the plan, joined under their target by title.

The two tables spell titles differently by a letter or two and stand in the same order; both speak for a pair.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from kentgraf.loaders.money import PerformanceTable, PrintedActivity, PrintedArea
from kentgraf.loaders.notes import Notes
from kentgraf.loaders.report import SourceText, printed_cells
from kentgraf.loaders.strategy import Plan, PlannedActivity
from kentgraf.loaders.tables import ActivityRow, PlanRow
from kentgraf.ontology.turkish import fold


def join_activities(plan: Plan, table: PerformanceTable, notes: Notes) -> list[ActivityRow]:
    """One row an activity of the performance table, in its order; what stands in one table only is noted."""
    rows = []
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
    for planned_only in [a for a in plan.activities if a.target not in {x.target for x in table.activities}]:
        notes.add(
            "missing",
            "activities",
            "its target in the performance table",
            line=planned_only.line,
            found=planned_only.title,
        )
    return rows


def _pair_by_title(
    printed: Sequence[PrintedActivity], planned: Sequence[PlannedActivity]
) -> dict[str, PlannedActivity]:
    """The closest titles first, each used once; titles that differ in more than one letter in six are no pair."""
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


def plan_rows(source: SourceText, plan: Plan, table: PerformanceTable, notes: Notes) -> list[PlanRow]:
    """Areas, goals, objectives and targets. Areas come from the performance table; elements that only it prints are added."""
    rows = [_area_row(source, number, area) for number, area in enumerate(table.areas, start=1)]
    area_of = {goal: str(number) for number, area in enumerate(table.areas, start=1) for goal in area.goals}
    known = {element.code for element in plan.elements}
    for element in plan.elements:
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
                printed=element.title,
            )
        )
    for (level, code), title in table.titles.items():
        if level in ("goal", "objective", "target") and code not in known:
            line = next(row.line for row in table.rows if (row.level, row.code) == (level, code))
            notes.add(
                "missing",
                "plan",
                "the element in section 2.1; taken from the performance table",
                line=line,
                row=f"{level}/{code}",
            )
            parent = code.rpartition(".")[0] or area_of.get(code)
            rows.append(
                PlanRow(
                    level=level, code=code, parent=parent, name=title or code, spellings=None, line=line, printed=title
                )
            )
    return rows


def _area_row(source: SourceText, number: int, area: PrintedArea) -> PlanRow:
    """An area under the spelling that the report prints most; the table's own may be cut off at the cell's edge."""
    wanted = fold(area.title)
    counts: dict[str, int] = {}
    for line in source.lines:
        for cell in line.split("\t"):
            text = " ".join(cell.split())
            if text and len(text) <= len(area.title) + 8 and _same_title(fold(text), wanted):
                counts[text] = counts.get(text, 0) + 1
    name = max(counts, key=lambda text: (counts[text], len(text)), default=area.title)
    others = [text for text in counts if text != name]
    return PlanRow(
        level="area",
        code=str(number),
        parent=None,
        name=name,
        spellings=printed_cells(others) or None,
        line=area.line,
        printed=area.title,
    )


def _same_title(text: str, wanted: str) -> bool:
    slips = max(1, len(wanted) // 12)
    return text.startswith(wanted) or OSA.distance(text, wanted, score_cutoff=slips) <= slips
