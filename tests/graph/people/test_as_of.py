"""Who sat where, for which party, on every day on which something changed and the days around it."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date, timedelta

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pyoxigraph import Store

from kentgraf.graph.exports.dynamic_networks import spell_graph, to_dynamic_gexf, to_edge_list
from kentgraf.graph.exports.popolo import popolo, popolo_schema, to_popolo
from kentgraf.graph.people.as_of import body_on, holdings, members_on, person_history, strength_on
from kentgraf.graph.people.identity import identity_counts, open_cases
from kentgraf.graph.people.measures import changes_between, measure, ranks, shared_members
from kentgraf.graph.people.network import member_commission_graph, shared_commissions
from kentgraf.graph.search.describe import show
from kentgraf.ontology.errors import NotInGraph

DAY = timedelta(days=1)
FIRST, AFTER = date(2025, 1, 1), date(2026, 1, 1)


@pytest.fixture(scope="module")
def change_days(izmir_in_memory: Store) -> list[date]:
    """Every day of the year on which anything begins or ends, and the days around it."""
    days = {day for h in holdings(izmir_in_memory) for day in (h.start, h.until) if day}
    around = {day + offset * DAY for day in days for offset in (-1, 0, 1)}
    return sorted(day for day in around if FIRST <= day < AFTER)


def test_every_member_has_one_party_on_every_day_on_which_something_changes(
    izmir_in_memory: Store, change_days: list[date]
) -> None:
    assert len(change_days) >= 30
    for day in change_days:
        members = members_on(izmir_in_memory, day)
        assert len(members) == 184
        assert all(member.party for member in members), day
        assert sum(strength_on(izmir_in_memory, day).values()) == 184


def test_every_commission_has_nine_members_on_every_day_but_for_the_known_vacancies(
    izmir_in_memory: Store, change_days: list[date]
) -> None:
    vacant = {
        "kent-konseyi": (date(2025, 3, 5), date(2025, 3, 10)),
        "organize-sanayi-bolgeleri": (date(2025, 1, 14), date(2025, 1, 15)),
        "ulasim": (date(2025, 7, 1), date(2025, 7, 14)),
    }
    everything = [h for h in holdings(izmir_in_memory) if "/commission/" in h.organisation]
    for day in change_days:
        counts: dict[str, int] = {}
        for h in everything:
            if h.holds(day):
                key = h.organisation.rpartition("/")[2]
                counts[key] = counts.get(key, 0) + 1
        assert len(counts) == 24
        for key, count in counts.items():
            start, until = vacant.get(key, (AFTER, AFTER))
            assert count == (8 if start <= day < until else 9), (key, day)


@pytest.mark.parametrize(
    ("day", "people"),
    [
        (date(2025, 1, 14), 11), (date(2025, 1, 15), 11), (date(2025, 3, 31), 11), (date(2025, 4, 1), 7), (date(2025, 4, 13), 7),
        (date(2025, 4, 14), 11), (date(2025, 4, 29), 11), (date(2025, 4, 30), 11), (date(2025, 6, 29), 11), (date(2025, 6, 30), 11),
    ],
)  # fmt: skip
def test_the_executive_committee_is_eleven_but_for_the_first_half_of_april(
    izmir_in_memory: Store, day: date, people: int
) -> None:
    _, members = body_on(izmir_in_memory, "İzmir Büyükşehir Belediyesi Encümeni", day)
    assert len(members) == people
    secretaries = [h.name for h in members if h.office == "Genel Sekreter"]
    assert len(secretaries) == 1


@pytest.mark.parametrize(
    ("name", "day", "party", "basis"),
    [
        ("Erdem ÖKSÜZ", date(2025, 1, 13), "Adalet ve Kalkınma Partisi", "inferredFact"),
        ("Erdem ÖKSÜZ", date(2025, 1, 14), "Büyük Birlik Partisi", "inferredFact"),
        ("Eşref ÇAKIR", date(2025, 2, 11), "Cumhuriyet Halk Partisi", "footnoteFact"),
        ("Eşref ÇAKIR", date(2025, 2, 12), "Bağımsız", "footnoteFact"),
        ("Eşref ÇAKIR", date(2025, 4, 13), "Bağımsız", "footnoteFact"),
        ("Eşref ÇAKIR", date(2025, 4, 14), "Cumhuriyet Halk Partisi", "inferredFact"),
        ("Erdoğan ÇOBAN", date(2025, 3, 4), "Cumhuriyet Halk Partisi", "footnoteFact"),
        ("Erdoğan ÇOBAN", date(2025, 3, 5), "Bağımsız", "footnoteFact"),
        ("Latif AYDEMİR", date(2025, 6, 1), "Bağımsız", "printedFact"),
        ("Nail KOCABAŞ", date(2025, 6, 1), "Adalet ve Kalkınma Partisi", "printedFact"),
    ],
)
def test_a_party_is_that_of_the_day_and_says_what_it_rests_on(
    izmir_in_memory: Store, name: str, day: date, party: str, basis: str
) -> None:
    _, held = person_history(izmir_in_memory, name, day)
    (affiliation,) = [h for h in held if h.kind == "PartyAffiliation"]
    assert (affiliation.organisation_name, affiliation.basis) == (party, basis)


def test_a_name_is_found_in_any_spelling_and_never_guessed(izmir_in_memory: Store) -> None:
    for spelling in ("erdem öksüz", "ERDEM OKSUZ", "Abdulkhakim EVİN", "candas yeter", "Şebnem TÜRE"):
        assert person_history(izmir_in_memory, spelling)[1]
    with pytest.raises(NotInGraph, match="more than one person"):
        person_history(izmir_in_memory, "Mehmet")
    with pytest.raises(NotInGraph, match="no person named"):
        person_history(izmir_in_memory, "Zeus")


def test_the_audit_counts_people_spellings_inferences_and_open_cases(izmir_in_memory: Store) -> None:
    counts = identity_counts(izmir_in_memory)
    assert counts["people"] == 192
    assert counts["spellings"] == 222
    assert counts["by rule listed"] == 184
    assert counts["inferred affiliations"] == 5
    assert counts["by rule near"] + counts["by rule same_letters"] == 30
    assert "by rule missing_name" not in counts
    open_in = Counter(case.about for case in open_cases(izmir_in_memory))
    assert open_in == {"affiliations": 3, "party_changes": 2, "members": 1, "responsibilities": 1}
    assert all(case.line for case in open_cases(izmir_in_memory))


def test_measures_rank_ties_as_ties_and_agree_with_networkx(izmir_in_memory: Store) -> None:
    found = measure(izmir_in_memory, date(2025, 3, 1))
    people = shared_commissions(member_commission_graph(izmir_in_memory, date(2025, 3, 1)))
    assert found.links == people.number_of_edges()
    by_degree: dict[int, set[int]] = {}
    for person in found.people:
        assert person.degree == people.degree(person.person)
        by_degree.setdefault(person.degree, set()).add(person.degree_rank)
    assert all(len(same) == 1 for same in by_degree.values())
    assert 0 < (found.cross_party_share or 0) < 1
    assert found.communities == len({person.community for person in found.people})
    assert measure(izmir_in_memory, date(2025, 3, 1)) == found


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 5).map(float), max_size=12))
def test_ranks_leave_room_for_ties(values: dict[str, float]) -> None:
    given_ranks = ranks(values)
    for key, rank in given_ranks.items():
        assert rank == 1 + sum(1 for other in values.values() if other > values[key])


def test_what_changed_between_the_terms_is_told_for_every_commission(izmir_in_memory: Store) -> None:
    changes = changes_between(izmir_in_memory, date(2025, 4, 13), date(2025, 4, 14))
    assert len(changes) == 24
    for change in changes:
        assert len(change.stayed) + len(change.left) == 9
        assert len(change.stayed) + len(change.came) == 9
        assert not set(change.left) & set(change.came)
    same = changes_between(izmir_in_memory, date(2025, 5, 1), date(2025, 5, 2))
    assert all(change.continuity == 1 for change in same)


def test_commissions_are_linked_by_the_members_that_they_share(izmir_in_memory: Store) -> None:
    sitting = member_commission_graph(izmir_in_memory, date(2025, 3, 1))
    linked = shared_members(sitting)
    assert len(linked) == 24
    for one, two, data in linked.edges(data=True):
        assert data["weight"] == len(set(sitting[one]) & set(sitting[two])) == len(data["members"])


def test_a_span_keeps_every_spell_and_reads_back(izmir_in_memory: Store) -> None:
    graph = spell_graph(izmir_in_memory, FIRST, AFTER)
    spells = sum(len(data["spells"]) for _, _, data in graph.edges(data=True))
    assert spells == 432 + 4
    back = nx.read_gexf(io.BytesIO(to_dynamic_gexf(graph)))
    assert back.graph["mode"] == "dynamic"
    assert set(back.nodes) == set(graph.nodes)
    for one, two, data in graph.edges(data=True):
        assert sorted(tuple(spell) for spell in back.edges[one, two]["spells"]) == data["spells"]
    assert to_dynamic_gexf(graph) == to_dynamic_gexf(spell_graph(izmir_in_memory, FIRST, AFTER))
    rows = list(csv.DictReader(io.StringIO(to_edge_list(graph).decode())))
    assert len(rows) == graph.number_of_edges()
    assert sum(row["spells"].count("/") for row in rows) == spells


def test_an_edge_list_holds_the_network(izmir_in_memory: Store) -> None:
    people = shared_commissions(member_commission_graph(izmir_in_memory, date(2025, 3, 1)))
    rows = list(csv.DictReader(io.StringIO(to_edge_list(people).decode())))
    back = nx.Graph()
    back.add_weighted_edges_from((row["source"], row["target"], int(row["weight"])) for row in rows)
    assert {frozenset(edge) for edge in back.edges} == {frozenset(edge) for edge in people.edges}
    assert all(back.edges[edge]["weight"] == people.edges[edge]["weight"] for edge in people.edges)


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
    found = popolo(izmir_in_memory)
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
    known = {(h.person, h.organisation, h.start.isoformat() if h.start else None) for h in holdings(izmir_in_memory)}
    assert {(m["person_id"], m["organization_id"], m.get("start_date")) for m in found["memberships"]} == known
    assert json.loads(to_popolo(izmir_in_memory)) == found


def test_show_tells_what_is_known_with_its_lines(izmir_in_memory: Store) -> None:
    shown = show(izmir_in_memory, "https://w3id.org/kentgraf/id/izmir/seat/2025-075")
    assert shown.lines
    assert ("rdf:type", "kg:Seat") in shown.statements
    with pytest.raises(NotInGraph):
        show(izmir_in_memory, "https://example.org/nothing")
