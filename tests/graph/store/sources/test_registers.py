"""Who stays is one person in the graph over the years, whatever their rows are called, and whichever year came first."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from support.cities.other_sources import TYPED_CITY, copy_source
from support.stores.damage import flip

from kentgraf.graph.store.build import add_sources, build, build_sources, remove_source
from kentgraf.graph.store.changes import Update
from kentgraf.graph.store.folder import current_build
from kentgraf.graph.store.opening import list_sources, open_source, open_store
from kentgraf.graph.store.sources.registers import register_in
from kentgraf.graph.store.sources.scope import Scope
from kentgraf.graph.store.updates import apply_change
from kentgraf.ontology.errors import StoreError
from kentgraf.ontology.namespaces import DEFAULT_BASE, term

PERSON = f"{DEFAULT_BASE}derekent/person/"


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three years in which the rows of the same people have other codes, and one marries."""
    folder = tmp_path_factory.mktemp("years")
    return [
        copy_source(TYPED_CITY, folder, "derekent", 2024, **{"2025-00": "2024-00"}),
        copy_source(TYPED_CITY, folder, "derekent", 2025, **{"Ayla DERE": "Ayla DERE ÇAY"}),
        copy_source(TYPED_CITY, folder, "derekent", 2026, **{"2025-00": "2026-00", "Ayla DERE": "Ayla ÇAY"}),
    ]


def people(store: Path, scope: Scope | None = None) -> dict[str, set[str]]:
    """Return the names by the keys of people."""
    graph = open_store(store) if scope is None else open_source(store, scope)[0]
    found: dict[str, set[str]] = {}
    for quad in graph.quads_for_pattern(None, term("rdf:type"), term("foaf:Person")):
        named = [*graph.quads_for_pattern(quad.subject, term("foaf:name"), None)]
        found[quad.subject.value.removeprefix(PERSON)] = {str(one.object.value) for one in named}
    return found


def test_one_person_has_one_iri_over_the_years_and_the_name_of_the_latest(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_sources(years, store)
    assert people(store) == {"2024-001": {"Ayla ÇAY"}, "2024-002": {"Işıl KAYA"}, "2024-003": {"Oğuz ŞEN"}}
    assert people(store, Scope(year=2025)) == {
        "2024-001": {"Ayla DERE ÇAY"},
        "2024-002": {"Işıl KAYA"},
        "2024-003": {"Oğuz ŞEN"},
    }
    seats = {
        quad.subject.value
        for quad in open_store(store).quads_for_pattern(None, term("org:member"), NamedNode(f"{PERSON}2024-001"))
        if "/seat/" in quad.subject.value
    }
    assert len(seats) == 3, "a seat a year"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0)])
def test_every_order_of_adding_joins_the_same_people(years: list[Path], tmp_path: Path, order: tuple[int, ...]) -> None:
    store = tmp_path / "store"
    build(years[order[0]], store)
    first = set(people(store))
    for number in order[1:]:
        add_sources([years[number]], store)
        assert first <= set(people(store)), "a key once given stays"
    found = people(store)
    assert sorted(found.values(), key=sorted) == [{"Ayla ÇAY"}, {"Işıl KAYA"}, {"Oğuz ŞEN"}]
    for entry in list_sources(store):
        assert set(people(store, Scope(year=entry.year))) == set(found), "also in the graph of one year"


def test_a_key_that_was_given_to_another_person_leads_to_the_one_that_it_was(years: list[Path], tmp_path: Path) -> None:
    store, other = tmp_path / "store", {"commission/cevre": "commission/iklim"}
    names = {"2025-00": "2026-00", "Ayla DERE": "Ayla ÇAY"}
    last = copy_source(TYPED_CITY, tmp_path, "derekent", 2026, **names, **other)
    build(years[0], store)
    add_sources([last], store)
    assert len(people(store)) == 4, "until the year between comes, nothing says that she is one"
    add_sources([years[1]], store)
    assert set(people(store)) == {"2024-001", "2024-002", "2024-003"}
    for graph in (open_store(store), open_source(store, Scope(year=2026))[0]):
        (replaced,) = graph.quads_for_pattern(NamedNode(f"{PERSON}2026-001"), term("dcterms:isReplacedBy"), None)
        assert replaced.object == NamedNode(f"{PERSON}2024-001")
        assert not list(graph.quads_for_pattern(None, None, NamedNode(f"{PERSON}2026-001")))


def test_the_register_keeps_a_source_that_was_removed(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_sources(years, store)
    remove_source("derekent-2024", store)
    assert set(people(store)) == {"2024-001", "2024-002", "2024-003"}
    register = register_in(current_build(store), "derekent")
    assert {row.source for row in register.rows} == {"derekent-2024", "derekent-2025", "derekent-2026"}
    add_sources([years[0]], store)
    build_sources(years, tmp_path / "expected")
    assert people(store) == people(tmp_path / "expected")


def test_a_source_that_is_built_anew_keeps_its_keys(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_sources(years, store)
    build(years[2], store)
    assert set(people(store)) == {"2024-001", "2024-002", "2024-003"}


def test_a_change_of_the_graph_keeps_the_register(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build(years[0], store)
    before = register_in(current_build(store), "derekent")
    apply_change(Update("INSERT DATA { <urn:a> <urn:b> <urn:c> }"), store)
    assert before.rows and register_in(current_build(store), "derekent") == before
    add_sources([years[1]], store)
    assert set(people(store)) == {"2024-001", "2024-002", "2024-003"}


def test_a_build_mends_a_store_whose_register_is_damaged(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_sources(years, store)
    folder = current_build(store)
    assert folder is not None
    flip(0.5)(folder / "register-derekent.zip")
    with pytest.raises(StoreError, match="damaged"):
        add_sources([years[1]], store)
    change = build_sources(years, store)
    assert all(summary.not_compared for summary in change.loaded), "it is told that what stood there can't be read"
    assert set(people(store)) == {"2024-001", "2024-002", "2024-003"}
    other = copy_source(TYPED_CITY, tmp_path, "tepekent", 2025)
    flip(0.5)((current_build(store) or store) / "register-derekent.zip")
    build(other, store)
    assert len(open_store(store)), "the damaged register of another city isn't taken along"
