"""People, organisations, areas, posts and memberships as Popolo JSON, a format of civic technology.

Popolo's end dates are inclusive, so a half-open end becomes the day before. A start or end that isn't known is left out, since
Popolo reads every date as that of a change; `kg:fromKnown` and `kg:untilKnown`, which are fields of ours, tell "unknown" from
"still going on". Slots and kinds of seats are lost. `popolo.schema.json` beside this module is our JSON Schema of the
specification.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any, Final

from pyoxigraph import Store

from kentgraf.graph.people.as_of import Membership, read_memberships
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.namespaces import KG_NS, term
from kentgraf.ontology.periods import Period
from kentgraf.ontology.quotations import read_quoted_place
from kentgraf.ontology.turkish import slug

_KINDS_WITH_POSTS: Final = ("Office", "Seat")
_ROLES_BY_KIND: Final = {"Seat": "member", "PartyAffiliation": "party member"}
"""The roles that the kind of a membership implies; any other that isn't printed is left out."""
_INFERRED: Final = "inferredFact"
_INDEPENDENT: Final = term("kg:independent").value
_CLASSIFICATIONS: Final = {
    "Municipality": "municipality",
    "Council": "council",
    "ExecutiveCommittee": "executive committee",
    "AuditCommission": "audit commission",
    "Commission": "commission",
    "Agency": "agency",
    "Department": "department",
    "Party": "party",
}


@dataclass(frozen=True)
class _Area:
    """A district that sends members to the council."""

    iri: str
    name: str

    def as_dict(self) -> dict[str, str]:
        return {"id": self.iri, "name": self.name, "classification": "district"}


def as_popolo(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return all `persons`, `organizations`, `areas`, `posts` and `memberships` as JSON objects whose ids are IRIs.

    The seats on the council have the district that they are of (`area_id`), and the party on whose behalf they are held
    (`on_behalf_of_id`) where that is one party over the whole of the seat's period.
    """
    found = read_memberships(store)
    used = {m.organisation for m in found}
    areas = _areas_by_seat(store)
    parties: dict[str, list[Membership]] = defaultdict(list)
    for one in found:
        if one.kind == "PartyAffiliation":
            parties[one.person].append(one)
    posts = {_post_id(m, areas.get(m.iri)): m for m in found if m.kind in _KINDS_WITH_POSTS}
    distinct = {area.iri: area for area in areas.values()}
    return {
        "persons": _persons(store),
        "organizations": _organizations(store, used),
        "areas": [distinct[iri].as_dict() for iri in sorted(distinct)],
        "posts": [_post(post_id, m, areas.get(m.iri)) for post_id, m in sorted(posts.items())],
        "memberships": [_membership_entry(m, areas.get(m.iri), parties[m.person]) for m in found],
    }


def popolo_schema() -> dict[str, Any]:
    """Return the JSON Schema to which every export conforms."""
    text = (files("kentgraf.graph.exports") / "popolo.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def to_popolo(store: Store) -> bytes:
    """Return the graph's people as Popolo JSON text. The output is deterministic."""
    return (json.dumps(as_popolo(store), ensure_ascii=False, indent=1) + "\n").encode()


def _persons(store: Store) -> list[dict[str, Any]]:
    people: dict[str, dict[str, Any]] = {}
    for row in select(store, query_text("_people")):
        iri, name = row["person"].value, row["name"].value
        person = people.setdefault(iri, {"id": iri, "name": name, "other_names": []})
        spelling = value_of(row, "spelling")
        if spelling and spelling != name:
            person["other_names"].append({"name": spelling, "note": "printed spelling"})
    for person in people.values():
        person["other_names"].sort(key=lambda other: other["name"])
    return [people[iri] for iri in sorted(people)]


def _organizations(store: Store, used: set[str]) -> list[dict[str, Any]]:
    known: dict[str, dict[str, Any]] = {}
    for row in select(store, query_text("_organisations")):
        iri = row["organisation"].value
        kind = _CLASSIFICATIONS.get(row["kind"].value.removeprefix(KG_NS))
        if kind is None and iri not in used:
            continue
        entry = known.setdefault(iri, {"id": iri, "name": row["name"].value, "classification": kind or "group"})
        above = value_of(row, "above")
        if above:
            entry["parent_id"] = above
    kept = used | {entry.get("parent_id", "") for entry in known.values()}
    return [known[iri] for iri in sorted(known) if iri in kept]


def _areas_by_seat(store: Store) -> dict[str, _Area]:
    """Return the district of each seat, by the seat's IRI; a seat of several districts is of none that could be told."""
    found: dict[str, set[_Area]] = defaultdict(set)
    for row in select(store, query_text("_seat_districts")):
        found[row["seat"].value].add(_Area(row["district"].value, row["name"].value))
    return {seat: next(iter(areas)) for seat, areas in found.items() if len(areas) == 1}


def _post_id(membership: Membership, area: _Area | None) -> str:
    """Return the IRI of the post: one for each organisation, role and district."""
    role = membership.role or _ROLES_BY_KIND.get(membership.kind) or slug(membership.office or "") or "holder"
    parts = [role, area.iri.rpartition("/")[2]] if area else [role]
    if "#" in membership.organisation:
        return f"{membership.organisation}-{'-'.join(parts)}"
    return f"{membership.organisation}/post/{'/'.join(parts)}"


def _post(post_id: str, membership: Membership, area: _Area | None) -> dict[str, Any]:
    role = membership.role or _ROLES_BY_KIND.get(membership.kind)
    label = membership.office or role or membership.organisation_name
    entry: dict[str, Any] = {
        "id": post_id,
        "label": f"{label}, {area.name}" if area else label,
        "organization_id": membership.organisation,
    }
    if role:
        entry["role"] = role
    return {**entry, "area_id": area.iri, "area": area.as_dict()} if area else entry


def _membership_entry(membership: Membership, area: _Area | None, affiliations: Sequence[Membership]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": membership.iri,
        "person_id": membership.person,
        "organization_id": membership.organisation,
        "sources": [{"url": membership.quoted_from, "note": _source_note(membership)}],
    }
    if role := membership.role or _ROLES_BY_KIND.get(membership.kind):
        entry["role"] = role
    if membership.kind in _KINDS_WITH_POSTS:
        entry["post_id"] = _post_id(membership, area)
    if area:
        entry |= {"area_id": area.iri, "area": area.as_dict()}
    if membership.kind == "Seat":
        entry |= _on_behalf_of(membership, affiliations)
    if membership.basis == _INFERRED:
        entry["kg:basis"] = membership.basis
    return entry | _dates(membership)


def _dates(membership: Membership) -> dict[str, Any]:
    """Return the known dates, and whether each bound is known; by which day it had ended if only that is known."""
    entry: dict[str, Any] = {}
    if membership.start and membership.start_known:
        entry["start_date"] = membership.start.isoformat()
    if membership.until and membership.until_known:
        entry["end_date"] = (membership.until - timedelta(days=1)).isoformat()
    entry |= {"kg:fromKnown": membership.start_known, "kg:untilKnown": membership.until_known}
    if membership.ended_by and membership.until and not membership.until_known:
        entry["kg:validUntil"] = membership.until.isoformat()
    return entry


def _on_behalf_of(seat: Membership, affiliations: Sequence[Membership]) -> dict[str, Any]:
    """Return the party of a seat; nothing if it changed during the seat's period, or if its holder belongs to none."""
    during = [one for one in affiliations if _overlap(one, seat)]
    organisations = {one.organisation for one in during}
    if len(organisations) != 1 or organisations == {_INDEPENDENT}:
        return {}
    party = during[0]
    entry = {"id": party.organisation, "name": party.organisation_name, "classification": "party"}
    if any(one.basis == _INFERRED for one in during):
        entry["kg:basis"] = _INFERRED
    return {"on_behalf_of_id": party.organisation, "on_behalf_of": entry}


def _overlap(one: Membership, other: Membership) -> bool:
    return Period(one.start, one.until).overlaps(Period(other.start, other.until))


def _source_note(membership: Membership) -> str:
    """Return where a membership stands: the line of the report, or the row of the typed table."""
    place = read_quoted_place(membership.quoted_from)
    return place.describe() if place else f"line {membership.line} of the report"
