"""The ledgers are well-formed cubes: the constraints IC-1 to IC-21 of the RDF Data Cube recommendation hold."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, Store

from kentgraf.graph.sparql.queries import select
from kentgraf.ontology.namespaces import PREFIXES

SUPPORT = Path(__file__).parents[1] / "support" / "cities"
CONSTRAINTS = tomllib.loads((SUPPORT / "cube_constraints.toml").read_text("utf-8"))
PREFIX = "PREFIX : <https://example.org/>\n"
FAULTS = {
    "IC-1": "INSERT DATA { :o1 qb:dataSet :long }",
    "IC-2": "DELETE DATA { :plain qb:structure :plain-structure }",
    "IC-3": "DELETE DATA { :plain-structure qb:component :c6 }",
    "IC-4": "DELETE DATA { :year rdfs:range xsd:integer }",
    "IC-5": "DELETE DATA { :fund qb:codeList :funds }",
    "IC-6": "INSERT DATA { :c1 qb:componentRequired false }",
    "IC-7": "DELETE DATA { :plain-structure qb:sliceKey :by-year }",
    "IC-8": "INSERT DATA { :by-year qb:componentProperty :note . :of-2025 :note 1 } ; DELETE DATA { :plain-structure qb:component :c8 }",
    "IC-9": "DELETE DATA { :of-2025 qb:sliceStructure :by-year }",
    "IC-10": "DELETE DATA { :of-2025 :year 2025 }",
    "IC-11": "DELETE DATA { :o1 :fund :own }",
    "IC-12": "DELETE DATA { :o2 :fund :other ; :unit :city ; :branch :law } ;"
    " INSERT DATA { :o2 :fund :own ; :unit :bridges ; :branch :courts }",
    "IC-13": "DELETE DATA { :o1 :currency :TRY }",
    "IC-14": "DELETE DATA { :o1 :spent 5 }",
    "IC-15": "DELETE DATA { :p1 :spent 5 }",
    "IC-16": "INSERT DATA { :p1 :planned 7 }",
    "IC-17": "DELETE DATA { :p2 qb:dataSet :long ; a qb:Observation }",
    "IC-18": "INSERT DATA { :of-2025 qb:observation :p1 }",
    "IC-19": "DELETE DATA { :own skos:inScheme :funds }",
    "IC-20": "DELETE DATA { :o1 :unit :bridges } ; INSERT DATA { :o1 :unit :moon }",
    "IC-21": "DELETE DATA { :courts skos:broader :law }",
}


def broken(store: Store, constraint: str) -> set[str]:
    """Return the things that break a constraint."""
    given = CONSTRAINTS[constraint]
    texts = [given["query"]]
    if "each" in given:
        texts = [given["query"].replace("PARENT_CHILD", str(row["property"])) for row in select(store, given["each"])]
    return {row["broken"].value for text in texts for row in select(store, text) if row["broken"] is not None}


def all_broken(store: Store) -> set[str]:
    return {constraint for constraint in CONSTRAINTS if broken(store, constraint)}


@pytest.fixture
def cube() -> Store:
    store = Store()
    store.load(path=SUPPORT / "cube.ttl", format=RdfFormat.TURTLE, to_graph=DefaultGraph())
    return store


@pytest.mark.parametrize("graph", ["izmir_in_memory", "invented_store"])
@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_ledgers_keep_the_constraint(constraint: str, graph: str, request: pytest.FixtureRequest) -> None:
    assert broken(request.getfixturevalue(graph), constraint) == set(), CONSTRAINTS[constraint]["title"]


def test_a_good_cube_keeps_all_constraints(cube: Store) -> None:
    assert [f"IC-{number}" for number in range(1, 22)] == list(CONSTRAINTS)
    assert all_broken(cube) == set()


@pytest.mark.parametrize("constraint", FAULTS)
def test_each_constraint_finds_what_breaks_it(constraint: str, cube: Store) -> None:
    assert set(FAULTS) == set(CONSTRAINTS)

    cube.update(PREFIX + FAULTS[constraint], prefixes=PREFIXES)
    assert constraint in all_broken(cube)
