"""The specialised commissions (ihtisas komisyonları) of each term, and the footnotes on seats that changed hands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import (
    UnreadableCell,
    find_printed_dates,
    read_dates,
    split_leading_footnote_mark,
    strip_markup,
)
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells
from kentgraf.loaders.identity.names import ends_in_surname, is_capital_word, parse_name
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.governance.committees import Body, PrintedMembership, read_period
from kentgraf.loaders.tables.bodies import BodyRole
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.periods import Period
from kentgraf.ontology.turkish import fold, slug, sort_key

_FEWEST_BEFORE = 2
"""A chair and a deputy: a slip of the role in the second row begins nothing anew."""


@dataclass(frozen=True)
class Replacement:
    """A footnote on a seat that changed hands, as printed."""

    term: Period
    mark: str
    left_name: str | None
    joined_name: str | None
    resigned_from: Literal["party", "commission"] | None
    petition_on: date | None
    decided_on: date | None
    decision: str | None
    outcome: Literal["replaced", "re_elected"] | None
    line: int
    printed: str


def read_commissions(
    source: SourceText, section: Section, notes: Notes
) -> tuple[list[tuple[str, PrintedMembership]], list[Replacement]]:
    """Return the memberships of a section by the commission's printed name, and the footnotes below the tables.

    A table's head row prints the commissions' names, every second cell empty; under it, a name and a role a commission.
    A table that goes on after a page break has no head of its own and belongs to the last one.
    """
    term = read_period(source.line(section.heading), notes, section.heading) or Period()
    if term.start is None:
        notes.add(
            "unreadable",
            "memberships",
            "the term in the heading",
            line=section.heading,
            found=source.line(section.heading),
        )
    term_line: int | None = section.heading
    heads: list[str] = []
    slots: dict[str, int] = {}
    places: list[tuple[str, PrintedMembership]] = []
    footnotes: list[Replacement] = []
    repeated = refused = False
    for number, line in source.span(section.first, section.last):
        mark, text = split_leading_footnote_mark(line)
        if mark and not is_table_line(line):
            footnotes.append(_read_footnote(mark, text, term, number, notes))
            continue
        following = _next_term(line, notes, number)
        if following:
            term, term_line, heads, slots = following, number, [], {}
            continue
        if not is_table_line(line):
            continue
        cells = [strip_markup(cell) for cell in line.split("\t")]
        if _is_head(cells):
            heads, refused = cells[0::2], False
            repeated = any(fold(head) in slots for head in heads if head)
            continue
        if not heads:
            if not refused:
                told = "a row of commissions' names above; the table was left out"
                notes.add("missing", "memberships", told, line=number, found=line)
            refused = True
            continue
        if not any(ends_in_surname(cell) for cell in cells[0::2]):
            heads = []
            continue
        if _begins_anew(cells, heads, slots):
            if not repeated:
                told = "a row of commissions' names above, since other members begin here; the table was left out"
                notes.add("missing", "memberships", told, line=number, found=line)
                heads, refused = [], True
                continue
            told = "the heading of the next term; its places stand without dates"
            notes.add("missing", "memberships", told, line=number, found=heads[0])
            term, term_line, slots = Period(), None, {}
        repeated = False
        found = _row_of_places(cells, heads, slots, term, number, notes)
        places += [(head, replace(place, term_line=term_line)) for head, place in found]
    return places, footnotes


def _begins_anew(cells: list[str], heads: list[str], slots: dict[str, int]) -> bool:
    """Return whether the row begins a list of members anew: most commissions get a chair beside those that they have."""
    columns = [column for column, head in enumerate(heads) if head and _pair(cells, column)[0]]
    chairs = [column for column in columns if _read_role(_pair(cells, column)[1]) == "chair"]
    again = [column for column in chairs if slots.get(fold(heads[column]), 0) >= _FEWEST_BEFORE]
    return bool(again) and 2 * len(again) >= len(columns)


def _next_term(line: str, notes: Notes, number: int) -> Period | None:
    """Return the term that a damaged heading announces: a line with a period and the word for commissions."""
    named = folded_phrases("commissions", "suffix")[0][:-1] in fold(line)
    return read_period(line, notes, number) if named else None


def _row_of_places(
    cells: list[str], heads: list[str], slots: dict[str, int], term: Period, line: int, notes: Notes
) -> Iterator[tuple[str, PrintedMembership]]:
    """Yield one membership for each commission of a table's row. Counts slots in `slots`."""
    for column, head in enumerate(heads):
        name_cell, role_cell = _pair(cells, column)
        if not head:
            continue
        if not name_cell:
            notes.add("missing", "memberships", "a name", line=line, row=head, field="name_printed")
            continue
        slot = slots[fold(head)] = slots.get(fold(head), 0) + 1
        name = parse_name(name_cell)
        role = _read_role(role_cell)
        if role is None:
            expected = "a role such as Başkan, Başkan V. or Üye"
            row = f"{head}/{slot}"
            notes.add("unreadable", "memberships", expected, line=line, row=row, field="role", found=role_cell)
        printed = join_cells([name_cell, role_cell]) if role_cell else name_cell
        role_printed = role_cell or None
        yield (
            head,
            PrintedMembership("", term, slot, name.name, name.honorific, name.mark, role, role_printed, line, printed),
        )


def _is_head(cells: list[str]) -> bool:
    suffix = folded_phrases("commissions", "suffix")[0]
    names, between = [c for c in cells[0::2] if c], [c for c in cells[1::2] if c]
    return bool(names) and not between and sum(_ends_near(name, suffix) for name in names) * 2 >= len(names)


def _ends_near(name: str, suffix: str) -> bool:
    return OSA.distance(fold(name)[-len(suffix) :], suffix, score_cutoff=2) <= 2


def _pair(cells: list[str], column: int) -> tuple[str, str]:
    at = column * 2
    return (cells[at].strip() if at < len(cells) else "", cells[at + 1].strip() if at + 1 < len(cells) else "")


def _read_role(cell: str) -> BodyRole | None:
    text = fold(cell)
    roles: dict[str, BodyRole] = {"chair": "chair", "vice_chair": "vice_chair", "member": "member"}
    exact = [role for key, role in roles.items() if text in folded_phrases("roles", key)]
    if exact:
        return exact[0]
    scored = [
        (OSA.distance(text, word), role)
        for key, role in roles.items()
        for word in folded_phrases("roles", key)
        if len(word) > 3
    ]
    best = sorted(scored, key=lambda hit: hit[0])
    return (
        best[0][1]
        if text
        and best[0][0] <= 1
        and best[0][0] < len(text) - 1
        and (best[1][0] > best[0][0] or best[1][1] == best[0][1])
        else None
    )


def _read_footnote(mark: str, text: str, term: Period, line: int, notes: Notes) -> Replacement:
    row = f"{term.start}/{mark}"
    try:
        days = read_dates(text)
    except UnreadableCell as error:
        notes.unreadable(error, "replacements", line=line, row=row, field="decided_on")
        days = []
    numbers = re.findall(rf"(\d+)\s*{re.escape(reading_profile()['commissions']['number_after'])}", text)
    left = _name_before_day(text)
    again = folded_phrases("commissions", "again")[0] in fold(text)
    joined = left if again else _name_after(text, reading_profile()["commissions"]["instead"])
    words = fold(text)
    resigned: Literal["party", "commission"] | None = None
    if folded_phrases("commissions", "party")[0] in words:
        resigned = "party"
    elif folded_phrases("commissions", "commission")[0] in words:
        resigned = "commission"
    for missing, what in (
        (left, "left_name"),
        (joined, "joined_name"),
        (numbers, "decision"),
        (len(days) > 1, "decided_on"),
    ):
        if not missing:
            notes.add(
                "unreadable",
                "replacements",
                "a footnote on who left, who came and by which decision",
                line=line,
                row=row,
                field=what,
            )
    facts = [mark, left, *find_printed_dates(text)[:2], *numbers[:1], joined if joined != left else None]
    return Replacement(
        term=term, mark=mark, left_name=left, joined_name=joined, resigned_from=resigned,
        petition_on=days[0] if days else None, decided_on=days[1] if len(days) > 1 else None,
        decision=numbers[0] if numbers else None,
        outcome=("re_elected" if again else "replaced") if joined else None, line=line,
        printed=join_cells([fact for fact in facts if fact]),
    )  # fmt: skip


def _name_before_day(text: str) -> str | None:
    days = find_printed_dates(text)
    head = text.partition(days[0])[0].strip() if days else ""
    return head if head and ends_in_surname(head) else None


def _name_after(text: str, word: str) -> str | None:
    """Return the name after `word`: given names and the capitals that follow them."""
    match = re.search(rf"\b{re.escape(word)}\s+(.+)", text)
    if not match:
        return None
    words: list[str] = []
    for piece in match.group(1).split():
        if words and is_capital_word(words[-1]) and not is_capital_word(piece):
            break
        words.append(piece.strip(".,;"))
    name = " ".join(words)
    return name if ends_in_surname(name) and len(words) <= 5 else None


def resolve_commissions(
    printed: list[tuple[str, PrintedMembership]], source: SourceText, notes: Notes
) -> tuple[list[Body], list[PrintedMembership]]:
    """Resolve commissions over terms and spellings: names that fold alike, or differ in a letter or two, are one.

    Two names of the same term are never one, however near. The spelling that is printed most often holds,
    in the tables first, then in the whole text.
    """
    counts: dict[str, int] = {}
    terms: dict[str, set[Period]] = {}
    for head, place in printed:
        counts[head] = counts.get(head, 0) + 1
        terms.setdefault(head, set()).add(place.term)
    groups: list[list[str]] = []
    for head in sorted(counts, key=sort_key):
        scored = [(_difference(head, group[0]), group) for group in groups if _may_be_one(head, group, terms)]
        distance, group = min(scored, key=lambda hit: hit[0], default=(99, []))
        if distance <= max(1, len(head) // 12) or (group and _commission_slug(head) == _commission_slug(group[0])):
            group.append(head)
        else:
            groups.append([head])
    bodies: list[Body] = []
    keys: dict[str, str] = {}
    for group in groups:
        name = max(group, key=lambda spelling: (counts[spelling], source.whole.count(spelling), spelling))
        key = f"commission/{_commission_slug(name)}"
        if key in keys.values():
            key = f"{key}-{len(bodies) + 1}"
        others = tuple(s for s in group if s != name)
        bodies.append(Body(key, "commission", name, others))
        if others:
            notes.add("unusual", "bodies", f"one spelling; {name} was taken", row=key, found=join_cells(others))
        keys.update(dict.fromkeys(group, key))
    places = [replace(place, body=keys[head]) for head, place in printed]
    return sorted(bodies, key=lambda body: sort_key(body.name)), places


def _may_be_one(head: str, group: list[str], terms: dict[str, set[Period]]) -> bool:
    return all(fold(head) == fold(other) or not terms[head] & terms[other] for other in group)


def _difference(one: str, other: str) -> int:
    return int(OSA.distance(fold(one), fold(other)))


def _commission_slug(name: str) -> str:
    words = slug(name).split("-")
    return (
        "-".join(words[:-1])
        if len(words) > 1 and fuzz.ratio(words[-1], folded_phrases("commissions", "suffix")[0]) > 80
        else "-".join(words)
    )
