"""Memberships as of a day: the members of the council and of bodies, the history of a person, and the seats of parties.

The day must be one of which a source tells (`told_days`), a name one that is found (`names`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.people.days import ReportedPeriod, read_period
from kentgraf.graph.people.names import find_by_name
from kentgraf.graph.people.told_days import read_told_periods
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import integer_of, read_rows
from kentgraf.ontology.namespaces import KG_NS


@dataclass(frozen=True)
class Membership:
    """An `org:Membership` of a person: a seat, a membership of a body, an office or a party affiliation.

    `kind` and `role` are local names of `kg:` (`BodyMembership`, `chair`). `start` and `until` are a half-open period; a bound
    that isn't known is only the edge of what the source tells. `line` is the line of the report or the row of the table of
    which `quoted_from` is the IRI, `reported` the year of the source.
    """

    iri: str
    kind: str
    person: str
    name: str
    organisation: str
    organisation_name: str
    role: str | None
    office: str | None
    start: date | None
    until: date | None
    start_known: bool
    until_known: bool
    basis: str | None
    started_by: str | None
    ended_by: str | None
    replaced: str | None
    line: int
    quoted_from: str
    reported: int

    def is_valid_on(self, day: date) -> bool:
        """Return whether the membership is valid on `day`."""
        return ReportedPeriod(self.start, self.until, self.reported).contains(day)

    @property
    def is_uncertain(self) -> bool:
        """Whether a bound is missing in the source, so that the reported year takes its place."""
        return ReportedPeriod(self.start, self.until, self.reported).is_uncertain

    def as_dict(self) -> dict[str, Any]:
        """Return the membership as a JSON object, with ISO dates."""
        return {
            "kind": self.kind,
            "person": {"iri": self.person, "name": self.name},
            "organisation": {"iri": self.organisation, "name": self.organisation_name},
            "role": self.role,
            "office": self.office,
            "from": self.start.isoformat() if self.start else None,
            "until": self.until.isoformat() if self.until else None,
            "from_known": self.start_known,
            "until_known": self.until_known,
            "uncertain": self.is_uncertain,
            "basis": self.basis,
            "started_by": self.started_by,
            "ended_by": self.ended_by,
            "replaced": self.replaced,
            "line": self.line,
            "quoted_from": self.quoted_from,
        }


@dataclass(frozen=True)
class Member:
    """A member of the council on a day, with roles, district, the party on that day and the basis of the affiliation."""

    person: str
    name: str
    roles: tuple[str, ...]
    district: str | None
    party: str | None
    party_basis: str | None
    line: int
    quoted_from: str

    def as_dict(self) -> dict[str, Any]:
        """Return the member as a JSON object."""
        return {
            "person": self.person,
            "name": self.name,
            "roles": list(self.roles),
            "district": self.district,
            "party": self.party,
            "party_basis": self.party_basis,
            "line": self.line,
            "quoted_from": self.quoted_from,
        }


def members_on(store: Store, on: date) -> list[Member]:
    """Return the members of the council on the day `on`, in the order of the source.

    Raises DayNotTold if no source lists the members of that day.
    """
    read_told_periods(store).of_council().require(on)
    parties = {m.person: m for m in read_memberships(store) if m.kind == "PartyAffiliation" and m.is_valid_on(on)}

    def member(row: QuerySolution) -> Member | None:
        if not read_period(row).contains(on):
            return None
        party = parties.get(row["person"].value)
        return Member(
            person=row["person"].value,
            name=row["name"].value,
            roles=tuple(sorted(role.removeprefix(KG_NS) for role in row["roles"].value.split())),
            district=value_of(row, "district"),
            party=party.organisation_name if party else None,
            party_basis=party.basis if party else None,
            line=integer_of(row, "line"),
            quoted_from=row["quoted"].value,
        )

    return [found for found in read_rows(select(store, query_text("_members")), member) if found is not None]


def strength_on(store: Store, on: date) -> dict[str, int]:
    """Return the number of council members by party on the day `on`, the largest party first.

    The key is blank for members of whom no party is told. Raises DayNotTold if no source lists the members of that day.
    """
    counts: dict[str, int] = {}
    for member in members_on(store, on):
        counts[member.party or ""] = counts.get(member.party or "", 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class BodyMembers:
    """The memberships of the body `name` on the day `on`, in the order of their slots."""

    name: str
    on: date
    memberships: list[Membership]


def body_on(store: Store, name: str, on: date | None = None) -> BodyMembers:
    """Return a body's members on the day `on`, or on the last day told of it if that is None.

    Raises NotInGraph if no body, or more than one, has the name, and DayNotTold if no source lists its members of that day.
    """
    iri, label = find_by_name(store, "body", name)
    told = read_told_periods(store).of(iri)
    day = told.require(on or told.last, label)
    return BodyMembers(label, day, [m for m in read_memberships(store) if m.organisation == iri and m.is_valid_on(day)])


def person_history(store: Store, name: str, on: date | None = None) -> tuple[str, list[Membership]]:
    """Return a person's name and all of their memberships, or only those that are valid on the day `on`.

    Raises NotInGraph if no person, or more than one, has the name, and DayNotTold if no source tells of that day for any
    of the bodies and lists to which the person belongs.
    """
    iri, label = find_by_name(store, "person", name)
    own = [m for m in read_memberships(store) if m.person == iri]
    if on is not None:
        read_told_periods(store).of(*(m.organisation for m in own)).require(on, label)
    return label, [m for m in own if on is None or m.is_valid_on(on)]


def read_memberships(store: Store) -> list[Membership]:
    """Return all memberships, sorted by organisation, period and slot."""
    found: dict[str, Membership] = {}
    rows = select(store, query_text("_memberships"))
    for iri, membership in read_rows(rows, lambda row: (row["membership"].value, _membership(row))):
        found.setdefault(iri, membership)
    return list(found.values())


def _membership(row: QuerySolution) -> Membership:
    organisation, period = row["organisation"].value, read_period(row)
    return Membership(
        iri=row["membership"].value,
        kind=row["kind"].value.removeprefix(KG_NS),
        person=row["person"].value,
        name=row["name"].value,
        organisation=organisation,
        organisation_name=value_of(row, "organisationName") or organisation.rpartition("#")[2],
        role=_local_name(row, "role"),
        office=value_of(row, "office"),
        start=period.start,
        until=period.until,
        start_known=value_of(row, "fromKnown") == "true",
        until_known=value_of(row, "untilKnown") == "true",
        basis=_local_name(row, "basis"),
        started_by=value_of(row, "startedBy"),
        ended_by=value_of(row, "endedBy"),
        replaced=value_of(row, "replaced"),
        line=integer_of(row, "line"),
        quoted_from=row["quoted"].value,
        reported=period.reported,
    )


def _local_name(row: QuerySolution, name: str) -> str | None:
    value = value_of(row, name)
    return value.removeprefix(KG_NS) if value else None
