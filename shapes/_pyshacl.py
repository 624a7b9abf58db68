"""The three places where pySHACL is bent so that it is quick over Oxigraph; graphs of other kinds are left as they are.

All leave its results alone, which a test shows against pySHACL over rdflib.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from pyoxigraph import Store
from pyshacl import graph_abstraction
from pyshacl.constraints.sparql import sparql_based_constraints
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib.query import Result
from rdflib.term import Variable

SHAPES_NS: Final = "https://w3id.org/kentgraf/shapes#"


class QuickDataGraph(OxigraphDataGraph):
    """Data for pySHACL in a `pyoxigraph.Store` whose triples all stand in the default graph.

    pySHACL asks `datagraph or shapes` for each result; without an answer of our own, Python counts the whole store.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._answers: dict[Any, list[dict[Any, Any]]] | None = None
        self.evidence: dict[tuple[str, str], set[str]] = {}
        """By rule and node, the IRIs that a query named in `?evidence`: further things that a finding stands on."""

    def __bool__(self) -> bool:
        return True

    def ask_for_all(self, query: str, rule: str) -> set[Any]:
        """Asks a constraint's query once, of all nodes together, and keeps the answers; gives what stands in `?this`.

        What the query gives as `?evidence` is kept by rule: pySHACL's results have no place for it.
        """
        solutions: Any = self.query_oxigraph(query)
        names = [variable.value for variable in solutions.variables]
        self._answers = {}
        for solution in solutions:
            node = solution["this"]
            row = {
                Variable(name): graph_abstraction.to_rdf(value)
                for name, value in zip(names, solution, strict=True)
                if value
            }
            named = row.pop(Variable("evidence"), None)
            if named is not None:
                self.evidence.setdefault((rule, node.value), set()).update(str(named).split())
            self._answers.setdefault(graph_abstraction.to_rdf(node), []).append(row)
        return set(self._answers)

    def forget(self) -> None:
        """Answers are asked for anew from here on."""
        self._answers = None

    def query(self, query_object: Any, *given: Any, **named: Any) -> Any:  # type: ignore[override]
        """The answers kept for the node that stands in `this`, else those of the query."""
        node = (named.get("initBindings") or {}).get("this")
        if self._answers is None or node is None:
            return super().query(query_object, *given, **named)
        result = Result("SELECT")
        rows: Any = self._answers.get(node, [])
        result.vars = list(dict.fromkeys(name for row in rows for name in row))
        result.bindings = rows
        return result


# Terms don't change, and the same few thousand are turned from one library's into the other's again and again.
graph_abstraction.to_rdf = lru_cache(maxsize=1 << 18)(graph_abstraction.to_rdf)
graph_abstraction.to_ox = lru_cache(maxsize=1 << 18)(graph_abstraction.to_ox)

_Constraint: Any = sparql_based_constraints.SPARQLBasedConstraint
_evaluate_for_each = _Constraint._evaluate_sparql_constraint


def _evaluate_where_needed(self: Any, constraint: Any, graph: Any, nodes: dict[Any, Any]) -> Any:
    """Asks the query once of all nodes together, and hands its answers out node by node.

    pySHACL asks each SPARQL constraint anew for each of thousands of nodes. That comes to the same for a query whose
    patterns bind `?this` by themselves, as those of our own shapes do (a test says so); other people's constraints are
    evaluated as ever.
    """
    if not isinstance(graph, QuickDataGraph) or not str(constraint.node).startswith(SHAPES_NS):
        return _evaluate_for_each(self, constraint, graph, nodes)
    query = constraint.apply_prefixes(constraint.select_text)
    found = graph.ask_for_all(query, str(self.shape.node))
    try:
        return _evaluate_for_each(self, constraint, graph, {n: v for n, v in nodes.items() if n in found})
    finally:
        graph.forget()


_Constraint._evaluate_sparql_constraint = _evaluate_where_needed
