"""Read the strategic plan (section 2.1): goals, objectives, performance targets, and numbered activities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line
from kentgraf.loaders.profiles.profile import reading_profile
from kentgraf.loaders.tables.notes import Notes

_NUMBERED = re.compile(r"^(?:[-•]\s*)?(\d{1,3})\s*[.)]\s*(\S.*)$")


@dataclass(frozen=True)
class PlanHeading:
    """A goal, objective or target as a heading prints it; `title` is empty where it stands on a line of its own."""

    level: str
    code: str
    title: str


@dataclass(frozen=True)
class PlanElement:
    """A goal, objective or target of the plan."""

    level: str
    code: str
    title: str
    line: int | None
    last_line: int | None = None

    @property
    def parent(self) -> str | None:
        """The code of the element above; None for a goal."""
        return self.code.rpartition(".")[0] or None


@dataclass(frozen=True)
class PlannedActivity:
    """An activity as section 2.1 lists it."""

    target: str
    number: int
    title: str
    line: int
    last_line: int | None = None


@dataclass
class Plan:
    """The plan as section 2.1 prints it."""

    elements: list[PlanElement] = field(default_factory=list)
    activities: list[PlannedActivity] = field(default_factory=list)


@cache
def _heading_pattern() -> re.Pattern[str]:
    """Return the pattern of headings such as `Performans Hedefi 1.1.1:`; Turkish marks on letters are optional."""
    words = reading_profile()["plan"]
    groups = []
    for level, phrases in (("goal", [words["goal"]]), ("objective", [words["objective"]]), ("target", words["target"])):
        choice = "|".join(_forgiving(phrase) for phrase in phrases)
        groups.append(rf"(?P<{level}>{choice})")
    return re.compile(
        rf"(?:{'|'.join(groups)})\s*(?P<code>\d+(?:\s*\.\s*\d+)*)\s*\.?\s*(?P<colon>[:：]?)", re.IGNORECASE
    )


def _forgiving(phrase: str) -> str:
    """Return a pattern for the phrase in which Turkish marks on letters are optional."""
    pairs = {letter: f"[{pair}]" for pair in ("cç", "gğ", "oö", "sş", "uü", "iıİI") for letter in pair}
    return "".join(r"\s+" if c == " " else pairs.get(c, re.escape(c)) for c in phrase)


def read_plan_headings(line: str) -> list[PlanHeading]:
    """Return the plan's headings in a line; several may be joined by `**`."""
    found = []
    text = strip_markup(line.replace("**", " ** ").replace("*", "\v"))
    matches = [m for m in _heading_pattern().finditer(text) if m["colon"] or m.end() == len(text.rstrip(" \v"))]
    for place, match in enumerate(matches):
        if place == 0 and text[: match.start()].strip(" \v-"):
            return []
        end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        level = next(name for name in ("goal", "objective", "target") if match[name])
        code = re.sub(r"\s", "", match["code"])
        title = " ".join(text[match.end() : end].split("\t")[0].replace("\v", " ").split())
        found.append(PlanHeading(level, code, title))
    return found


def read_plan(source: SourceText, section: Section, notes: Notes) -> Plan:
    """Read section 2.1. A line right below a title that is no heading and no number continues that title."""
    plan = Plan()
    target: str | None = None
    last: int | None = None
    for number, line in source.span(section.first, section.last):
        text = strip_markup(line)
        if not text or is_table_line(line):
            continue
        headings = read_plan_headings(line)
        item = _NUMBERED.match(text)
        if headings:
            for heading in headings:
                plan.elements.append(PlanElement(heading.level, heading.code, heading.title, number))
                target = heading.code if heading.level == "target" else None
        elif item and target and _is_next(plan, target, int(item[1])):
            plan.activities.append(PlannedActivity(target, int(item[1]), item[2].strip(), number))
        elif last == number - 1 and plan.elements:
            _go_on(plan, target, text, number)
        else:
            notes.add(
                "unusual", "plan", "a goal, objective, target or numbered activity; left out", line=number, found=text
            )
            continue
        last = number
    _check_codes(plan, notes)
    return plan


def find_plan_headings(source: SourceText, section: Section) -> list[PlanElement]:
    """Return the goals, objectives and targets that a section's headings name with titles, each once."""
    found: dict[tuple[str, str], PlanElement] = {}
    for number, line in source.span(section.first, section.last):
        for heading in read_plan_headings(line) if not is_table_line(line.strip()) else []:
            if heading.title:
                element = PlanElement(heading.level, heading.code, heading.title, number)
                found.setdefault((heading.level, heading.code), element)
    return list(found.values())


def _is_next(plan: Plan, target: str, number: int) -> bool:
    """Return whether an activity's number is plausible; `5 Yıllık …` inside a wrapped title is not."""
    before = [activity.number for activity in plan.activities if activity.target == target]
    return number > max(before, default=0) or number not in before


def _go_on(plan: Plan, target: str | None, text: str, line: int) -> None:
    if target and plan.activities and plan.activities[-1].target == target:
        whole = plan.activities[-1]
        plan.activities[-1] = replace(whole, title=f"{whole.title} {text}", last_line=line)
    else:
        element = plan.elements[-1]
        plan.elements[-1] = replace(element, title=f"{element.title} {text}".strip(), last_line=line)


def _check_codes(plan: Plan, notes: Notes) -> None:
    codes = {element.code for element in plan.elements}
    for element in plan.elements:
        if element.parent and element.parent not in codes:
            notes.add("missing", "plan", f"the element {element.parent} above it", line=element.line, row=element.code)
    for place, element in enumerate(plan.elements):
        if any(element.code == other.code for other in plan.elements[:place]):
            notes.add("doubtful", "plan", "each code once; the first was taken", line=element.line, row=element.code)
    seen: set[str] = set()
    plan.elements = [e for e in plan.elements if not (e.code in seen or seen.add(e.code))]  # type: ignore[func-returns-value]
