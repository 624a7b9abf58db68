"""The two places where pySHACL is bent so that it is quick over Oxigraph; graphs of other kinds are left as they are.

Both leave its results alone, which a test shows against pySHACL over rdflib.
"""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Store
from pyshacl.constraints.sparql import sparql_based_constraints
from pyshacl.graph_abstraction import OxigraphDataGraph, to_rdf

SHAPES_NS: Final = "https://w3id.org/kentgraf/shapes#"


class QuickDataGraph(OxigraphDataGraph):
    """Data for pySHACL in a `pyoxigraph.Store` whose triples all stand in the default graph.

    pySHACL asks `datagraph or shapes` for each result; without an answer of our own, Python counts the whole store.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)

    def __bool__(self) -> bool:
        return True

    def nodes_found_by(self, query: str) -> set[Any]:
        """What stands in `?this` when a constraint's query is asked once, of all nodes together."""
        solutions: Any = self.query_oxigraph(query)
        return {to_rdf(solution["this"]) for solution in solutions}


_Constraint: Any = sparql_based_constraints.SPARQLBasedConstraint
_evaluate_for_each = _Constraint._evaluate_sparql_constraint


def _evaluate_where_needed(self: Any, constraint: Any, graph: Any, nodes: dict[Any, Any]) -> Any:
    """Asks the query for each node only where asking it of all nodes at once has found something.

    pySHACL asks each SPARQL constraint anew for each of thousands of nodes. Binding `$this` beforehand can only take
    answers away from a query whose patterns bind `?this` by themselves, as those of our own shapes do (a test says
    so); other people's constraints are evaluated as ever.
    """
    if isinstance(graph, QuickDataGraph) and str(constraint.node).startswith(SHAPES_NS):
        found = graph.nodes_found_by(constraint.apply_prefixes(constraint.select_text))
        nodes = {node: values for node, values in nodes.items() if node in found}
    return _evaluate_for_each(self, constraint, graph, nodes)


_Constraint._evaluate_sparql_constraint = _evaluate_where_needed
