"""The people as Popolo JSON conform to the specification, and every reference resolves."""

from __future__ import annotations

import json
from datetime import date

from jsonschema import Draft202012Validator
from pyoxigraph import Quad, Store
from support.cities.kentova import FACTS, kentova

from kentgraf.graph.exports.popolo import as_popolo, popolo_schema, to_popolo
from kentgraf.graph.people.as_of import members_on, read_memberships
from kentgraf.ontology.namespaces import term


def test_popolo_keeps_the_form_that_the_specification_asks_for(izmir_in_memory: Store) -> None:
    judge = Draft202012Validator(popolo_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    found = json.loads(to_popolo(izmir_in_memory))
    assert [error.message for error in judge.iter_errors(found)] == []
    broken = [
        ("memberships", "start_date", "01.01.2025"), ("memberships", "end_date", "2025-12-31"), ("areas", "id", 7),
        ("memberships", "organization_id", 7), ("persons", "name", ""),
        ("posts", "term", "2025"), ("memberships", "sources", [{"note": "no address"}]),
    ]  # fmt: skip
    for kind, name, value in broken:
        spoilt = json.loads(to_popolo(izmir_in_memory))
        spoilt[kind][0][name] = value
        assert list(judge.iter_errors(spoilt)), name


def test_popolo_holds_together_and_keeps_periods(izmir_in_memory: Store) -> None:
    found = as_popolo(izmir_in_memory)
    ids = {name: {entry["id"] for entry in found[name]} for name in found}
    assert all(len(ids[name]) == len(found[name]) for name in found)
    assert len(found["persons"]) == 192
    for membership in found["memberships"]:
        assert membership["person_id"] in ids["persons"]
        assert membership["organization_id"] in ids["organizations"]
        assert membership.get("post_id") is None or membership["post_id"] in ids["posts"]
        if "start_date" in membership and "end_date" in membership:
            assert date.fromisoformat(membership["start_date"]) <= date.fromisoformat(membership["end_date"])
    for post in found["posts"]:
        assert post["organization_id"] in ids["organizations"] and post["label"] and post["role"]
    for organization in found["organizations"]:
        assert organization["name"] and organization["classification"]
        assert organization.get("parent_id") in ids["organizations"] | {None}
    known = {h.iri: h for h in read_memberships(izmir_in_memory)}
    assert {m["id"] for m in found["memberships"]} == set(known)
    assert json.loads(to_popolo(izmir_in_memory)) == found


def test_every_date_is_that_of_a_change_and_what_is_unknown_is_said_to_be(izmir_in_memory: Store) -> None:
    entries = {m["id"]: m for m in as_popolo(izmir_in_memory)["memberships"]}
    for held in read_memberships(izmir_in_memory):
        entry = entries[held.iri]
        assert (entry["kg:fromKnown"], entry["kg:untilKnown"]) == (held.start_known, held.until_known)
        assert ("start_date" in entry, "end_date" in entry) == (held.start_known, held.until_known)
        assert entry.get("kg:validUntil") == (
            held.until.isoformat() if held.ended_by and held.until and not held.until_known else None
        )
    text = to_popolo(izmir_in_memory).decode()
    assert "2025-12-31" not in text, "the last day of the year is the end of nothing"
    assert "2025-01-01" not in [m.get("start_date") for m in entries.values()]


def test_a_seat_tells_its_district_and_the_party_that_it_is_held_for(izmir_in_memory: Store) -> None:
    found = as_popolo(izmir_in_memory)
    areas = {area["id"]: area for area in found["areas"]}
    posts = {post["id"]: post for post in found["posts"]}
    seats = [m for m in found["memberships"] if m["organization_id"].endswith("/council")]
    members = {m.person: m for m in members_on(izmir_in_memory, date(2025, 12, 31))}
    assert len(seats) == len(members)
    for seat in seats:
        member, post = members[seat["person_id"]], posts[seat["post_id"]]
        assert (areas[seat["area_id"]]["name"] if "area_id" in seat else None) == member.district
        assert post.get("area_id") == seat.get("area_id")
        assert post.get("area") == seat.get("area") == areas.get(seat.get("area_id"))
    switched = {m.person for m in read_memberships(izmir_in_memory) if m.kind == "PartyAffiliation" and m.start_known}
    for seat in seats:
        party = members[seat["person_id"]].party
        expected = None if seat["person_id"] in switched or party == "Bağımsız" else party
        assert seat.get("on_behalf_of", {}).get("name") == expected
        assert seat.get("on_behalf_of", {}).get("id") == seat.get("on_behalf_of_id")


def test_a_role_that_is_not_told_is_left_out(izmir_in_memory: Store) -> None:
    entries = {m["id"]: m for m in as_popolo(izmir_in_memory)["memberships"]}
    without = [m for m in read_memberships(izmir_in_memory) if m.kind == "BodyMembership" and m.role is None]
    assert without
    assert all("role" not in entries[m.iri] for m in without)


def test_what_is_inferred_says_so(city: Store) -> None:
    own = Store()
    own.bulk_extend(city)
    affiliation = kentova("affiliation/can/1")
    own.add(Quad(affiliation, term("kg:basis"), term("kg:inferredFact"), FACTS))
    entries = {m["id"]: m for m in as_popolo(own)["memberships"]}
    assert entries[affiliation.value]["kg:basis"] == "inferredFact"
    assert entries[kentova("seat/can").value]["on_behalf_of"]["kg:basis"] == "inferredFact"
    assert "on_behalf_of" not in entries[kentova("seat/ada").value], "she changed her party within the year"
