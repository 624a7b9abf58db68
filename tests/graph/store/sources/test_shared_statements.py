"""What several sources say of lasting things is told once, by the latest name, and nothing of it is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kentgraf.graph.store.sources.shared_statements import add_common, add_latest, merge_statements, split_statements
from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.package import map_package
from kentgraf.ontology.namespaces import term

PARK = NamedNode("urn:department/1")
LABEL, ALT, NOTATION, TYPE = (term(name) for name in ("skos:prefLabel", "skos:altLabel", "skos:notation", "rdf:type"))
NAMES = st.sampled_from(["Park", "Bahçe", "Park ve Bahçe"])
SOURCES = st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=2)), min_size=1, max_size=5)


def turkish(name: str) -> Literal:
    return Literal(name, language="tr")


def said(name: str, others: list[str]) -> list[Triple]:
    return [
        Triple(PARK, TYPE, term("kg:Department")),
        Triple(PARK, LABEL, turkish(name)),
        *(Triple(PARK, ALT, turkish(other)) for other in others),
    ]


@given(SOURCES)
def test_a_thing_is_called_what_the_latest_source_calls_it_and_keeps_its_other_names(
    sources: list[tuple[str, list[str]]],
) -> None:
    merged = list(merge_statements([said(name, others) for name, others in sources]))
    assert len(merged) == len(set(merged)), "each triple once"
    assert [t.object for t in merged if t.predicate == LABEL] == [turkish(sources[-1][0])]
    names = {turkish(name) for name, _ in sources} | {turkish(other) for _, others in sources for other in others}
    assert {t.object for t in merged if t.predicate in (LABEL, ALT)} == names


@given(SOURCES)
def test_a_later_source_is_added_as_if_all_had_been_merged(sources: list[tuple[str, list[str]]]) -> None:
    register, graph = Store(), NamedNode("urn:register")
    for name, others in sources:
        add_latest(register, graph, said(name, others))
    assert {quad.triple for quad in register} == set(merge_statements([said(*source) for source in sources]))


@given(st.permutations(["CHP", "C.H.P.", "Cumhuriyet Halk Partisi"]))
def test_what_all_cities_share_has_one_name_in_whatever_order_they_come(names: list[str]) -> None:
    shared, graph = Store(), NamedNode("urn:national")
    for name in names:
        add_common(shared, graph, said(name, []))
    assert {quad.object for quad in shared.quads_for_pattern(PARK, LABEL, None)} == {turkish(min(names))}


@given(SOURCES)
def test_one_source_is_merged_to_what_it_says(sources: list[tuple[str, list[str]]]) -> None:
    assert set(merge_statements([said(*sources[0])])) == set(said(*sources[0]))


def test_a_source_beside_no_other_loses_nothing_by_being_split() -> None:
    quads = list(map_package(load_source()))
    shared, own = split_statements(quads)
    assert {*shared, *(quad.triple for quad in own)} == {quad.triple for quad in quads}
    assert len(shared) + len(own) == len(quads)
    assert set(merge_statements([shared])) == set(shared)
    facts = Store()
    facts.extend(own)
    for kind in ("kg:Department", "kg:Goal", "foaf:Person", "kg:Commission", "kg:Indicator", "org:Organization"):
        assert not list(facts.quads_for_pattern(None, TYPE, term(kind), None)), kind
    assert list(facts.quads_for_pattern(None, TYPE, term("kg:Seat"), None))
    assert list(facts.quads_for_pattern(None, term("prov:wasQuotedFrom"), None, None))


def test_the_same_source_twice_is_the_source_once() -> None:
    shared, _ = split_statements(map_package(load_source()))
    assert sorted(map(str, merge_statements([shared, shared]))) == sorted(map(str, shared))


def test_what_only_an_earlier_source_says_stays() -> None:
    earlier = [*said("Park", []), Triple(PARK, NOTATION, Literal("46.1"))]
    merged = set(merge_statements([earlier, said("Bahçe", [])]))
    assert Triple(PARK, NOTATION, Literal("46.1")) in merged
    assert Triple(PARK, ALT, turkish("Park")) in merged
    assert Quad(PARK, LABEL, turkish("Park")).triple not in merged
