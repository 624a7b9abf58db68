"""Which departments carry out which activity: the labels under each activity's heading in the narrative (section 3.2.1).

Under a target's heading each activity's title stands on a line of its own; below it, paragraphs that open with a
department's name and a colon. Titles come again as captions of pictures, so the line that a label follows is the heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from kentgraf.loaders.cells import without_markup
from kentgraf.loaders.notes import Notes
from kentgraf.loaders.profile import profile
from kentgraf.loaders.report import SourceText, is_table_line
from kentgraf.loaders.strategy import headings_in
from kentgraf.loaders.tables import ActivityRow, InstitutionalMoneyRow, ResponsibilityRow
from kentgraf.ontology.turkish import fold

_LABEL = re.compile(r"^\s*([^:;()\d][^:;]{2,100}?)\s*:(?=\s|$)")
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
    """The labels of lines `first` to `last`, joined to activities by the heading above and to departments by their names."""
    departments = DepartmentNames(deepest(units))
    headings = _find_headings(source, first, last, activities, departments, notes)
    found: dict[tuple[str, str], ResponsibilityRow] = {}
    labelled: set[str] = set()
    for label in _labels(source, first, last, departments):
        above = max((line for line in headings if line < label.line), default=None)
        if above is None:
            continue
        activity = headings[above]
        met = departments.named(label.text)
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
    """The line of every activity's heading. A line that a label follows is a heading; else the first one in its target."""
    by_target: dict[str, list[ActivityRow]] = {}
    for activity in activities:
        by_target.setdefault(activity.target, []).append(activity)
    target: str | None = None
    sure: dict[str, int] = {}
    likely: dict[str, int] = {}
    for number, line in source.span(first, last):
        if is_table_line(line):
            continue
        targets = [h.code for h in headings_in(line) if h.level == "target"]
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
            if follows and departments.label_of(source.line(follows)):
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
    """The activity whose title (in any printed spelling) the folded line is, but for one slipped letter in twenty."""
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
            label = departments.label_of(line)
            if label:
                yield _Label(label, number)


class DepartmentNames:
    """The departments by name, and the test for what counts as a label."""

    def __init__(self, units: Sequence[InstitutionalMoneyRow]) -> None:
        """Knows the names of `units`, which are those of the deepest level."""
        self._codes = {fold(write_out(unit.name)): unit.code for unit in units}
        self._words = {fold(suffix).split()[-1] for suffix in profile()["units"]["suffixes"]} | {"birimi"}

    def label_of(self, line: str) -> str | None:
        """The label that opens the line: words that end as units' names do, then a colon."""
        match = _LABEL.match(without_markup(line))
        if not match:
            return None
        words = fold(write_out(match[1])).split()
        if not words or len(words) < 2:
            return None
        ends = any(OSA.distance(words[-1], word) <= (1 if len(word) > 6 else 0) for word in self._words)
        return match[1].strip() if ends or self.named(match[1]) else None

    def named(self, label: str) -> tuple[str, str] | None:
        """The department's code and the rule by which the label met its name; None if it meets none, or two alike."""
        plain, written = fold(label), fold(write_out(label))
        if plain in self._codes:
            return self._codes[plain], "same_letters"
        if written in self._codes:
            return self._codes[written], "abbreviation"
        scored = sorted((OSA.distance(written, name), code) for name, code in self._codes.items())
        slips = max(1, len(written) // 12)
        if scored and scored[0][0] <= slips and (len(scored) == 1 or scored[1][0] > scored[0][0] + 1):
            return scored[0][1], "near"
        return None


def deepest(units: Sequence[InstitutionalMoneyRow]) -> list[InstitutionalMoneyRow]:
    """The units at the deepest level of the institutional classification: the departments."""
    level = max((unit.level for unit in units), default=0)
    return [unit for unit in units if unit.level == level]


@cache
def _abbreviations() -> dict[str, str]:
    return dict(profile()["units"]["abbreviations"])


def write_out(name: str) -> str:
    """A unit's name with its abbreviations written out: `Dairesi Bşk.` gives `Dairesi Başkanlığı`."""
    return re.sub(
        r"(\w+)\.?(?=\s|$)",
        lambda m: _abbreviations().get(m[1], m[0]) if m[0].endswith(".") or m[1] in _abbreviations() else m[0],
        name,
    )
