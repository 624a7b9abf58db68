"""Addresses of the earlier scheme lead to what stands for the same thing now."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import NamedNode, Store

from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.package import map_package
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow
from kentgraf.ontology.namespaces import DEFAULT_BASE, term

IZMIR = f"{DEFAULT_BASE}izmir/"


def test_each_retired_iri_stands_for_one_thing_that_the_graph_describes() -> None:
    package = load_source()
    store = Store()
    store.extend(map_package(package))
    replaced = {
        quad.subject.value: quad.object
        for quad in store.quads_for_pattern(None, term("dcterms:isReplacedBy"), None)
        if isinstance(quad.subject, NamedNode)
    }
    kinds = Counter(
        quad.object.value.rpartition("#")[2] for quad in store.quads_for_pattern(None, term("rdf:type"), None)
    )
    elements = len(package.rows(PlanRow)) + len(package.rows(ActivityRow)) + 2 * len(package.rows(IndicatorRow))
    other_years = {
        quad.subject for quad in store.quads_for_pattern(None, term("kg:amount"), None) if "/of-" in str(quad.subject)
    }
    codes = kinds["ClassificationCode"] + kinds["ConceptScheme"]
    assert len(replaced) == elements + codes + kinds["Office"] + len(other_years)
    assert len(other_years) > 400
    assert max(Counter(replaced.values()).values()) == 1
    for new in replaced.values():
        assert next(store.quads_for_pattern(new, term("rdf:type"), None), None), new
    assert replaced[f"{IZMIR}goal/5"] == NamedNode(f"{IZMIR}plan/2025-2029/goal/5")
    assert replaced[f"{IZMIR}code/economic/1.1"] == NamedNode(f"{IZMIR}code/2025/economic/1.1")
    assert replaced[f"{IZMIR}indicator/1.1.1-3"] == NamedNode(
        f"{IZMIR}plan/2025-2029/indicator/1.1.1-dokulen-sicak-asfalt-miktari"
    )
    for old in replaced:
        said = {quad.predicate for quad in store.quads_for_pattern(NamedNode(old), None, None)}
        assert said == {term("dcterms:isReplacedBy"), term("rdfs:label")}
        assert not list(store.quads_for_pattern(None, None, NamedNode(old)))
