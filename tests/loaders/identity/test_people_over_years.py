"""Who is who over the years: nobody is merged with another or split in silence, and few cases stay open."""

from __future__ import annotations

import random

import pytest
from support.cities.people_over_years import make_two_years

from kentgraf.loaders.identity.matching import Matching
from kentgraf.loaders.identity.people_over_years import PersonEvidence, match_people
from kentgraf.loaders.identity.person_evidence import evidence_of
from kentgraf.loaders.load import load_source

SEEDS = range(60)
MOST_OPEN = 0.02


def person(key: str, name: str, district: str = "konak", party: str = "chp", **more: object) -> PersonEvidence:
    told = {"districts": district, "parties": party, "seats": "member", **more}
    sets = {
        name: frozenset({value}) if isinstance(value, str) else value
        for name, value in told.items()
        if value is not None
    }
    return PersonEvidence(key, frozenset({name}), **sets)  # type: ignore[arg-type]


def linked(matching: Matching) -> dict[str, str]:
    return {link.new: link.known for link in matching.links}


def test_no_seed_merges_or_splits_anybody_wrongly_and_few_cases_stay_open() -> None:
    wrong, opened, people = [], 0, 0
    for seed in SEEDS:
        years = make_two_years(seed)
        matching = match_people(years.before, years.after)
        found = linked(matching)
        wrong += [(seed, "merged", new, known) for new, known in found.items() if years.truth.get(new) != known]
        wrong += [(seed, "split", new, years.truth[new]) for new in matching.new if new in years.truth]
        wrong += [
            (seed, "not named", case.new, years.truth[case.new])
            for case in matching.open_cases
            if case.new in years.truth and years.truth[case.new] not in case.candidates
        ]
        opened += len(matching.open_cases)
        people += len(years.after)
    assert wrong == []
    assert opened <= MOST_OPEN * people


def test_the_order_of_the_people_changes_nothing() -> None:
    years = make_two_years(7)
    once = match_people(years.before, years.after)
    chance = random.Random(1)
    for people in (years.before, years.after):
        chance.shuffle(people)
    assert match_people(years.before, years.after) == once


def test_a_year_matched_with_itself_is_itself() -> None:
    people = evidence_of(load_source())
    matching = match_people(people, people)
    assert linked(matching) == {one.key: one.key for one in people}
    assert matching.open_cases == [] and matching.new == []


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (person("1", "Ayşe KAYA"), person("a", "Ayşe KAYA"), "same_letters"),
        (person("1", "Ayşe KAYA"), person("a", "AYŞE KAYA", party="iyi"), "same_letters"),
        (person("1", "Ayşe KAYA", bodies="c/1"), person("a", "Ayşe KAYA", "buca", bodies="c/1"), "same_letters"),
        (person("1", "Ayşe KAYA"), person("a", "Ayşe KAYA", seats="mayor"), "same_letters"),
        (person("1", "Ayşegül KARACA"), person("a", "Ayşegul KARAÇA"), "same_letters"),
        (person("1", "Ayşegül KARACA"), person("a", "Ayşegül KARAGA"), "near"),
        (person("1", "Ayşe KAYA"), person("a", "Ayşe KAYA DEMİR"), "surname_changed"),
        (
            person("1", "Ayşe KAYA", bodies="commission/1"),
            person("a", "Ayşe DEMİR", bodies="commission/1"),
            "surname_changed",
        ),
    ],
)
def test_one_person_stays_one_when_the_evidence_says_so(
    before: PersonEvidence, after: PersonEvidence, rule: str
) -> None:
    (link,) = match_people([before], [after]).links
    assert (link.known, link.new, link.rule) == ("1", "a", rule)
    assert 0 < link.confidence <= 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (person("1", "Ayşe KAYA"), person("a", "Ayşe KAYA", "buca", "mhp")),
        (person("1", "Ayşe KAYA"), person("a", "Ayşe KAYA", "buca")),
        (person("1", "Ayşe KAYA"), person("a", "Ayşe KAYA", came=True)),
        (person("1", "Ayşe KAYA"), person("a", "Ayşe DEMİR")),
        (person("1", "Ayşe KAYA", bodies="commission/1"), person("a", "Ayşe DEMİR", bodies="commission/2")),
        (person("1", "Ayşegül KARACA"), person("a", "Ayşegül KARAGA", party="mhp")),
    ],
)
def test_what_the_tables_do_not_decide_is_an_open_case(before: PersonEvidence, after: PersonEvidence) -> None:
    matching = match_people([before], [after])
    assert matching.links == [] and matching.new == []
    (case,) = matching.open_cases
    assert (case.new, case.candidates) == ("a", ("1",))
    assert case.reason


def test_two_people_of_one_name_stay_two() -> None:
    before = [person("1", "Ali KAYA", "konak", "chp"), person("2", "Ali KAYA", "buca", "akp")]
    after = [person("a", "Ali KAYA", "buca", "akp"), person("b", "Ali KAYA", "konak", "chp")]
    assert linked(match_people(before, after)) == {"a": "2", "b": "1"}
    swapped = [person("a", "Ali KAYA", "buca", "chp"), person("b", "Ali KAYA", "konak", "akp")]
    assert {case.new for case in match_people(before, swapped).open_cases} == {"a", "b"}
    one_left = [person("a", "Ali KAYA", "buca", "akp")]
    assert linked(match_people(before, one_left)) == {"a": "2"}


def test_whoever_came_within_the_year_is_not_somebody_who_married() -> None:
    before = [person("1", "Ayşe KAYA", bodies="commission/1")]
    after = [person("a", "Ayşe DEMİR", bodies="commission/1", came=True)]
    assert match_people(before, after).new == ["a"]
