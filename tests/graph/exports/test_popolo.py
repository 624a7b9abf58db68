"""The people as Popolo JSON conform to the specification, and every reference resolves."""

from __future__ import annotations

import json
from datetime import date

from jsonschema import Draft202012Validator
from pyoxigraph import Store

from kentgraf.graph.exports.popolo import as_popolo, popolo_schema, to_popolo
from kentgraf.graph.people.as_of import read_memberships


def test_popolo_keeps_the_form_that_the_specification_asks_for(izmir_in_memory: Store) -> None:
    judge = Draft202012Validator(popolo_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    found = json.loads(to_popolo(izmir_in_memory))
    assert [error.message for error in judge.iter_errors(found)] == []
    broken = [
        ("memberships", "start_date", "01.01.2025"), ("memberships", "organization_id", 7), ("persons", "name", ""),
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
    known = {
        (h.person, h.organisation, h.start.isoformat() if h.start else None) for h in read_memberships(izmir_in_memory)
    }
    assert {(m["person_id"], m["organization_id"], m.get("start_date")) for m in found["memberships"]} == known
    assert json.loads(to_popolo(izmir_in_memory)) == found
