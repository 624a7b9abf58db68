"""Read the footnotes on changes of party, and join them to the members whose names carry their marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import (
    UnreadableCell,
    find_printed_dates,
    read_dates,
    split_leading_footnote_mark,
)
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells
from kentgraf.loaders.profiles.profile import folded_phrases, parties
from kentgraf.loaders.sections.governance.member_list import MemberBlock
from kentgraf.loaders.tables.council import PartyChangeRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold


def read_party_changes(
    source: SourceText, section: Section, blocks: Sequence[MemberBlock], notes: Notes
) -> list[PartyChangeRow]:
    """Return the footnotes on changes of party. A mark that stands beside no name, or beside several, is noted."""
    marked: dict[str, list[int]] = {}
    for number, block in enumerate(blocks, start=1):
        if block.mark:
            marked.setdefault(block.mark, []).append(number)
    changes = []
    for number, line in source.span(section.first, section.last):
        mark, text = split_leading_footnote_mark(line)
        if not mark or is_table_line(line):
            continue
        members = marked.pop(mark, [])
        if len(members) != 1:
            found = f"{len(members)} names with the mark"
            notes.add(
                "doubtful",
                "party_changes",
                "the mark beside one name",
                line=number,
                row=mark,
                field="member",
                found=found,
            )
        changes.append(_read_change(mark, text, number, members[0] if len(members) == 1 else None, notes))
    for mark, members in marked.items():
        name = blocks[members[0] - 1]
        notes.add("missing", "party_changes", "a footnote with this mark", line=name.first, row=mark, found=name.name)
    return changes


def _read_change(mark: str, text: str, line: int, member: int | None, notes: Notes) -> PartyChangeRow:
    on: date | None = None
    try:
        on = next(iter(read_dates(text)), None)
    except UnreadableCell as error:
        notes.unreadable(error, "party_changes", line=line, row=mark, field="on")
    if on is None:
        notes.add("unreadable", "party_changes", "the day of the petition", line=line, row=mark, field="on")
    words = fold(text)
    resigned = words.find(folded_phrases("council", "resigned")[0])
    named = _parties_in(words)
    left = next((key for at, key, _ in named if at < resigned), None)
    joined = next((key for at, key, _ in reversed(named) if at > resigned), None)
    if joined is None:
        notes.add("unreadable", "party_changes", "the party that was joined", line=line, row=mark, field="to_party")
    days = find_printed_dates(text)[:1]
    return PartyChangeRow(
        mark=mark, member=member, on=on, from_party=left, to_party=joined,
        line=line, printed=join_cells(days + [_as_printed(text, name) for _, _, name in named]),
    )  # fmt: skip


def _parties_in(words: str) -> list[tuple[int, str, str]]:
    """Return the parties named in folded text, with their positions; longer names before the shorter ones inside them."""
    found: list[tuple[int, str, str]] = []
    for party in parties().values():
        for name in party.folded:
            for match in re.finditer(rf"\b{re.escape(name)}\b", words):
                found.append((match.start(), party.key, name))
    found.sort(key=lambda hit: (hit[0], -len(hit[2])))
    kept: list[tuple[int, str, str]] = []
    for hit in found:
        if not kept or hit[0] >= kept[-1][0] + len(kept[-1][2]):
            kept.append(hit)
    return kept


def _as_printed(text: str, folded_name: str) -> str:
    """Return the words of `text` that fold to `folded_name`, as printed."""
    words = text.split()
    size = len(folded_name.split())
    for start in range(len(words) - size + 1):
        piece = " ".join(words[start : start + size]).strip(" .,;:'’\"")
        if fold(piece) == folded_name:
            return piece
    return folded_name
