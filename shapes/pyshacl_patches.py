"""Patches of pySHACL that make validation over an Oxigraph store fast. They apply when this module is imported.

They leave the results alone, and don't affect data graphs of other classes. They rest on these members of pySHACL, which are
the same in versions 0.40.0 and 0.40.1 (`pyproject.toml` allows `>=0.40,<0.41`):

- `pyshacl.constraints.sparql.sparql_based_constraints.SPARQLBasedConstraint._evaluate_sparql_constraint(self, sparql_constraint,
  target_graph, f_v_dict)` evaluates a SPARQL constraint for the focus nodes that are the keys of `f_v_dict`. Replaced: see
  `_evaluate_once`. Of `sparql_constraint` (`pyshacl.helper.sparql_query_helper.SPARQLQueryHelper`), `node`, `select_text` and
  `apply_prefixes(sparql)` are used. Its `pre_bind_variables(thisnode, valuenode, extravars)` gives the focus node the name `this`.
- `SPARQLBasedConstraint._validate_sparql_query(self, query, init_binds, target_graph)` calls
  `target_graph.query(query, initBindings=init_binds)` and reads `bindings` of the result.
- `pyshacl.graph_abstraction.OxigraphDataGraph` with `__init__(self, ox_store, impl, locked_context)`, `query_oxigraph(self,
  query_object, …)` and `query(self, query_object, …, initBindings, …)`. Subclassed: see `BatchingDataGraph`.
- `pyshacl.graph_abstraction.to_rdf(term)` and `to_ox(term)`, pure functions of immutable terms that are looked up in the module at
  each call. Replaced by cached ones.
- `pyshacl.constraints.constraint_component.ConstraintComponent.make_v_result(self, datagraph, focus_node, …)` evaluates `datagraph or
  sg`, which calls `__len__` of a data graph without `__bool__`, and so counts the whole store for each result.

`tests/shapes/test_pyshacl_patches.py` fails when any of these members changes.
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

from kentgraf.shapes.shape_files import SHAPES_NS

FURTHER: Final = ("evidence", "parts", "explained")
"""Variables of a query that hold IRIs, separated by spaces (see `prefixes.ttl`)."""


class BatchingDataGraph(OxigraphDataGraph):
    """A data graph over a `pyoxigraph.Store` that evaluates the query of a SPARQL constraint for all focus nodes at once.

    All triples must be in the default graph of the store.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._batch: dict[Any, list[dict[Any, Any]]] | None = None
        self.further: dict[str, dict[tuple[str, str], set[str]]] = {name: {} for name in FURTHER}
        """By variable (`evidence`, `parts`, `explained`), then by rule and focus node, the IRIs that a query gives."""

    def __bool__(self) -> bool:
        return True

    def start_batch(self, query: str, rule: str) -> set[Any]:
        """Run a constraint's query for all nodes, keep its solutions by `?this`, and return the nodes that have any.

        Values of `FURTHER` variables are kept by rule, since pySHACL's results have no place for them.
        """
        solutions: Any = self.query_oxigraph(query)
        names = [variable.value for variable in solutions.variables]
        self._batch = {}
        for solution in solutions:
            node = solution["this"]
            row = {
                Variable(name): graph_abstraction.to_rdf(value)
                for name, value in zip(names, solution, strict=True)
                if value
            }
            for name, kept in self.further.items():
                iris = row.pop(Variable(name), None)
                if iris is not None:
                    kept.setdefault((rule, node.value), set()).update(str(iris).split())
            self._batch.setdefault(graph_abstraction.to_rdf(node), []).append(row)
        return set(self._batch)

    def further_iris(self, name: str, rule: str, focus: str) -> tuple[str, ...]:
        """Return the IRIs that the query of a rule gave for a focus node in the variable `name`, sorted."""
        return tuple(sorted(self.further[name].get((rule, focus), ())))

    def end_batch(self) -> None:
        """Drop the kept solutions, so that queries are run again."""
        self._batch = None

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """Return the kept solutions of the node that is bound to `this` during a batch, else run the query."""
        node = (kwargs.get("initBindings") or {}).get("this")
        if self._batch is None or node is None:
            return super().query(query_object, *args, **kwargs)
        result = Result("SELECT")
        rows: Any = self._batch.get(node, [])
        result.vars = list(dict.fromkeys(name for row in rows for name in row))
        result.bindings = rows
        return result


# The same few thousand terms are converted again and again.
graph_abstraction.to_rdf = lru_cache(maxsize=1 << 18)(graph_abstraction.to_rdf)
graph_abstraction.to_ox = lru_cache(maxsize=1 << 18)(graph_abstraction.to_ox)

_Constraint: Any = sparql_based_constraints.SPARQLBasedConstraint
_evaluate_per_node = _Constraint._evaluate_sparql_constraint


def _evaluate_once(self: Any, constraint: Any, graph: Any, nodes: dict[Any, Any]) -> Any:
    """Evaluate a SPARQL constraint by running its query once for all focus nodes.

    pySHACL runs the query once for each of thousands of nodes. Both ways give the same results if the patterns of the query
    bind `?this`, as those of our own shapes do (tested). Constraints outside of our namespace are evaluated per node.
    """
    if not isinstance(graph, BatchingDataGraph) or not str(constraint.node).startswith(SHAPES_NS):
        return _evaluate_per_node(self, constraint, graph, nodes)
    query = constraint.apply_prefixes(constraint.select_text)
    found = graph.start_batch(query, str(self.shape.node))
    try:
        return _evaluate_per_node(self, constraint, graph, {n: v for n, v in nodes.items() if n in found})
    finally:
        graph.end_batch()


_Constraint._evaluate_sparql_constraint = _evaluate_once
