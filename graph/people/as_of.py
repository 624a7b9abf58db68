"""Memberships as of a day: the members of the council and of bodies, the history of a person, and the seats of parties.

Every function takes a day; `days.default_date` is the default. Names are found under every printed spelling, regardless of case
and diacritics, and by a part of the name if it is unambiguous.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyoxigraph import QuerySolution, Store
from rapidfuzz import fuzz, process

from kentgraf.graph.people.days import ReportedPeriod, read_period
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import integer_of, read_rows
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import KG_NS
from kentgraf.ontology.turkish import fold

_MIN_SIMILARITY = 80
_MAX_SUGGESTIONS = 5


@dataclass(frozen=True)
class Membership:
    """An `org:Membership` of a person: a seat, a membership of a body, an office or a party affiliation.

    `kind` and `role` are local names of `kg:` (`BodyMembership`, `chair`). `start` and `until` are a half-open period.
    `reported` is the year of the source.
    """

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
        }


def members_on(store: Store, on: date) -> list[Member]:
    """Return the members of the council on the day `on`, in the order of the source."""
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
        )

    return [found for found in read_rows(select(store, query_text("_members")), member) if found is not None]


def strength_on(store: Store, on: date) -> dict[str, int]:
    """Return the number of council members by party on the day `on`, the largest party first."""
    counts: dict[str, int] = {}
    for member in members_on(store, on):
        counts[member.party or ""] = counts.get(member.party or "", 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def body_on(store: Store, name: str, on: date) -> tuple[str, list[Membership]]:
    """Return a body's name and its members on the day `on`, in the order of their slots.

    Raises NotInGraph if no body, or more than one, has the name.
    """
    iri, label = _find_by_name(store, "_bodies", "body", name, "body")
    return label, [m for m in read_memberships(store) if m.organisation == iri and m.is_valid_on(on)]


def person_history(store: Store, name: str, on: date | None = None) -> tuple[str, list[Membership]]:
    """Return a person's name and all of their memberships, or only those that are valid on the day `on`.

    Raises NotInGraph if no person, or more than one, has the name.
    """
    iri, label = _find_by_name(store, "_people", "person", name, "person")
    own = [m for m in read_memberships(store) if m.person == iri]
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


def _find_by_name(store: Store, query: str, key: str, name: str, what: str) -> tuple[str, str]:
    """Return the IRI and name of the thing that is found by IRI, by spelling, by a part of a name or by a similar spelling."""
    spellings: dict[str, set[str]] = {}
    labels: dict[str, str] = {}
    for row in select(store, query_text(query)):
        iri = row[key].value
        labels[iri] = row["name"].value
        spellings.setdefault(iri, set()).update(fold(s) for s in (labels[iri], value_of(row, "spelling")) if s)
    if name in labels:
        return name, labels[name]
    wanted = fold(name)
    tests = (
        lambda spelling: spelling == wanted,
        lambda spelling: spelling.startswith(f"{wanted} "),
        lambda spelling: set(wanted.split()) <= set(spelling.split()),
        lambda spelling: fuzz.ratio(spelling, wanted) >= 90,
    )
    for test in tests:
        found = [iri for iri, known in spellings.items() if wanted and any(test(spelling) for spelling in known)]
        if len(found) == 1:
            return found[0], labels[found[0]]
        if found:
            names = ", ".join(sorted(labels[iri] for iri in found)[:_MAX_SUGGESTIONS])
            raise NotInGraph(f"{name!r} may mean more than one {what}: {names}. Give more of the name.")
    raise NotInGraph(f"The graph has no {what} named {name!r}{_suggestions(wanted, list(labels.values()))}.")


def _suggestions(wanted: str, labels: Sequence[str]) -> str:
    near = process.extract(
        wanted, labels, processor=fold, scorer=fuzz.WRatio, limit=_MAX_SUGGESTIONS, score_cutoff=_MIN_SIMILARITY
    )
    return f"; near it are {', '.join(label for label, _, _ in near)}" if near else ""
