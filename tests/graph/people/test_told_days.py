"""The days told of: from the first to the last of the printed periods of a body or list, within the reported year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from support.cities.kentova import BASE, FACTS, kentova

from kentgraf.graph.exports.dynamic_networks import dynamic_commission_graph
from kentgraf.graph.people.as_of import body_on, members_on, person_history, strength_on
from kentgraf.graph.people.days import change_days
from kentgraf.graph.people.measures import changes_between, measure_network
from kentgraf.graph.people.network import member_commission_graph
from kentgraf.graph.people.told_days import DayNotTold, NothingTold, ToldDays, read_told_periods
from kentgraf.ontology.errors import QueryRefused
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.periods import Period

DAY = timedelta(days=1)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
QUESTIONS: dict[str, Callable[[Store, date], Any]] = {
    "members": members_on,
    "strength": strength_on,
    "body": lambda store, day: body_on(store, "Ulaşım", day),
    "person": lambda store, day: person_history(store, "Ada IŞIK", day),
    "network": member_commission_graph,
    "measures": measure_network,
    "changes from": lambda store, day: changes_between(store, day, LAST),
    "changes to": lambda store, day: changes_between(store, FIRST, day),
}


def change_date(store: Store, subject: str, predicate: str, day: str | None) -> None:
    for quad in list(store.quads_for_pattern(kentova(subject), term(predicate), None, None)):
        store.remove(quad)
    if day:
        store.add(Quad(kentova(subject), term(predicate), Literal(day, datatype=term("xsd:date")), FACTS))


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("day", [FIRST - DAY, LAST + DAY, date(2027, 1, 1)])
def test_no_question_is_answered_for_a_day_of_which_no_source_tells(city: Store, name: str, day: date) -> None:
    with pytest.raises(DayNotTold) as refused:
        QUESTIONS[name](city, day)
    assert day.isoformat() in str(refused.value)
    assert "2025-01-01 to 2025-12-31" in str(refused.value)


@pytest.mark.parametrize("asked", [changes_between, lambda store, a, b: dynamic_commission_graph(store, a, b + DAY)])
def test_a_span_that_ends_before_it_begins_is_refused(city: Store, asked: Callable[[Store, date, date], Any]) -> None:
    with pytest.raises(QueryRefused, match="ends on 2025-03-01, before it begins on 2025-06-01"):
        asked(city, date(2025, 6, 1), date(2025, 3, 1))


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("day", [FIRST, LAST])
def test_the_first_and_the_last_day_are_told_of(city: Store, name: str, day: date) -> None:
    assert QUESTIONS[name](city, day) is not None


def test_a_body_is_told_of_from_its_first_to_its_last_printed_day(own_city: Store) -> None:
    for number in (1, 2, 3):
        change_date(own_city, f"membership/cevre/{number}", "kg:validFrom", "2025-03-01")
        change_date(own_city, f"membership/cevre/{number}", "kg:validUntil", "2025-09-01")
    change_date(own_city, "membership/cevre/3/before", "kg:validFrom", "2025-02-01")
    told = read_told_periods(own_city).of(kentova("commission/cevre").value)
    assert told.spans == ((date(2025, 2, 1), date(2025, 8, 31)),), "a gap between printed periods is told of"
    with pytest.raises(DayNotTold, match="Çevre Komisyonu on 2025-12-31"):
        body_on(own_city, "Çevre", LAST)
    assert body_on(own_city, "Çevre").on == date(2025, 8, 31), "the default is the last day told of"
    assert not any("Çevre" in change.commission for change in changes_between(own_city, FIRST, LAST))


def test_a_source_tells_of_no_other_year_than_it_reports(own_city: Store) -> None:
    change_date(own_city, "membership/hukuk/1", "kg:validFrom", "2024-04-01")
    change_date(own_city, "membership/hukuk/1", "kg:validUntil", "2029-04-01")
    change_date(own_city, "membership/hukuk/2", "kg:validFrom", "2023-01-01")
    told = read_told_periods(own_city).of(kentova("commission/hukuk").value)
    assert told.spans == ((FIRST, LAST),)


def test_the_years_of_several_sources_are_told_of_and_not_what_lies_between(own_city: Store) -> None:
    source, quoted = NamedNode(f"{BASE}source/kentova-2023"), NamedNode(f"{BASE}source/kentova-2023#line=0,1")
    seat = NamedNode(f"{BASE}kentova/seat/old")
    year = Literal("2023", datatype=term("xsd:integer"))
    for subject, predicate, value in (
        (source, "kg:year", year),
        (quoted, "dcterms:isPartOf", source),
        (seat, "rdf:type", term("kg:Seat")),
        (seat, "org:organization", kentova("council")),
        (seat, "prov:wasQuotedFrom", quoted),
    ):
        own_city.add(Quad(subject, term(predicate), value, FACTS))
    told = read_told_periods(own_city).of_council()
    assert told.spans == ((date(2023, 1, 1), date(2023, 12, 31)), (FIRST, LAST))
    assert date(2024, 6, 1) not in told
    assert told.last == LAST


def test_touching_years_are_one_period() -> None:
    store = Store()
    with pytest.raises(NothingTold):
        read_told_periods(store).of_council().require(FIRST)
    with pytest.raises(NothingTold):
        _ = read_told_periods(store).of_all().last
    told = ToldDays((Period(date(2024, 1, 1), date(2026, 1, 1)),))
    assert told.require(date(2024, 12, 31)) == date(2024, 12, 31)


def test_only_known_bounds_are_days_of_change(city: Store, izmir_in_memory: Store) -> None:
    assert change_days(city) == [date(2025, month, day) for month, day in ((2, 3), (2, 12), (4, 14), (6, 15))]
    days = change_days(izmir_in_memory)
    assert FIRST not in days, "the first day of the year is the beginning of nothing"
    assert LAST + DAY not in days
