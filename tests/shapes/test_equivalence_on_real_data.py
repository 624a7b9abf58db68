"""Batched validation and pySHACL's evaluation per node give the same results on incomplete tables."""

from __future__ import annotations

import rdflib
from pyoxigraph import NamedNode, Quad, Store
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib.namespace import SH

from kentgraf.loaders.mapping.package import map_package
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.namespaces import term
from kentgraf.shapes import packaged_shapes, validator

_SHORT, _KEPT = 60, 12


class _UnbatchedDataGraph(OxigraphDataGraph):
    """pySHACL's own class, without the count of the whole store for each result."""

    def __bool__(self) -> bool:
        return True


def test_batched_and_per_node_validation_agree_where_most_rows_are_lost(izmir: TablePackage) -> None:
    store = Store()
    store.extend(map_package(_few_rows(izmir)))
    _inject_faults(store)
    shapes = _structural_shapes()
    batched = validator.validate(store, shapes=shapes)
    unbatched = validator._run_pyshacl(_UnbatchedDataGraph(validator._merge_graphs(store)), shapes, parser="ox-turtle")
    assert batched.results == unbatched.results
    assert len({result.rule for result in batched.results}) >= 10
    assert len(batched.results) > 100
    assert batched.violations


def _few_rows(package: TablePackage) -> TablePackage:
    """Return every twelfth row of the tables, so that many rules are broken; short tables stay complete."""
    tables = {name: rows if len(rows) < _SHORT else rows[::_KEPT] for name, rows in package.tables.items()}
    return TablePackage(package.meta, tables)


def _structural_shapes() -> str:
    """Return all shapes without the rules that compare figures over whole tables, which would take minutes per node.

    `test_every_rule` compares those with pySHACL on the small city.
    """
    text = packaged_shapes()
    shapes = rdflib.Graph().parse(data=text, format="turtle")
    counted = rdflib.URIRef("https://w3id.org/kentgraf/shapes#counted")
    comparing = (
        f"<{rule}> <{SH.deactivated}> true ."
        for rule, constraint in shapes.subject_objects(SH.sparql)
        if (constraint, counted, None) in shapes
    )
    return "\n".join((text, *comparing))


def _inject_faults(store: Store) -> None:
    """Add a wrong datatype, a wrong total, a lost link and lost directions, so that rules of several kinds are broken."""
    activity = NamedNode("https://w3id.org/kentgraf/id/izmir/amount/2025/activity/87/spent/allFunds")
    for quad in list(store.quads_for_pattern(activity, term("kg:amount"), None)):
        store.remove(quad)
        store.add(Quad(activity, term("kg:amount"), term("kg:spent"), quad.graph_name))
    net = NamedNode("https://w3id.org/kentgraf/id/izmir/amount/2025/goal/5/netBudget/allFunds")
    for quad in list(store.quads_for_pattern(net, term("kg:amount"), None)):
        other = next(iter(store.quads_for_pattern(None, term("kg:amount"), None))).object
        store.remove(quad)
        store.add(Quad(net, term("kg:amount"), other, quad.graph_name))
    target = NamedNode("https://w3id.org/kentgraf/id/izmir/plan/2025-2029/target/1.1.1")
    for quad in list(store.quads_for_pattern(target, term("kg:partOf"), None)):
        store.remove(quad)
    for quad in list(store.quads_for_pattern(None, term("kg:direction"), None)):
        store.remove(quad)
