"""Whatever way a name is typed, the thing is found; the best fits come first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kentgraf.graph.search import SearchIndex
from kentgraf.graph.sparql import select
from kentgraf.ontology.turkish import upper


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
def test_a_slip_or_another_order_finds_the_thing_first(index: SearchIndex, typed: str, name: str) -> None:
    best = index.find(typed)[0]
    assert name in index._names[best.iri]


def test_nothing_is_found_for_what_is_nowhere(index: SearchIndex) -> None:
    assert index.find("xyzzyplugh") == []
    assert index.find("") == []
    assert index.find("... !?") == []


def test_everybody_is_found_by_their_whole_name(index: SearchIndex, izmir_store: Store) -> None:
    people = select(izmir_store, "SELECT ?p ?name WHERE { ?p a foaf:Person ; foaf:name ?name }")
    missed = [row["name"].value for row in people if row["p"].value not in iris(index, upper(row["name"].value))[:3]]
    assert missed == []


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=30))
def test_any_text_may_be_asked_for(index: SearchIndex, text: str) -> None:
    found = index.find(text, 5)
    assert len(found) <= 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
