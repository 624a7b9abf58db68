"""Things are found by their names in any case, spelling or order of words, the best hits first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kentgraf.graph.search.index import IndexEntry, SearchIndex
from kentgraf.graph.sparql.queries import select
from kentgraf.ontology.turkish import fold, upper


@pytest.fixture(scope="module")
def index(izmir_store: Store) -> SearchIndex:
    return SearchIndex(izmir_store)


def iris(index: SearchIndex, text: str) -> list[str]:
    return [found.iri for found in index.find(text)]


def test_turkish_letters_and_cases_find_the_same(index: SearchIndex) -> None:
    ways = [iris(index, text) for text in ("izmir", "İZMİR", "IZMIR", "Izmir", "ızmır")]
    assert ways[0]
    assert all(found == ways[0] for found in ways)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ulasim komisyonu", "Ulaşım Komisyonu"),
        ("ulaşm komisyonu", "Ulaşım Komisyonu"),
        ("komisyonu ulaşım", "Ulaşım Komisyonu"),
        ("itfaye dairesi", "İtfaiye Dairesi Başkanlığı"),
        ("Cemil Tugya", "Cemil TUGAY"),
        ("5.1.1", "5.1.1"),
    ],
)
def test_a_typo_or_another_order_finds_the_thing_first(index: SearchIndex, typed: str, name: str) -> None:
    best = index.find(typed)[0]
    assert name in index._names[best.iri]


@pytest.mark.parametrize(
    ("typed", "thing"),
    [
        ("amaç 5", "plan/2025-2029/goal/5"),
        ("Stratejik Amaç 5", "plan/2025-2029/goal/5"),
        ("hedef 5.1", "plan/2025-2029/objective/5.1"),
        ("hedef 1.1.1", "plan/2025-2029/target/1.1.1"),
        ("performans hedefi 1.1.1", "plan/2025-2029/target/1.1.1"),
        ("faaliyet 87", "plan/2025-2029/activity/87"),
        ("activity 87", "plan/2025-2029/activity/87"),
        (
            "gösterge 4.1.1-2",
            "plan/2025-2029/indicator/4.1.1-cbs-veri-tabanina-entegre-edilen-vektor-ureme-alanlarinin",
        ),
        (
            "indicator 4.1.1-2",
            "plan/2025-2029/indicator/4.1.1-cbs-veri-tabanina-entegre-edilen-vektor-ureme-alanlarinin",
        ),
        ("daire 46.35.1.42", "department/46.35.1.42"),
    ],
)
def test_a_code_is_found_behind_what_it_is_a_code_of(index: SearchIndex, typed: str, thing: str) -> None:
    found = index.find(typed)
    assert found[0].iri.endswith(f"/id/izmir/{thing}")
    assert len(found) == 1


@pytest.mark.parametrize(
    ("typed", "kind", "most"),
    [
        ("strategic goal", "goal", 5),
        ("stratejik hedef", "objective", 12),
        ("siyasi parti", "party", 4),
        ("ilçe", "district", 30),
    ],
)
def test_what_things_are_called_finds_all_of_them(index: SearchIndex, typed: str, kind: str, most: int) -> None:
    first = iris(index, typed)[: most + 1]
    assert sum(f"/{kind}/" in iri for iri in first) == most, "at most one that is named so stands between"


def test_nothing_is_found_for_what_is_nowhere(index: SearchIndex) -> None:
    assert index.find("xyzzyplugh") == []
    assert index.find("") == []
    assert index.find("... !?") == []


def test_everybody_is_found_by_their_whole_name(index: SearchIndex, izmir_store: Store) -> None:
    people = select(izmir_store, "SELECT ?p ?name WHERE { ?p a foaf:Person ; foaf:name ?name }")
    missed = [row["name"].value for row in people if row["p"].value not in iris(index, upper(row["name"].value))[:3]]
    assert missed == []


def slips(word: str) -> list[str]:
    """Return a word with one letter deleted, inserted, replaced or swapped."""
    at = len(word) // 2
    return [
        word[:at] + word[at + 1 :],
        word[:at] + "x" + word[at:],
        word[:at] + "x" + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]


def test_a_typo_of_one_letter_still_finds_everybody(index: SearchIndex, izmir_store: Store) -> None:
    people = select(izmir_store, "SELECT ?p ?name WHERE { ?p a foaf:Person ; foaf:name ?name } ORDER BY ?p")
    for row in people[::7]:
        first, *_, last = fold(row["name"].value).split()
        alone = slips(last) if len(last) > 4 else []  # what is left of a short one is a part of many names
        for typed in [*alone, *(f"{first} {slipped}" for slipped in (slips(last) if len(last) > 3 else []))]:
            assert row["p"].value in iris(index, typed), typed


def test_a_word_is_found_by_its_prefix_also_with_a_typo(index: SearchIndex) -> None:
    for typed in ("ulas", "ulaşım kom", "ulsaı", "baskanlg"):
        assert iris(index, typed), typed


def test_a_code_finds_what_has_it_and_what_is_under_it(index: SearchIndex) -> None:
    found = iris(index, "5.1.1")
    assert found[0].endswith("/target/5.1.1")
    assert all("5.1.1" in iri for iri in found)


def test_what_is_given_besides_the_graph_is_found_too(izmir_store: Store) -> None:
    more = SearchIndex(izmir_store, [IndexEntry("page:/money", ("Para nereye gitti", "money"))])
    assert more.find("money")[0].iri == "page:/money"


def test_near_texts_are_offered_only_where_they_find_something(index: SearchIndex) -> None:
    assert index.find("komsyonnu ulasimm") == []
    offered = index.suggest("komsyonnu ulasimm")
    assert offered
    assert all(index.find(text) for text in offered)
    assert index.suggest("") == []


def test_words_that_stand_in_no_name_together_find_what_has_most_of_them(index: SearchIndex) -> None:
    assert index.find("ulasim itfaiye zabita komisyonu") == []
    assert "Ulaşım Komisyonu" in index._names[index.find_any("ulasim itfaiye zabita komisyonu")[0].iri]


@settings(max_examples=50)
@given(text=st.text(max_size=30))
def test_any_text_may_be_asked_for(index: SearchIndex, text: str) -> None:
    found = index.find(text, 5)
    assert len(found) <= 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
