"""People, organisations, posts and memberships as Popolo JSON, a format of civic technology.

Popolo's end dates are inclusive, so a half-open end becomes the day before. Popolo can't express that a bound is only the edge
of the reported year; this is lost, as are slots, kinds of seats and the evidence of inferences. `popolo.schema.json` beside
this module is our JSON Schema of the specification.
"""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files
from typing import Any, Final

from pyoxigraph import Store

from kentgraf.graph.people.as_of import Membership, read_memberships
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.namespaces import KG_NS

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


def as_popolo(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return all `persons`, `organizations`, `posts` and `memberships` as JSON objects whose ids are IRIs."""
    found = read_memberships(store)
    used = {m.organisation for m in found}
    posts = {_post_id(m): m for m in found if m.kind in ("Office", "Seat")}
    return {
        "persons": _persons(store),
        "organizations": _organizations(store, used),
        "posts": [_post(post_id, m) for post_id, m in sorted(posts.items())],
        "memberships": [_membership_entry(number, m) for number, m in enumerate(found, start=1)],
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


def _post_id(membership: Membership) -> str:
    role = membership.role or "member"
    return (
        f"{membership.organisation}/post/{role}"
        if "#" not in membership.organisation
        else f"{membership.organisation}-{role}"
    )


def _post(post_id: str, membership: Membership) -> dict[str, Any]:
    label = membership.office or membership.role or "member"
    return {
        "id": post_id,
        "label": label,
        "role": membership.role or "member",
        "organization_id": membership.organisation,
    }


def _membership_entry(number: int, membership: Membership) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": f"membership-{number}",
        "person_id": membership.person,
        "organization_id": membership.organisation,
        "role": membership.role or ("party member" if membership.kind == "PartyAffiliation" else "member"),
        "sources": [{"url": membership.quoted_from, "note": f"line {membership.line} of the report"}],
    }
    if membership.kind in ("Office", "Seat"):
        entry["post_id"] = _post_id(membership)
    if membership.start:
        entry["start_date"] = membership.start.isoformat()
    if membership.until:
        entry["end_date"] = (membership.until - timedelta(days=1)).isoformat()
    return entry
