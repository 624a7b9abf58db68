"""Members, bodies and persons as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.people.as_of import Member, Membership
from kentgraf.ontology.quotations import read_quoted_place

_KINDS: Final = {"Seat": "seat", "BodyMembership": "membership", "Office": "office", "PartyAffiliation": "party"}


def render_members(members: Sequence[Member], strength: Mapping[str, int]) -> str:
    """Return the council's members as a table, and below it the number of members of each party."""
    rows = [
        (member.name, _roles(member), member.district or "", _party(member.party, member.party_basis), _place(member))
        for member in members
    ]
    return render_table(("name", "role", "district", "party", "line"), rows, numeric=[4]) + render_table(
        ("party", "members"), [(party, str(count)) for party, count in strength.items()], numeric=[1]
    )


_UNKNOWN_BOUND: Final = "?: the source doesn't give this day; the one shown is the edge of what it tells.\n"


def render_body(label: str, day: date, holdings: Sequence[Membership]) -> str:
    """Return the members of the body `label` on a day as a table."""
    rows = [(h.name, h.role or "", h.office or "", _period(h), _details(h), _place(h)) for h in holdings]
    columns = ("name", "role", "office", "period", "how", "line")
    return render_table(columns, rows, numeric=[5], title=f"{label}, {day.isoformat()}") + _legend(holdings)


def render_person(label: str, holdings: Sequence[Membership]) -> str:
    """Return the seats, memberships, offices and parties of the person `label` as a table."""
    rows = [
        (_KINDS.get(h.kind, h.kind), h.organisation_name, h.role or "", _period(h), _details(h), _place(h))
        for h in holdings
    ]
    columns = ("what", "where", "role", "period", "how", "line")
    return render_table(columns, rows, numeric=[5], title=label) + _legend(holdings)


def _place(told: Member | Membership) -> str:
    """Return the line of the report, or the file and row of the table that somebody typed."""
    place = read_quoted_place(told.quoted_from)
    return f"{place.table}.csv, row {place.first}" if place and place.table else str(told.line)


def _roles(member: Member) -> str:
    """Return the member's roles; `mayor` only if it is the only one, since narrower roles imply it."""
    return ", ".join(role for role in member.roles if role != "mayor" or len(member.roles) == 1)


def _party(name: str | None, basis: str | None) -> str:
    return f"{name or '–'} (inferred)" if basis == "inferredFact" else name or "–"


def _legend(holdings: Sequence[Membership]) -> str:
    """Return what the mark of an unknown bound means, if any period has one."""
    return "" if all(h.start_known and h.until_known for h in holdings) else _UNKNOWN_BOUND


def _period(holding: Membership) -> str:
    """Return the first and the last day, with `?` beside a bound that is only the edge of what the source tells."""
    start = f"{holding.start.isoformat()}{'' if holding.start_known else '?'}" if holding.start else "?"
    last = holding.until - timedelta(days=1) if holding.until else None
    end = f"{last.isoformat()}{'' if holding.until_known else '?'}" if last else "?"
    return f"{start} – {end}"


def _details(holding: Membership) -> str:
    """Return whom the person replaced, the decisions that began and ended the holding, and whether it is inferred."""
    parts: Sequence[str | None] = (
        _replaced(holding),
        f"by decision {holding.started_by}" if holding.started_by else None,
        f"vacancy filled by decision {holding.ended_by}" if holding.ended_by else None,
        "inferred" if holding.basis == "inferredFact" else None,
    )
    return ", ".join(part for part in parts if part)


def _replaced(holding: Membership) -> str | None:
    """Return whom the person replaced; whoever had resigned may have been elected again."""
    if holding.replaced == holding.name:
        return "elected again"
    return f"for {holding.replaced}" if holding.replaced else None
