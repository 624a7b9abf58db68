"""A store holds any number of sources: each as it is alone, in whatever order they came, and all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store
from support.cities.other_sources import TYPED_CITY, copy_source
from support.stores.damage import flip

from kentgraf.graph.store.build import add_sources, build, build_sources, remove_source
from kentgraf.graph.store.changes import Update
from kentgraf.graph.store.checksums import record_checksums
from kentgraf.graph.store.folder import current_build, go_back
from kentgraf.graph.store.opening import list_sources, open_source, open_store
from kentgraf.graph.store.sources.parts import part_folder
from kentgraf.graph.store.sources.scope import Scope
from kentgraf.graph.store.updates import apply_change
from kentgraf.ontology.errors import AmbiguousScope, NotInGraph, NotTold, QueryRefused, StoreError
from kentgraf.ontology.namespaces import DEFAULT_BASE, term

OF_THE_LOAD = ("prov:startedAtTime", "prov:endedAtTime", "dcterms:modified")
LATEST = Scope()


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two years of one city, of which a name changed between them, and a year of another city."""
    folder = tmp_path_factory.mktemp("years")
    return [
        copy_source(TYPED_CITY, folder, "derekent", 2025),
        copy_source(TYPED_CITY, folder, "derekent", 2026, **renamed()),
        copy_source(TYPED_CITY, folder, "tepekent", 2025),
    ]


def renamed() -> dict[str, str]:
    return {"Çevre Komisyonu": "Çevre ve İklim Komisyonu"}


@pytest.fixture(scope="module")
def together(years: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("together") / "store"
    build_sources(years, store)
    return store


def statements(store: Store) -> set[str]:
    """Return all statements but those that tell when they were loaded."""
    times = set(map(term, OF_THE_LOAD))
    return {str(quad) for quad in store if quad.predicate not in times and "/load/" not in str(quad)}


def triples(quads: Iterator[Quad]) -> set[str]:
    return {str(quad.triple) for quad in quads}


def test_every_order_of_sources_gives_the_same_graph(years: list[Path], together: Path, tmp_path: Path) -> None:
    expected = statements(open_store(together))
    for number, order in enumerate(permutations(years)):
        store = tmp_path / str(number)
        build_sources(order, store)
        assert statements(open_store(store)) == expected, order


def test_sources_that_are_added_one_by_one_are_those_that_were_built_together(
    years: list[Path], together: Path, tmp_path: Path
) -> None:
    expected = statements(open_store(together))
    for number, order in enumerate(permutations(years)):
        store = tmp_path / str(number)
        build(order[0], store)
        for source in order[1:]:
            add_sources([source], store)
        assert statements(open_store(store)) == expected, order


def test_a_source_reads_the_same_beside_others_as_alone(years: list[Path], together: Path, tmp_path: Path) -> None:
    for source in years:
        city, _, year = source.name.partition("-")
        build(source, tmp_path / source.name)
        beside, opened = open_source(together, Scope(city, int(year)))
        assert opened.chosen is not None and opened.chosen.source == source.name
        assert statements(beside) == statements(open_store(tmp_path / source.name))


def test_a_source_that_was_removed_leaves_nothing(years: list[Path], tmp_path: Path) -> None:
    for source in years:
        rest = [other for other in years if other != source]
        build_sources(rest, tmp_path / f"without-{source.name}")
        store = tmp_path / f"removed-{source.name}"
        build_sources(years, store)
        change = remove_source(source.name, store)
        assert [entry.source for entry in change.replaced] == [source.name]
        assert statements(open_store(store)) == statements(open_store(tmp_path / f"without-{source.name}"))


def test_one_source_that_is_left_is_a_store_of_its_own(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_sources(years[:2], store)
    remove_source(years[0].name, store)
    build(years[1], tmp_path / "alone")
    assert statements(open_store(store)) == statements(open_store(tmp_path / "alone"))
    assert [entry.part for entry in list_sources(store)] == [""]
    with pytest.raises(StoreError, match="is the only source"):
        remove_source(years[1].name, store)


def test_a_source_that_is_added_again_replaces_what_it_said(years: list[Path], tmp_path: Path) -> None:
    store, changed = tmp_path / "store", tmp_path / "changed"
    changed.mkdir()
    build_sources(years, store)
    other = copy_source(TYPED_CITY, changed, "derekent", 2026)
    change = add_sources([other], store)
    assert [entry.source for entry in change.replaced] == ["derekent-2026"]
    build_sources([years[0], other, years[2]], tmp_path / "expected")
    assert statements(open_store(store)) == statements(open_store(tmp_path / "expected"))


def test_no_triple_stands_in_two_graphs_and_none_is_lost(together: Path) -> None:
    union = open_store(together)
    seen = Counter(str(quad.triple) for quad in union)
    assert [triple for triple, times in seen.items() if times > 1] == [], "a query over all graphs would count it twice"
    names = set(map(term, ("skos:prefLabel", "rdfs:label", "foaf:name")))
    for entry in list_sources(together):
        own, _ = open_source(together, Scope(entry.city, entry.year))
        lost = {quad for quad in own if str(quad.triple) not in seen}
        assert {quad.predicate for quad in lost} <= names, "only a name is replaced by a later one"


def test_a_thing_is_called_what_the_latest_year_calls_it_and_keeps_its_earlier_name(together: Path) -> None:
    union = open_store(together)
    register = NamedNode(f"{DEFAULT_BASE}graph/derekent")
    called = {
        predicate: {str(quad.object.value) for quad in union.quads_for_pattern(None, term(predicate), None, register)}
        for predicate in ("skos:prefLabel", "skos:altLabel")
    }
    ((old, new),) = renamed().items()
    assert new in called["skos:prefLabel"] and old not in called["skos:prefLabel"]
    assert old in called["skos:altLabel"]


def test_a_question_without_a_city_asks_which_one(together: Path) -> None:
    with pytest.raises(AmbiguousScope) as asked:
        open_source(together, LATEST)
    assert asked.value.choices == ("derekent", "tepekent")
    _, opened = open_source(together, Scope("derekent"))
    assert opened.chosen is not None and opened.chosen.year == 2026, "the latest year is the default"
    with pytest.raises(NotTold, match="No source tells of derekent 2031; there are derekent 2025, 2026; tepekent 2025"):
        open_source(together, Scope("derekent", 2031))


def test_a_damaged_source_takes_no_other_with_it(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_sources(years, store)
    add_sources([years[2]], store)
    (damaged,) = [entry for entry in list_sources(store) if entry.source == "tepekent-2025"]
    flip(0.5)(max(part_folder(store, damaged.part).glob("*.sst"), key=lambda path: path.stat().st_size))
    assert len(open_source(store, Scope("derekent", 2025))[0])
    with pytest.raises(StoreError, match=r"damaged .* the build before it, .* is intact"):
        open_source(store, Scope("tepekent"))
    go_back(store)
    assert len(open_source(store, Scope("tepekent"))[0])


def test_graphs_that_no_build_names_are_cleared_away(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build_sources(years, store)
    for _ in range(3):
        add_sources([years[2]], store)
    parts = {entry.part for entry in list_sources(store)}
    standing = {folder.name for folder in (store / "sources").iterdir()}
    assert parts < standing and len(standing) == len(parts) + 1, "those of this build and of the one before"
    build(years[0], store)
    build(years[0], store)
    assert list((store / "sources").iterdir()) == []


def test_a_source_that_cannot_be_loaded_does_not_stop_the_others(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    missing = tmp_path / "missing"
    change = build_sources([years[0], missing, years[2]], store)
    assert [entry.source for entry in change.sources] == ["derekent-2025", "tepekent-2025"]
    assert list(change.failures) == [str(missing)]
    before = current_build(store)
    with pytest.raises(StoreError, match="No source could be loaded"):
        add_sources([missing, missing], store)
    assert current_build(store) == before


def test_two_sources_of_one_key_are_not_taken_for_one(years: list[Path], tmp_path: Path) -> None:
    change = build_sources([years[0], years[0], years[1]], tmp_path / "store")
    assert "expected one of each" in str(change.failures[str(years[0])])
    assert len(change.sources) == 2


def test_what_is_not_there_cannot_be_removed(together: Path) -> None:
    with pytest.raises(NotInGraph, match=r"no source 'ankara-2025' .* there are derekent-2025, derekent-2026"):
        remove_source("ankara-2025", together)


def test_a_change_stays_with_its_source_when_another_is_added(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build(years[0], store)
    apply_change(Update("INSERT DATA { <urn:a> <urn:b> <urn:c> }"), store)
    add_sources([years[2]], store)
    added = NamedNode("urn:a")
    assert list(open_source(store, Scope("derekent"))[0].quads_for_pattern(added, None, None))
    assert list(open_store(store).quads_for_pattern(added, None, None))
    with pytest.raises(QueryRefused, match="holds 2 sources"):
        apply_change(Update("CLEAR ALL"), store)
    change = add_sources([years[0]], store)
    assert [(entry.source, entry.changes) for entry in change.replaced] == [("derekent-2025", 1)]
    assert not list(open_store(store).quads_for_pattern(added, None, None)), "and goes with it"


def test_a_graph_of_an_older_version_says_what_to_do(years: list[Path], tmp_path: Path) -> None:
    store = tmp_path / "store"
    build(years[0], store)
    folder = current_build(store)
    assert folder is not None
    (folder / "SOURCES.json").unlink()
    record_checksums(folder)
    assert len(open_source(store, LATEST)[0])
    with pytest.raises(StoreError, match=r"older version.*`kentgraf build` makes it anew"):
        add_sources([years[1]], store)
