"""Read which departments carry out which activity: labels below the headings of the narrative (section 3.2.1).

Under a target's heading each activity's title stands on a line of its own; below it, paragraphs that open with a
department's name and a colon. Titles come again as captions of pictures, so the line that a label follows is the heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.text import SourceText, is_table_line
from kentgraf.loaders.identity.department_names import DepartmentNames, departments_of
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.sections.strategy.plan import read_plan, read_plan_headings
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.plan import ActivityRow, ResponsibilityRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.turkish import fold

_LONGEST_TITLE = 260


@dataclass(frozen=True)
class _Label:
    text: str
    line: int


def read_responsibilities(
    source: SourceText,
    first: int,
    last: int,
    activities: Sequence[ActivityRow],
    units: Sequence[InstitutionalMoneyRow],
    notes: Notes,
) -> list[ResponsibilityRow]:
    """Return the labels of lines `first` to `last`, joined to the activity above and to the department they name."""
    departments = DepartmentNames(departments_of(units))
    headings = _find_headings(source, first, last, activities, departments, notes)
    found: dict[tuple[str, str], ResponsibilityRow] = {}
    labelled: set[str] = set()
    for label in _labels(source, first, last, departments):
        above = max((line for line in headings if line < label.line), default=None)
        if above is None:
            continue
        activity = headings[above]
        met = departments.find(label.text)
        if met is None:
            note = "a department of the institutional classification; a smaller unit was left out"
            notes.add(
                "doubtful",
                "responsibilities",
                note,
                line=label.line,
                row=activity,
                field="department",
                found=label.text,
            )
            continue
        code, rule = met
        labelled.add(activity)
        row = ResponsibilityRow(
            activity=activity, department=code, label=label.text, heading_line=above, rule=rule,
            line=label.line, printed=label.text,
        )  # fmt: skip
        found.setdefault((activity, code), row)
    for activity_row in activities:
        if activity_row.code not in labelled:
            notes.add(
                "missing", "responsibilities", "a department named under the activity's heading", row=activity_row.code
            )
    return list(found.values())


def _find_headings(
    source: SourceText,
    first: int,
    last: int,
    activities: Sequence[ActivityRow],
    departments: DepartmentNames,
    notes: Notes,
) -> dict[int, str]:
    """Return the activity by the line of its heading. A line followed by a label is a heading; else the first match in its target."""
    by_target: dict[str, list[ActivityRow]] = {}
    for activity in activities:
        by_target.setdefault(activity.target, []).append(activity)
    target: str | None = None
    sure: dict[str, int] = {}
    likely: dict[str, int] = {}
    for number, line in source.span(first, last):
        if is_table_line(line):
            continue
        targets = [h.code for h in read_plan_headings(line) if h.level == "target"]
        if targets:
            target = targets[-1]
            continue
        text = source.folded[number - 1]
        if target is None or not text or len(text) > _LONGEST_TITLE:
            continue
        for wrapped in (1, 2):
            whole = text if wrapped == 1 else f"{text} {source.folded[number] if number < len(source.lines) else ''}"
            code = _activity_titled(whole, by_target.get(target, []))
            if code is None:
                continue
            follows = _next_line(source, number + wrapped, last)
            if follows and departments.read_label(source.line(follows)):
                sure.setdefault(code, number)
            else:
                likely.setdefault(code, number)
            break
    for code, line_number in likely.items():
        if code not in sure:
            sure[code] = line_number
    for activity in activities:
        if activity.code not in sure:
            notes.add(
                "missing",
                "responsibilities",
                "the activity's heading in the narrative",
                row=activity.code,
                found=activity.name,
            )
    return {line_number: code for code, line_number in sure.items()}


def _next_line(source: SourceText, start: int, last: int) -> int | None:
    return next((number for number, line in source.span(start, last) if line.strip()), None)


def _activity_titled(text: str, activities: Sequence[ActivityRow]) -> str | None:
    """Return the activity whose title the folded line is; one letter in twenty may differ."""
    best: tuple[int, str] | None = None
    for activity in activities:
        for title in (activity.name, *(activity.spellings or "").split(" | ")):
            wanted = fold(title)
            slips = len(wanted) // 20
            if not wanted or abs(len(wanted) - len(text)) > slips:
                continue
            distance = OSA.distance(text, wanted, score_cutoff=slips)
            if distance <= slips and (best is None or distance < best[0]):
                best = (distance, activity.code)
    return best[1] if best else None


def _labels(source: SourceText, first: int, last: int, departments: DepartmentNames) -> Iterator[_Label]:
    for number, line in source.span(first, last):
        if not is_table_line(line):
            label = departments.read_label(line)
            if label:
                yield _Label(label, number)


def read_labels(reading: Reading) -> Filled:
    """Fill responsibilities from the labels between the plan and the results, or else from the whole report."""
    activities, units = reading.rows(ActivityRow), reading.rows(InstitutionalMoneyRow)
    if not activities or not units:
        return {}
    noted = Notes()
    found: list[ResponsibilityRow] = []
    for first, last in (_between_plan_and_results(reading), (1, len(reading.source.lines))):
        noted = Notes()
        found = read_responsibilities(reading.source, first, last, activities, units, noted)
        if found:
            break
    reading.notes.extend(noted)
    return {ResponsibilityRow: found}


def _between_plan_and_results(reading: Reading) -> tuple[int, int]:
    plan = next((s for s in reading.sections.all("plan") if read_plan(reading.source, s, Notes()).elements), None)
    results = reading.sections.first("results")
    return (plan.last + 1 if plan else 1), (results.heading - 1 if results else len(reading.source.lines))


READERS: Final = (
    SectionReader("responsibilities", (ResponsibilityRow,), read_labels, (ActivityRow, InstitutionalMoneyRow)),
)
