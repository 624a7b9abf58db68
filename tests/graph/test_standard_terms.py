"""A client that knows only the standards finds everything: by super-type, by label, and as a data cube."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kentgraf.graph.sparql.queries import select

SUPER_TYPES = [
    ("kg:Seat", "org:Membership"),
    ("kg:BodyMembership", "org:Membership"),
    ("kg:PartyAffiliation", "org:Membership"),
    ("kg:Department", "org:OrganizationalUnit"),
    ("kg:Commission", "org:Organization"),
    ("kg:Party", "org:Organization"),
    ("kg:Amount", "qb:Observation"),
    ("kg:IndicatorResult", "qb:Observation"),
    ("kg:Goal", "skos:Concept"),
    ("kg:ClassificationCode", "skos:Concept"),
    ("kg:Decision", "eli:LegalResource"),
]


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    return [tuple("" if value is None else value.value for value in row) for row in select(store, query)]


@pytest.mark.parametrize(("kind", "super_type"), SUPER_TYPES)
def test_a_thing_is_found_by_the_super_type_of_its_class(izmir_store: Store, kind: str, super_type: str) -> None:
    assert rows(izmir_store, f"SELECT ?thing WHERE {{ ?thing a {kind} }} LIMIT 1")
    assert not rows(
        izmir_store, f"SELECT ?thing WHERE {{ ?thing a {kind} FILTER NOT EXISTS {{ ?thing a {super_type} }} }}"
    )


def test_memberships_are_counted_without_knowing_our_classes(izmir_store: Store) -> None:
    assert rows(izmir_store, "SELECT (COUNT(DISTINCT ?m) AS ?n) WHERE { ?m a org:Membership }") == [("854",)]


def test_everything_that_the_tables_tell_of_has_a_label(izmir_store: Store) -> None:
    unlabelled = """SELECT DISTINCT ?type WHERE {
        ?thing a ?type . FILTER(CONTAINS(STR(?thing), "/id/"))
        FILTER NOT EXISTS { ?thing rdfs:label ?label } }"""
    assert rows(izmir_store, unlabelled) == []


def test_every_amount_and_result_belongs_to_one_data_set_with_a_structure(izmir_store: Store) -> None:
    astray = """SELECT ?observation (COUNT(?set) AS ?sets) WHERE {
        ?observation a qb:Observation .
        OPTIONAL { ?observation qb:dataSet ?set . ?set a qb:DataSet ; qb:structure/a qb:DataStructureDefinition }
    } GROUP BY ?observation HAVING (COUNT(?set) != 1)"""
    assert rows(izmir_store, astray) == []


def test_an_observation_has_all_dimensions_and_measures_of_its_structure(izmir_store: Store) -> None:
    without = """SELECT ?observation ?property WHERE {
        ?observation qb:dataSet/qb:structure/qb:component ?component .
        { ?component qb:dimension ?property } UNION { ?component qb:measure ?property }
        FILTER NOT EXISTS { ?observation ?property ?value } }"""
    assert rows(izmir_store, without) == []


def test_no_two_observations_of_a_data_set_share_all_dimensions(izmir_store: Store) -> None:
    values = """SELECT ?set ?observation (GROUP_CONCAT(STR(?pair); separator=" ") AS ?key) WHERE {
        { SELECT ?set ?observation (CONCAT(STR(?dimension), "=", STR(?value)) AS ?pair) WHERE {
            ?observation qb:dataSet ?set ; ?dimension ?value .
            ?set qb:structure/qb:component/qb:dimension ?dimension
        } ORDER BY ?observation ?dimension }
    } GROUP BY ?set ?observation"""
    keys = [(data_set, " ".join(sorted(key.split()))) for data_set, _, key in rows(izmir_store, values)]
    assert keys
    assert len(keys) == len(set(keys))
