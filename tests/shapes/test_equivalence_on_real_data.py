"""Where much is missing, the quick way says what pySHACL says when it evaluates every rule for every node by itself."""

from __future__ import annotations

import rdflib
from pyoxigraph import NamedNode, Quad, Store
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib.namespace import SH

from kentgraf.loaders.mapping.package import map_package
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.namespaces import term
from kentgraf.shapes import packaged_shapes, validator

_SHORT, _KEPT = 60, 3


class _PlainDataGraph(OxigraphDataGraph):
    """pySHACL's own class, only spared from counting the whole store for each result."""

    def __bool__(self) -> bool:
        return True


def test_the_quick_engine_and_pyshacl_node_by_node_agree_where_two_rows_in_three_are_lost(izmir: TablePackage) -> None:
    store = Store()
    store.extend(map_package(_thinned(izmir)))
    _plant_faults(store)
    shapes = _shapes_for_node_by_node()
    quick = validator.validate(store, shapes=shapes)
    plain = validator._run_pyshacl(_PlainDataGraph(validator._merge_graphs(store)), shapes, parser="ox-turtle")
    assert quick.results == plain.results
    assert len({result.rule for result in quick.results}) > 10
    assert len(quick.results) > 400
    assert quick.violations


def _thinned(package: TablePackage) -> TablePackage:
    """Every third row of the tables, so that many things miss what they need; short tables stay whole."""
    tables = {name: rows if len(rows) < _SHORT else rows[::_KEPT] for name, rows in package.tables.items()}
    return TablePackage(package.meta, tables)


def _shapes_for_node_by_node() -> str:
    """All shapes, without the rules that compare figures over whole tables: asked node by node they would take minutes.

    Those are held against plain pySHACL on the small city, rule by rule.
    """
    text = packaged_shapes()
    shapes = rdflib.Graph().parse(data=text, format="turtle")
    counted = rdflib.URIRef("https://w3id.org/kentgraf/shapes#counted")
    resting = (
        f"<{rule}> <{SH.deactivated}> true ."
        for rule, constraint in shapes.subject_objects(SH.sparql)
        if (constraint, counted, None) in shapes
    )
    return "\n".join((text, *resting))


def _plant_faults(store: Store) -> None:
    """A wrong amount, a lost role and a lost link, so that there is something to agree on."""
    activity = NamedNode("https://w3id.org/kentgraf/id/izmir/amount/2025/activity/87/spent/allFunds")
    for quad in list(store.quads_for_pattern(activity, term("kg:amount"), None)):
        store.remove(quad)
        store.add(Quad(activity, term("kg:amount"), term("kg:spent"), quad.graph_name))
    net = NamedNode("https://w3id.org/kentgraf/id/izmir/amount/2025/goal/5/netBudget/allFunds")
    for quad in list(store.quads_for_pattern(net, term("kg:amount"), None)):
        other = next(iter(store.quads_for_pattern(None, term("kg:amount"), None))).object
        store.remove(quad)
        store.add(Quad(net, term("kg:amount"), other, quad.graph_name))
    target = NamedNode("https://w3id.org/kentgraf/id/izmir/target/1.1.1")
    for quad in list(store.quads_for_pattern(target, term("kg:partOf"), None)):
        store.remove(quad)
