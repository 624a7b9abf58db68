"""The changes of a body's membership, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kentgraf.graph.people.as_of import Membership
from kentgraf.ontology.turkish import sort_key


@dataclass(frozen=True)
class Change:
    """A day on which memberships began or ended.

    `came` and `left` are the memberships of new and former members. `others` are the memberships, before and after, of
    members whose role changed. `stayed` is the number of members without a change, `members` that of all from that day on.
    """

    day: date
    came: tuple[Membership, ...]
    left: tuple[Membership, ...]
    others: tuple[tuple[Membership, Membership], ...]
    stayed: int
    members: int


def list_changes(held: Sequence[Membership]) -> list[Change]:
    """Return the changes of a body, the earliest first. A bound that isn't known, but that of the report's year, is none.

    Whoever a decision replaced has left by its day, though the day of leaving may not be told.
    """
    days = {h.start for h in held if h.start and h.start_known} | {h.until for h in held if h.until and _left(h)}
    return [_change(held, day) for day in sorted(days)]


def _change(held: Sequence[Membership], day: date) -> Change:
    begun = {h.person: h for h in held if h.start == day and h.start_known}
    ended = {h.person: h for h in held if h.until == day and _left(h)}
    both = sorted(begun.keys() & ended.keys(), key=lambda person: sort_key(begun[person].name))
    now = {h.person for h in held if h.is_valid_on(day)}
    others = tuple((ended[p], begun[p]) for p in both if ended[p].role != begun[p].role)
    came = _sorted(h for person, h in begun.items() if person not in ended)
    left = _sorted(h for person, h in ended.items() if person not in begun)
    return Change(day, came, left, others, len(now) - len(came) - len(others), len(now))


def _left(held: Membership) -> bool:
    return held.until_known or held.ended_by is not None


def _sorted(holdings: Iterable[Membership]) -> tuple[Membership, ...]:
    return tuple(sorted(holdings, key=lambda h: sort_key(h.name)))
