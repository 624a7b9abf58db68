"""Read the list of council members: name, district, role and party of each, as printed blocks.

The list prints a block a member: the name (on one or two lines), the district, for mayors the words for their office,
and the party, which ends the block. Mayors come first, in the order of their districts; then the others by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import read_dates, split_leading_footnote_mark, strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells
from kentgraf.loaders.identity.districts import District
from kentgraf.loaders.identity.names import ends_in_surname, parse_name
from kentgraf.loaders.profiles.profile import find_party, folded_phrases
from kentgraf.loaders.tables.council import SeatRole
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.periods import Period
from kentgraf.ontology.turkish import fold, sort_key

_MOST_LINES_IN_A_BLOCK = 6


@dataclass(frozen=True)
class MemberBlock:
    """A member as the list prints it; `district` is the printed text, `role_printed` the words for a mayor."""

    first: int
    last: int
    lines: tuple[str, ...]
    name: str
    honorific: str | None
    mark: str | None
    district: str | None
    role_printed: str | None
    party: str | None
    party_printed: str | None

    @property
    def is_metropolitan(self) -> bool:
        """Whether the printed title is that of the metropolitan municipality."""
        return self.role_printed is not None and folded_phrases("council", "metropolitan")[0] in fold(self.role_printed)

    @property
    def printed(self) -> str:
        """The block's lines as cells."""
        return join_cells(self.lines)


def read_term(source: SourceText, section: Section) -> Period | None:
    """Return the period that the section's heading prints, or None."""
    days = read_dates(source.line(section.heading))
    return Period.through(days[0], days[1]) if len(days) >= 2 else None


def read_members(source: SourceText, section: Section, notes: Notes) -> list[MemberBlock]:
    """Return the blocks of the list of members, in its order."""
    blocks = []
    for lines in _blocks(source, section, notes):
        block = _read_block(lines, notes)
        if block:
            blocks.append(block)
    return blocks


def _blocks(source: SourceText, section: Section, notes: Notes) -> Iterator[list[tuple[int, str]]]:
    """Yield runs of lines that end in a party. Two blank lines end a block without one."""
    pending: list[tuple[int, str]] = []
    blanks = 0
    for number, raw in source.span(section.first, section.last):
        text = raw.strip()
        if not text:
            blanks += 1
            if blanks >= 2 and pending:
                yield from _incomplete(pending, notes)
                pending = []
            continue
        blanks = 0
        if is_table_line(text) or split_leading_footnote_mark(text)[0]:
            continue
        is_party = find_party(strip_markup(text)) is not None
        if is_party and not pending:
            notes.add("unusual", "members", "a name above the party; left out", line=number, found=text)
            continue
        pending.append((number, text))
        if is_party:
            yield pending
            pending = []
        elif len(pending) > _MOST_LINES_IN_A_BLOCK:
            yield from _incomplete(pending, notes)
            pending = []
    if pending:
        yield from _incomplete(pending, notes)


def _incomplete(pending: list[tuple[int, str]], notes: Notes) -> Iterator[list[tuple[int, str]]]:
    """Yield a block without a readable party if it holds a name; note it either way."""
    first = pending[0][0]
    text = join_cells([line for _, line in pending])
    if len(pending) >= 2 and any(ends_in_surname(line) for _, line in pending[:2]):
        notes.add("unreadable", "members", "a party that is in parties.csv", line=first, field="party", found=text)
        yield [*pending, (pending[-1][0], "")]
    else:
        notes.add("unusual", "members", "a block of name, district and party; left out", line=first, found=text)


def _read_block(lines: list[tuple[int, str]], notes: Notes) -> MemberBlock | None:
    body = [text for _, text in lines[:-1]]
    party_printed = strip_markup(lines[-1][1]) or None
    surnames = [place for place, text in enumerate(body[: max(1, len(body) - 1)]) if ends_in_surname(text)]
    name_lines = 1 + _last_of_run(surnames) if surnames else 1
    printed_name = " ".join(body[:name_lines])
    name = parse_name(printed_name)
    no_district = folded_phrases("council", "member")
    candidates = [bare for text in body[name_lines:] if fold(bare := strip_markup(text)) not in no_district]
    district, role_printed = _split_role(" ".join(candidates))
    if role_printed is None and len(candidates) > 1:
        district = candidates[-1]
        notes.add(
            "doubtful",
            "members",
            "one district; the line next to the party was taken",
            line=lines[0][0] + name_lines,
            field="district",
            found=join_cells(candidates),
        )
    return MemberBlock(
        first=lines[0][0],
        last=lines[-1][0],
        lines=tuple(text for _, text in lines if text),
        name=name.name,
        honorific=name.honorific,
        mark=name.mark,
        district=district or None,
        role_printed=role_printed,
        party=find_party(party_printed) if party_printed else None,
        party_printed=party_printed,
    )


def _last_of_run(places: list[int]) -> int:
    """Return the last position of the first run without gaps."""
    last = places[0]
    for place in places[1:]:
        if place != last + 1:
            break
        last = place
    return last


def _split_role(rest: str) -> tuple[str, str | None]:
    """Split the district from a mayor's title: `Bayındır Belediye Başkanı` gives `("Bayındır", "Belediye Başkanı")`."""
    mayor = folded_phrases("council", "mayor")[0]
    words = rest.split()
    for start in range(len(words)):
        tail = fold(" ".join(words[start:]))
        if len(tail) <= len(mayor) + 2 and fuzz.ratio(tail, mayor) >= 88:
            if start and folded_phrases("council", "metropolitan")[0] in fold(" ".join(words[:start])):
                return "", rest
            return " ".join(words[:start]), " ".join(words[start:])
    return rest, None


def infer_roles(blocks: list[MemberBlock], districts: Mapping[str, District], notes: Notes) -> list[SeatRole]:
    """Return the role of each member, inferred from the order of the list; ordinary members may print a mayor's title too.

    After the metropolitan mayor (or the mayor of a town) stand the mayors, one a district, in the order of their
    districts. The run ends where a district comes again. Marks after it are false and noted; a mayor in the run who
    lacks the mark is one all the same, and noted.
    """
    roles: list[SeatRole] = []
    names = [districts[b.district].name if b.district else None for b in blocks]
    place = 0
    if blocks and blocks[0].role_printed and blocks[0].district is None:
        roles.append("metropolitan_mayor" if blocks[0].is_metropolitan else "mayor")
        place = 1
    run = _end_of_run(blocks, names, place) if roles == ["metropolitan_mayor"] else place
    for block in blocks[place:run]:
        roles.append("district_mayor")
        if block.role_printed is None:
            notes.add(
                "doubtful",
                "members",
                "the words for a mayor; the place in the list says so",
                line=block.first,
                field="role",
                found=block.name,
            )
    roles += ["member"] * (len(blocks) - run)
    false = [block for block in blocks[run:] if block.role_printed]
    for block in false:
        notes.add(
            "unusual",
            "members",
            "no mayor's words: the district's mayor stands in the list of mayors; taken as a member",
            line=block.first,
            row=block.name,
            field="role",
            found=block.role_printed,
        )
    return roles


def _end_of_run(blocks: list[MemberBlock], names: list[str | None], start: int) -> int:
    seen: set[str] = set()
    previous: str | None = None
    for place in range(start, len(blocks)):
        name = names[place]
        if name is None:
            if not blocks[place].role_printed:
                return place
            continue
        later = previous is None or sort_key(name) > sort_key(previous)
        if name in seen:
            follows = place + 1 < len(blocks) and (names[place + 1] or "") not in seen
            if not (name == previous and blocks[place].role_printed and follows and blocks[place + 1].role_printed):
                return place
        elif not blocks[place].role_printed:
            following = names[place + 1] if place + 1 < len(blocks) else None
            goes_on = following is not None and following not in seen and blocks[place + 1].role_printed
            if not (later and goes_on and following and sort_key(following) > sort_key(name)):
                return place
        seen.add(name)
        previous = name
    return len(blocks)
