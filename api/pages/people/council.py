"""`/council`: the council on a day, with the seats of each party; its members as CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.charts.hemicycle_layout import layout_hemicycle
from kentgraf.api.pages.layout.csv_response import csv_response
from kentgraf.api.pages.layout.rendering import render_page
from kentgraf.api.pages.people.days import DayChoice, choose_day
from kentgraf.api.pages.people.holdings import council_members
from kentgraf.api.pages.people.parties import Party, find_party, party_named
from kentgraf.api.query_service.snapshot import GraphSnapshot, current_snapshot
from kentgraf.api.query_service.told_periods import told_periods
from kentgraf.graph.people.as_of import Member
from kentgraf.ontology.turkish import sort_key

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PartySeats:
    """The seats of a party on a day, and how many more these are than before the last change."""

    party: Party
    seats: int
    change: int


@router.api_route("/council", methods=["GET", "HEAD"])
def show_council(request: Request, on: str = "", party: str = "") -> HTMLResponse:
    """Show the council on the day `on`; `party` leaves the members of one party in the list.

    Raises UnknownName for a party that the graph doesn't have.
    """
    snapshot = current_snapshot(request)
    days = choose_day(snapshot, on, told_periods(snapshot).of_council())
    members = council_members(snapshot, days.on)
    chosen = find_party(snapshot, party)
    return render_page(
        request,
        "council.html",
        days=days,
        strengths=seats_by_party(snapshot, members, days),
        layout=layout_hemicycle(len(members)),
        seated=order_by_party(snapshot, members),
        members=[(member, party_named(snapshot, member.party)) for member in _of_party(snapshot, members, chosen)],
        party=chosen,
    )


@router.api_route("/council.csv", methods=["GET", "HEAD"])
def get_csv(request: Request, on: str = "", party: str = "") -> Response:
    """Return the members on the day `on`, of all parties or of `party`. Raises UnknownName for an unknown party."""
    snapshot = current_snapshot(request)
    day = choose_day(snapshot, on, told_periods(snapshot).of_council()).on
    listed = _of_party(snapshot, council_members(snapshot, day), find_party(snapshot, party))
    columns = ("on", "name", "party", "party_name", "party_basis", "district", "roles", "person", "line")
    rows = (
        [
            day.isoformat(),
            member.name,
            party_named(snapshot, member.party).short if member.party else None,
            member.party,
            member.party_basis,
            member.district,
            " ".join(member.roles),
            member.person,
            member.line,
        ]
        for member in listed
    )
    return csv_response(f"council-{day.isoformat()}", columns, rows)


def seats_by_party(snapshot: GraphSnapshot, members: Sequence[Member], days: DayChoice) -> list[PartySeats]:
    """Return the seats of each party, the strongest first, with the difference to the day before the last change.

    It is zero where no source tells of the day before.
    """
    now = _count_by_party(members)
    last_stop = max((d for d in days.all if d <= days.on), default=days.on)
    previous_day = last_stop - timedelta(days=1)
    is_told = previous_day in told_periods(snapshot).of_council()
    before = _count_by_party(council_members(snapshot, previous_day)) if is_told else now
    names = sorted({*now, *before}, key=lambda name: (-now[name], sort_key(name)))
    return [PartySeats(party_named(snapshot, name or None), now[name], now[name] - before[name]) for name in names]


def order_by_party(snapshot: GraphSnapshot, members: Sequence[Member]) -> list[tuple[Member, Party]]:
    """Return the members in the order of their seats in the figure: by party, the strongest first."""
    counts = _count_by_party(members)
    order = sorted(members, key=lambda m: (-counts[m.party or ""], sort_key(m.party or ""), sort_key(m.name)))
    return [(member, party_named(snapshot, member.party)) for member in order]


def _of_party(snapshot: GraphSnapshot, members: Sequence[Member], party: Party | None) -> list[Member]:
    """Return the members of a party, or all, by name."""
    kept = [m for m in members if party is None or party_named(snapshot, m.party).short == party.short]
    return sorted(kept, key=lambda member: sort_key(member.name))


def _count_by_party(members: Iterable[Member]) -> Counter[str]:
    return Counter(member.party or "" for member in members)
