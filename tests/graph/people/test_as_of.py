"""Members, bodies and parties of the packaged graph on every day of change and the days around it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pyoxigraph import Store

from kentgraf.graph.people.as_of import body_on, members_on, person_history, read_memberships, strength_on
from kentgraf.ontology.errors import NotInGraph

DAY = timedelta(days=1)
FIRST, AFTER = date(2025, 1, 1), date(2026, 1, 1)


@pytest.fixture(scope="module")
def change_days(izmir_in_memory: Store) -> list[date]:
    """All days of the year on which a membership starts or ends, and the days around them."""
    days = {day for h in read_memberships(izmir_in_memory) for day in (h.start, h.until) if day}
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
    vacant = {"ulasim": (date(2025, 7, 1), date(2025, 7, 14))}
    everything = [h for h in read_memberships(izmir_in_memory) if "/commission/" in h.organisation]
    for day in change_days:
        counts: dict[str, int] = {}
        for h in everything:
            if h.is_valid_on(day):
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
    members = body_on(izmir_in_memory, "İzmir Büyükşehir Belediyesi Encümeni", day).memberships
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
