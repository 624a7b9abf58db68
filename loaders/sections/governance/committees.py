"""Read the committees: the encümen, an agency's encümen, the audit commission.

What is read here are printed places with printed names; who the people are is settled in `people`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import (
    UnreadableCell,
    find_printed_dates,
    read_dates,
    strip_markup,
)
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.identity.names import ends_in_surname, is_capital_word, parse_name
from kentgraf.loaders.profiles.profile import folded_phrases
from kentgraf.loaders.tables.bodies import BodyKind, BodyRole, SeatKind
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.periods import Period
from kentgraf.ontology.turkish import fold


@dataclass(frozen=True)
class PrintedMembership:
    """A membership of a body as printed: name, period, role, line."""

    body: str
    term: Period
    slot: int
    name: str
    honorific: str | None
    mark: str | None
    role: BodyRole | None
    role_printed: str | None
    line: int
    printed: str
    seat_kind: SeatKind = "elected"
    office: str | None = None
    joined: date | None = None
    left: date | None = None
    term_line: int | None = None

    @property
    def term_from(self) -> str:
        """First day of the printed term (ISO), or `undated`: with the body, the term's key."""
        return self.term.start.isoformat() if self.term.start else "undated"


@dataclass(frozen=True)
class Body:
    """A body and the spellings of its name."""

    key: str
    kind: BodyKind
    name: str
    spellings: tuple[str, ...] = ()
    agency: str | None = None


@dataclass(frozen=True)
class Renaming:
    """A unit that was renamed, as a remark says."""

    former_name: str
    name: str
    on: date | None
    line: int
    printed: str


@dataclass
class BodiesRead:
    """Bodies, memberships and renamings found in sections on bodies."""

    bodies: list[Body] = field(default_factory=list)
    places: list[PrintedMembership] = field(default_factory=list)
    renamings: list[Renaming] = field(default_factory=list)


def read_executive_committee(source: SourceText, section: Section, body: str, notes: Notes) -> BodiesRead:
    """Read the encümen: under a line with a period, one row for each member with name and office, remarks in brackets."""
    read = BodiesRead()
    term: Period | None = None
    term_line = slot = 0
    for number, line in source.span(section.first, section.last):
        if not is_table_line(line):
            period = read_period(line, notes, number)
            if period:
                term, term_line, slot = period, number, 0
            continue
        cells = split_cells(line)
        if term is None or len(cells) < 2 or not ends_in_surname(cells[0]):
            continue
        slot += 1
        place, renaming = _executive_place(cells, body, term, slot, number, notes)
        read.places.append(replace(place, term_line=term_line))
        if renaming:
            read.renamings.append(renaming)
    return read


def _executive_place(
    cells: list[str], body: str, term: Period, slot: int, line: int, notes: Notes
) -> tuple[PrintedMembership, Renaming | None]:
    name = parse_name(cells[0])
    text = strip_markup(cells[1])
    office, _, remark = text.partition("(")
    office = office.strip()
    joined = left = None
    renaming = None
    try:
        days = read_dates(remark)
        if days and _says(remark, "left"):
            left = days[0]
        elif days and _says(remark, "joined"):
            joined = days[0]
        elif remark and folded_phrases("executive", "renamed")[0] in fold(remark):
            renaming = _renaming(remark, days, line)
        elif remark:
            notes.add("unusual", "memberships", "a remark on who came, left or was renamed", line=line, found=remark)
    except UnreadableCell as error:
        notes.unreadable(error, "memberships", line=line, row=f"{body}/{slot}", field="remark")
    elected = fold(office) == folded_phrases("executive", "elected")[0]
    chair = fold(office).endswith(folded_phrases("executive", "chair")[0])
    place = PrintedMembership(
        body=body, term=term, slot=slot, name=name.name, honorific=name.honorific, mark=name.mark,
        role="chair" if chair else "member", role_printed=office, line=line,
        printed=join_cells([cells[0], office, *find_printed_dates(remark)]),
        seat_kind="elected" if elected else "ex_officio", office=None if elected else office, joined=joined, left=left,
    )  # fmt: skip
    return place, renaming


def _says(remark: str, what: str) -> bool:
    return any(phrase in fold(remark) for phrase in folded_phrases("executive", what))


def _renaming(remark: str, days: list[date], line: int) -> Renaming | None:
    """`(X Başkanlığının adı 13.10.2025 tarihinde Y olarak değiştirilmiştir.)`: X became Y."""
    day = find_printed_dates(remark)[:1]
    pattern = (
        rf"\(?(.+?)(?:nın|nin|nun|nün|ın|in|un|ün)\s+adı\s+{re.escape(day[0]) if day else ''}\s*\w*\s+(.+?)\s+olarak"
    )
    match = re.search(pattern, remark)
    if not match:
        return None
    return Renaming(
        former_name=match.group(1).strip(), name=match.group(2).strip(), on=days[0] if days else None, line=line,
        printed=join_cells([match.group(1).strip(), *day, match.group(2).strip()]),
    )  # fmt: skip


def read_columns_by_period(source: SourceText, section: Section, body: str, notes: Notes) -> BodiesRead:
    """Read a committee printed in one column of names for each period (the agency's encümen)."""
    read = BodiesRead()
    terms: list[tuple[Period, int]] = []
    slots: dict[int, int] = {}
    for number, line in source.span(section.first, section.last):
        cells = split_cells(line)
        periods = [(p, number) for cell in cells if (p := read_period(cell, notes, number))]
        if periods:
            terms = periods if slots else [*terms, *periods]
            slots = {}
            continue
        columns = _in_columns(cells, len(terms))
        if not columns and terms and any(map(ends_in_surname, cells)):
            expected = f"a name for each of {len(terms)} periods; left out"
            notes.add("doubtful", "memberships", expected, line=number, row=body, found=join_cells(cells))
        for column, cell in enumerate(columns):
            if not ends_in_surname(cell):
                continue
            slots[column] = slots.get(column, 0) + 1
            name = parse_name(cell)
            term, term_line = terms[column]
            read.places.append(
                PrintedMembership(
                    body=body, term=term, slot=slots[column], name=name.name, honorific=name.honorific, mark=name.mark,
                    role="member", role_printed=None, line=number, printed=cell, term_line=term_line,
                )
            )  # fmt: skip
    return read


def _in_columns(cells: list[str], width: int) -> list[str]:
    """Return a row's cells by column; none where it is open which cell belongs to which column."""
    if len(cells) <= width:
        return cells
    printed = [cell for cell in cells if cell]
    return printed if len(printed) == width else []


def read_plain_list(source: SourceText, section: Section, body: str) -> BodiesRead:
    """Read a body printed as a list of names without a period (the audit commission)."""
    read = BodiesRead()
    for number, line in source.span(section.first, section.last):
        text = line.strip()
        if not text or is_table_line(text) or not is_name(text):
            continue
        name = parse_name(text)
        slot = len(read.places) + 1
        read.places.append(
            PrintedMembership(body, Period(), slot, name.name, name.honorific, name.mark, "member", None, number, text)
        )
    return read


def is_name(text: str) -> bool:
    """Return whether a line is a person's name and nothing else: two to five words, the last in capitals."""
    words = parse_name(text).name.split()
    return 2 <= len(words) <= 5 and is_capital_word(words[-1]) and not is_capital_word(words[0])


def read_period(text: str, notes: Notes, line: int) -> Period | None:
    """Return the period that `text` prints, both days included; None if it prints none."""
    try:
        days = read_dates(text)
    except UnreadableCell as error:
        notes.unreadable(error, "memberships", line=line, field="period")
        return None
    if len(days) < 2 or days[1] < days[0]:
        return None
    return Period.through(days[0], days[1])
