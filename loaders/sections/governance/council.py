"""The council: districts, members and changes of party, from the list of members and its footnotes."""

from __future__ import annotations

from typing import Final

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.text import join_cells
from kentgraf.loaders.identity.districts import find_districts
from kentgraf.loaders.identity.names import parse_name
from kentgraf.loaders.sections.governance.member_list import MemberBlock, infer_roles, read_members, read_term
from kentgraf.loaders.sections.governance.party_changes import read_party_changes
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.tables.council import MemberRow, PartyChangeRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.people import DistrictRow
from kentgraf.ontology.turkish import fold, slug, sort_key

_FEWEST_LINES: Final = 5


def read_council(reading: Reading) -> Filled:
    """Fill districts, members and changes of party. Every member becomes a person of `reading.people`."""
    source, notes = reading.source, reading.notes

    def blocks_of(section: Section, notes: Notes) -> tuple[Section, list[MemberBlock]] | None:
        if section.last - section.first + 1 <= _FEWEST_LINES:
            return None
        return section, read_members(source, section, notes)

    found = reading.read_first("members", blocks_of, "the list of council members; its tables are empty")
    if found is None:
        return {}
    section, blocks = found
    districts = find_districts(source, [block.district for block in blocks if block.district], notes)
    roles = infer_roles(blocks, districts, notes)
    term = read_term(source, section) or reading.year
    members = [
        MemberRow(
            number=number, person=reading.people.add_member(block.name, block.honorific, block.first),
            name_printed=" ".join(block.lines[: _count_name_lines(block)]), role=role, role_printed=block.role_printed,
            district=slug(districts[block.district].name) if block.district else None,
            district_printed=block.district, party=block.party, party_printed=block.party_printed, mark=block.mark,
            **reading.period_columns(term), line=block.first, last_line=block.last, printed=block.printed,
        )
        for number, (block, role) in enumerate(zip(blocks, roles, strict=True), start=1)
    ]  # fmt: skip
    return {
        DistrictRow: [
            DistrictRow(district=slug(d.name), name=d.name, spellings=join_cells(d.spellings) or None)
            for d in sorted(set(districts.values()), key=lambda district: sort_key(district.name))
        ],
        MemberRow: members,
        PartyChangeRow: read_party_changes(source, section, blocks, notes),
    }


def _count_name_lines(block: MemberBlock) -> int:
    """Return how many of the block's lines print the name."""
    for count in range(1, len(block.lines) + 1):
        if fold(parse_name(" ".join(block.lines[:count])).name) == fold(block.name):
            return count
    return 1


READERS: Final = (SectionReader("council", (DistrictRow, MemberRow, PartyChangeRow), read_council),)
