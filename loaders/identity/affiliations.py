"""Infer which party a member belonged to on which day of the year.

The list prints the party at the year's end; its footnotes tell who left which party for which, and when. Marks get lost
or misread, so every way of giving the footnotes to members is weighed: a way is possible if each member's changes follow
from each other and end at the party printed beside the name. Among the possible ones speak the printed mark, a footnote of the
commission tables on the same person and day, and the seat on a commission that the party held. What doesn't rest on the printed
mark is said to be inferred, with the reason and with whom else it may mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise, product

from kentgraf.loaders.tables.bodies import MembershipRow, ReplacementRow
from kentgraf.loaders.tables.council import AffiliationRow, MemberRow, PartyChangeRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.rows import CELL_BREAK

_BY_MARK = 3.0
_BY_OTHER_FOOTNOTE = 4.0
_MOST_ASSIGNMENTS = 200_000

Assignment = tuple[int | None, ...]
"""For every footnote the member (place in the list) whom it means, or None."""


@dataclass(frozen=True)
class _Case:
    """The evidence for and against giving a footnote to a member."""

    members: dict[int, MemberRow]
    changes: list[PartyChangeRow]
    memberships: Sequence[MembershipRow]
    replacements: Sequence[ReplacementRow]

    def candidates(self, change: PartyChangeRow) -> list[int | None]:
        """Return whom a footnote may mean: the marked member, those whose commission footnote has its day, those whose party
        fits and is told by no mark of their own, and those whom another footnote made leave a party."""
        found = {change.member} if change.member else set()
        found |= {m.number for m in self.members.values() if self.same_day(change, m)}
        marked = {other.member for other in self.changes if other.member}
        found |= {number for number in marked if number in self.members}
        fits = [m.number for m in self.members.values() if m.party == change.to_party]
        if len(fits) <= max(6, len(self.members) // 20):
            found |= set(fits)
        return [*sorted(number for number in found if number is not None), None]

    def same_day(self, change: PartyChangeRow, member: MemberRow) -> bool:
        """Return whether a commission's footnote says that the member resigned from a party on the day of the change."""
        return change.on is not None and any(
            r.left_person == member.person and r.petition_on == change.on and r.resigned_from == "party"
            for r in self.replacements
        )

    def seat_share(self, change: PartyChangeRow, member: MemberRow) -> tuple[float, str | None]:
        """Return the share of the same slot on the other commissions that the former party held while the member sat there."""
        if change.from_party is None or change.on is None:
            return 0.0, None
        party_of = {m.person: m.party for m in self.members.values()}
        seats = [
            m for m in self.memberships
            if m.person == member.person and m.body.startswith("commission/") and m.valid_from and m.valid_from < change.on
        ]  # fmt: skip
        best: tuple[float, str | None] = (0.0, None)
        for seat in seats:
            beside = [
                party_of.get(m.person) for m in self.memberships
                if m.body != seat.body and m.term_from == seat.term_from and m.slot == seat.slot and m.body.startswith("commission/")
            ]  # fmt: skip
            share = beside.count(change.from_party) / len(beside) if beside else 0.0
            if share > best[0]:
                held = (
                    f"{change.from_party} held on {beside.count(change.from_party)} of {len(beside)} other commissions"
                )
                best = (share, f"place {seat.slot} on {seat.body.partition('/')[2]}, a place that {held}")
        return best

    @cached_property
    def choices(self) -> list[dict[int | None, float]]:
        """For every footnote, whom it may mean, with the weight of the evidence for it."""
        return [{number: self._weight(change, number) for number in self.candidates(change)} for change in self.changes]

    def _weight(self, change: PartyChangeRow, number: int | None) -> float:
        if number is None:
            return 0.0
        member = self.members[number]
        by_mark = _BY_MARK if change.member == number else 0.0
        by_other_footnote = _BY_OTHER_FOOTNOTE if self.same_day(change, member) else 0.0
        return 1.0 + by_mark + by_other_footnote + self.seat_share(change, member)[0]

    def score(self, way: Assignment) -> float | None:
        """Return the weight of the evidence for an assignment; None if it is not possible."""
        chains: dict[int, list[PartyChangeRow]] = {}
        for change, number in zip(self.changes, way, strict=True):
            if number is not None:
                chains.setdefault(number, []).append(change)
        total = sum(choice[number] for choice, number in zip(self.choices, way, strict=True))
        return total if all(_follows(chain, self.members[number]) for number, chain in chains.items()) else None


def _by_day(chain: Sequence[PartyChangeRow]) -> list[PartyChangeRow]:
    return sorted(chain, key=lambda change: change.on or date.min)


def _follows(chain: Sequence[PartyChangeRow], member: MemberRow) -> bool:
    """Return whether the changes follow from one another and end at the party printed at the year's end."""
    ordered = _by_day(chain)
    if any(change.on is None or change.to_party is None or not _in_term(change.on, member) for change in ordered):
        return False
    if len({change.on for change in ordered}) < len(ordered) or ordered[-1].to_party != member.party:
        return False
    return all(
        after.from_party in (None, before.to_party) and after.to_party != before.to_party
        for before, after in pairwise(ordered)
    )


def resolve_affiliations(
    members: Sequence[MemberRow],
    changes: Sequence[PartyChangeRow],
    memberships: Sequence[MembershipRow],
    replacements: Sequence[ReplacementRow],
    notes: Notes,
) -> list[AffiliationRow]:
    """Return the parties of every member over the year, in the order of the list; footnotes left open are noted."""
    case = _Case({m.number: m for m in members}, list(changes), memberships, replacements)
    way, rivals = _best_assignment(case)
    given: dict[int, list[PartyChangeRow]] = {}
    for change, number in zip(case.changes, way, strict=True):
        if number is None:
            notes.add(
                "doubtful",
                "affiliations",
                "a member whose party fits the footnote; left open",
                line=change.line,
                row=change.mark,
            )
        else:
            given.setdefault(number, []).append(change)
    rows: list[AffiliationRow] = []
    for member in members:
        if member.party or member.number in given:
            rows += _rows_of(member, _by_day(given.get(member.number, [])), case, rivals, notes)
    return rows


def _best_assignment(case: _Case) -> tuple[Assignment, dict[str, list[int]]]:
    """Return the assignment with the highest score, and for every footnote its other possible members.

    A footnote for which several members score alike is given to none.
    """
    choices = [list(choice) for choice in case.choices]
    size = 1
    for choice in choices:
        size *= len(choice)
    if size > _MOST_ASSIGNMENTS:
        choices = [[c.member, None] if c.member else [None] for c in case.changes]
    scored = [(score, way) for way in product(*choices) if (score := case.score(way)) is not None]
    best = max(
        scored,
        key=lambda hit: (hit[0], [-(number or 10**6) for number in hit[1]]),
        default=(0.0, (None,) * len(choices)),
    )
    rivals: dict[str, list[int]] = {}
    for place, change in enumerate(case.changes):
        others = {
            way[place] for _, way in scored
            if way[place] not in (None, best[1][place])
            and all(w == b for n, (w, b) in enumerate(zip(way, best[1], strict=True)) if n != place)
        }  # fmt: skip
        rivals[change.mark] = sorted(number for number in others if number is not None)
    equals = [way for score, way in scored if score == best[0]]
    agreed = tuple(
        number if all(way[place] == number for way in equals) else None for place, number in enumerate(best[1])
    )
    return (agreed if case.score(agreed) is not None else (None,) * len(choices)), rivals


def _in_term(day: date, member: MemberRow) -> bool:
    return (member.valid_from is None or member.valid_from <= day) and (
        member.valid_until is None or day < member.valid_until
    )


def _rows_of(
    member: MemberRow, chain: list[PartyChangeRow], case: _Case, rivals: dict[str, list[int]], notes: Notes
) -> Iterator[AffiliationRow]:
    """Yield the member's parties: before the first change, between the changes, and after the last one."""
    if not chain:
        yield AffiliationRow(
            member=member.number, place=1, person=member.person, party=member.party or "", basis="printed",
            valid_from=member.valid_from, valid_until=member.valid_until, from_known=member.from_known,
            until_known=member.until_known, line=member.line, last_line=member.last_line, printed=member.party_printed,
        )  # fmt: skip
        return
    place = 0
    if chain[0].from_party and (member.valid_from is None or (chain[0].on and chain[0].on > member.valid_from)):
        place += 1
        yield _row(member, place, chain[0].from_party, None, chain[0], chain[0], case, rivals, notes)
    for number, change in enumerate(chain):
        place += 1
        following = chain[number + 1] if number + 1 < len(chain) else None
        yield _row(member, place, change.to_party or "", change, following, change, case, rivals, notes)


def _row(
    member: MemberRow,
    place: int,
    party: str,
    began: PartyChangeRow | None,
    ended: PartyChangeRow | None,
    told_by: PartyChangeRow,
    case: _Case,
    rivals: dict[str, list[int]],
    notes: Notes,
) -> AffiliationRow:
    inferred = told_by.member != member.number
    reason = _reason(told_by, member, case) if inferred else None
    others = rivals.get(told_by.mark, []) if inferred else []
    if inferred and began is told_by:
        names = ", ".join(case.members[number].name_printed for number in others)
        told = f"the mark beside a name; {member.name_printed} was inferred" + (f" (else {names})" if names else "")
        notes.add("doubtful", "affiliations", told, line=told_by.line, row=told_by.mark)
    return AffiliationRow(
        member=member.number,
        place=place,
        person=member.person,
        party=party,
        basis="inferred" if inferred else "footnote",
        change=began.mark if began else None,
        reason=reason,
        alternatives=CELL_BREAK.join(str(number) for number in others) or None,
        valid_from=began.on if began else member.valid_from,
        valid_until=ended.on if ended else member.valid_until,
        from_known=began is not None or member.from_known,
        until_known=ended is not None or member.until_known,
        line=told_by.line,
        printed=told_by.printed,
    )


def _reason(change: PartyChangeRow, member: MemberRow, case: _Case) -> str:
    reasons = [f"the party at the year's end is {member.party}, as the changes lead to it"]
    if change.member:
        reasons.append("the member beside whom the mark stands has another party at the year's end")
    if case.same_day(change, member):
        reasons.append("a commission's footnote tells of the same resignation on the same day")
    share, told = case.seat_share(change, member)
    if share and told:
        reasons.append(told)
    return "; ".join(reasons)
