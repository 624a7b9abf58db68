"""Who governs on a day: the council's members, a body, a person, and the parties' strength.

A day is always said: `default_date` is the one that is meant when none is given. A name is found under every printed
spelling, whatever its case and marks, and by a part of it where only one is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyoxigraph import QuerySolution, Store
from rapidfuzz import fuzz, process

from kentgraf.graph.people.days import Term
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import KG_NS
from kentgraf.ontology.turkish import fold

_NEAR_ENOUGH = 80
_MOST_NEAR = 5


@dataclass(frozen=True)
class Holding:
    """Something that a person is or was: a seat, a membership, an office or a party, as far as the source tells.

    `kind` and `role` are local names of `kg:` (`BodyMembership`, `chair`), `start` and `until` a half-open period.
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

    def holds(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return Term(self.start, self.until, self.reported).holds(day)

    @property
    def is_uncertain(self) -> bool:
        """Whether the reported year stands in for a bound that the source doesn't give."""
        return Term(self.start, self.until, self.reported).is_uncertain

    def as_dict(self) -> dict[str, Any]:
        """The holding for JSON, days as ISO days."""
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
    """A member of the council on a day: roles, district, and the party of that day with what it rests on."""

    person: str
    name: str
    roles: tuple[str, ...]
    district: str | None
    party: str | None
    party_basis: str | None
    line: int

    def as_dict(self) -> dict[str, Any]:
        """The member for JSON."""
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
    """The council on the day `on`, in the order of the source's list."""
    parties = {h.person: h for h in holdings(store) if h.kind == "PartyAffiliation" and h.holds(on)}
    members = []
    for row in select(store, query_text("_members")):
        term = Term(_day(row, "from"), _day(row, "until"), int(row["year"].value))
        if term.holds(on):
            party = parties.get(row["person"].value)
            members.append(
                Member(
                    person=row["person"].value,
                    name=row["name"].value,
                    roles=tuple(sorted(role.removeprefix(KG_NS) for role in row["roles"].value.split())),
                    district=value_of(row, "district"),
                    party=party.organisation_name if party else None,
                    party_basis=party.basis if party else None,
                    line=int(row["line"].value),
                )
            )
    return members


def strength_on(store: Store, on: date) -> dict[str, int]:
    """How many members each party has on the day `on`, the strongest first."""
    counts: dict[str, int] = {}
    for member in members_on(store, on):
        counts[member.party or ""] = counts.get(member.party or "", 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def body_on(store: Store, name: str, on: date) -> tuple[str, list[Holding]]:
    """A body's name and its members on the day `on`, in the order of their places. NotInGraph for a name that leads nowhere."""
    iri, label = _named(store, "_bodies", "body", name, "body")
    return label, [h for h in holdings(store) if h.organisation == iri and h.holds(on)]


def person_history(store: Store, name: str, on: date | None = None) -> tuple[str, list[Holding]]:
    """A person's name and everything that they are or were, or only what holds on the day `on`.

    NotInGraph for a name that leads to nobody, or to several people.
    """
    iri, label = _named(store, "_people", "person", name, "person")
    own = [h for h in holdings(store) if h.person == iri]
    return label, [h for h in own if on is None or h.holds(on)]


def holdings(store: Store) -> list[Holding]:
    """Everything that anybody is or was, in the order of organisations, days and places."""
    found: dict[str, Holding] = {}
    for row in select(store, query_text("_memberships")):
        found.setdefault(row["membership"].value, _holding(row))
    return list(found.values())


def _holding(row: QuerySolution) -> Holding:
    organisation = row["organisation"].value
    return Holding(
        kind=row["kind"].value.removeprefix(KG_NS),
        person=row["person"].value,
        name=row["name"].value,
        organisation=organisation,
        organisation_name=value_of(row, "organisationName") or organisation.rpartition("#")[2],
        role=_local(row, "role"),
        office=value_of(row, "office"),
        start=_day(row, "from"),
        until=_day(row, "until"),
        start_known=value_of(row, "fromKnown") == "true",
        until_known=value_of(row, "untilKnown") == "true",
        basis=_local(row, "basis"),
        started_by=value_of(row, "startedBy"),
        ended_by=value_of(row, "endedBy"),
        replaced=value_of(row, "replaced"),
        line=int(row["line"].value),
        quoted_from=row["quoted"].value,
        reported=int(row["year"].value),
    )


def _local(row: QuerySolution, name: str) -> str | None:
    value = value_of(row, name)
    return value.removeprefix(KG_NS) if value else None


def _day(row: QuerySolution, name: str) -> date | None:
    value = value_of(row, name)
    return date.fromisoformat(value) if value else None


def _named(store: Store, query: str, key: str, name: str, what: str) -> tuple[str, str]:
    """The IRI and name of the one thing that is meant: by IRI, by a whole spelling, by part of a name, by a near spelling."""
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
            names = ", ".join(sorted(labels[iri] for iri in found)[:_MOST_NEAR])
            raise NotInGraph(f"{name!r} may mean more than one {what}: {names}. Give more of the name.")
    raise NotInGraph(f"The graph has no {what} named {name!r}{_near(wanted, list(labels.values()))}.")


def _near(wanted: str, labels: Sequence[str]) -> str:
    near = process.extract(
        wanted, labels, processor=fold, scorer=fuzz.WRatio, limit=_MOST_NEAR, score_cutoff=_NEAR_ENOUGH
    )
    return f"; near it are {', '.join(label for label, _, _ in near)}" if near else ""
