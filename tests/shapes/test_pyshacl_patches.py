"""The members of pySHACL on which our patches rest are unchanged, and the patches take effect.

A failure after an upgrade of pySHACL means: compare the new source of the member with the head of `shapes/pyshacl_patches.py`,
adapt the patches where needed, run `tests/shapes`, and only then write the new fingerprint here and the new bound into
`pyproject.toml`.
"""

from __future__ import annotations

import hashlib
import inspect
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from packaging.requirements import Requirement
from pyoxigraph import Store
from pyshacl import graph_abstraction
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from pyshacl.graph_abstraction import OxigraphDataGraph
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib.namespace import SH

from kentgraf.shapes import packaged_shapes, pyshacl_patches, validate

MEMBERS: dict[str, tuple[Any, str]] = {
    "SPARQLBasedConstraint._evaluate_sparql_constraint": (
        pyshacl_patches._evaluate_per_node,
        "9e05028e71cffaf5975a0c75a869b9ad05611725327f548708ed234e501cc80b",
    ),
    "SPARQLBasedConstraint._validate_sparql_query": (
        SPARQLBasedConstraint._validate_sparql_query,
        "c130bbe83ce6539c0e340dbedfd6c433b0b56e294b2597f08563cfaf71202c2f",
    ),
    "SPARQLQueryHelper.apply_prefixes": (
        SPARQLQueryHelper.apply_prefixes,
        "e4f6cb637a6f144c50b4309d0f8cae12ce63979f5861b2a5ac8d44c15f387bae",
    ),
    "SPARQLQueryHelper.pre_bind_variables": (
        SPARQLQueryHelper.pre_bind_variables,
        "e557a1fc751227638ef0b71960ff082cc62934c3e3f6f40391f14d5c58a6c98f",
    ),
    "OxigraphDataGraph.__init__": (
        OxigraphDataGraph.__init__,
        "3c2b829f01f8dfe04c1f7d0b2aa0586bcc475027dd31f3cd897d69409c3b6357",
    ),
    "OxigraphDataGraph.query_oxigraph": (
        OxigraphDataGraph.query_oxigraph,
        "47c7511667b630d48613e2f7f4b852570f31ba5f0ca28dbc1383aba3579533df",
    ),
    "OxigraphDataGraph.query": (
        OxigraphDataGraph.query,
        "50c20813e45b4837ab2f394fa4c09117455857b09ae9077f18377f8ce2f9d67f",
    ),
    "graph_abstraction.to_rdf": (
        inspect.unwrap(graph_abstraction.to_rdf),
        "e8a754aaea8951a7361dbea97b4afb3bd498148105dd4057cc6aa7247e9eb6e2",
    ),
    "graph_abstraction.to_ox": (
        inspect.unwrap(graph_abstraction.to_ox),
        "f4292152426a63aee15c296ff2c5e818f0d8fdf2fc65c9a33f428528dcdf2720",
    ),
    "ConstraintComponent.make_v_result": (
        ConstraintComponent.make_v_result,
        "a7ac623db3f3722189d5e3e45439c1e3245ecabb589d13f26365a571623a3ea8",
    ),
}
"""By name, the member as pySHACL ships it, and the SHA-256 of its source."""


@pytest.mark.parametrize("name", MEMBERS)
def test_a_patched_member_of_pyshacl_is_the_one_that_the_patches_were_written_for(name: str) -> None:
    member, expected = MEMBERS[name]
    found = hashlib.sha256(inspect.getsource(member).encode()).hexdigest()
    assert found == expected, (
        f"pySHACL {pyshacl.__version__} has another {name}{inspect.signature(member)} than the one on which "
        f"shapes/pyshacl_patches.py rests; the head of this file tells what to do. The new fingerprint is {found}."
    )


def test_the_installed_pyshacl_is_within_the_bounds_that_the_project_allows() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    allowed = next(r.specifier for r in map(Requirement, project["dependencies"]) if r.name == "pyshacl")
    assert pyshacl.__version__ in allowed
    assert any(bound.operator == "<" for bound in allowed), "patches of internals need an upper bound"


def test_the_query_of_each_of_our_constraints_is_run_once(city: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run: Counter[str] = Counter()
    query_oxigraph = OxigraphDataGraph.query_oxigraph

    def count(self: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        run[query.partition("\n")[2].strip() if query.startswith("PREFIX") else query] += 1
        return query_oxigraph(self, query, *args, **kwargs)

    monkeypatch.setattr(OxigraphDataGraph, "query_oxigraph", count)
    validate(city)
    shapes = rdflib.Graph().parse(data=packaged_shapes(), format="turtle")
    selects = [str(select) for select in shapes.objects(None, SH.select)]
    assert len(selects) > 50
    for select in selects:
        assert sum(times for query, times in run.items() if query.endswith(select.strip())) <= 1, select
    assert sum(run.values()) <= len(selects)


def test_terms_are_converted_once() -> None:
    assert graph_abstraction.to_rdf.cache_info().maxsize == graph_abstraction.to_ox.cache_info().maxsize == 1 << 18
    term = rdflib.URIRef("https://example.org/term")
    assert graph_abstraction.to_ox(term) is graph_abstraction.to_ox(term)


def test_a_data_graph_is_true_without_being_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def count(_: Any) -> int:
        raise AssertionError("the whole store was counted")

    monkeypatch.setattr(OxigraphDataGraph, "__len__", count)
    assert pyshacl_patches.BatchingDataGraph(Store())
