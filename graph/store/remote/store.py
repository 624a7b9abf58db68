"""A graph on a SPARQL server with the interface of a local store.

`RemoteStore` has the methods of `pyoxigraph.Store` that are used for reading, with the same arguments, results and syntax
errors, over the SPARQL 1.1 Protocol. New graphs are written by `upload`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import Lock
from typing import Any, Final

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    Store,
    Variable,
)

from kentgraf.graph.store.location import ServerAddress
from kentgraf.graph.store.remote.endpoint import QUERY_SECONDS, Endpoint, connect
from kentgraf.graph.store.remote.manifest import Manifest
from kentgraf.graph.store.remote.standalone_query import Term, make_standalone
from kentgraf.ontology.errors import StoreError

_NO_GRAPH: Final = NamedNode("urn:kentgraf:no-graph")
_EMPTY_STORE: Final = Store()
_PREFETCH_SUBJECTS: Final = 100
_MAX_CACHED: Final = 200_000


def open_remote(address: ServerAddress, seconds: float = QUERY_SECONDS) -> RemoteStore:
    """Open the graph at `address`, with a timeout of `seconds` for each query.

    Raises StoreError if there is no server, if it holds no graph of ours, or if statements of the graph are missing.
    """
    endpoint = connect(address, seconds)
    manifest = endpoint.manifest()
    if manifest is None:
        raise StoreError(f"{address}: there is no graph yet; `kentgraf build` with the same --store puts one there.")
    store = RemoteStore(endpoint, manifest)
    held = len(store) if manifest.size is not None else None
    if held != manifest.size:
        raise StoreError(
            f"{address}: the graph there is not whole, {held} of {manifest.size} statements are left (a server that was "
            f"stopped before it had written them down?); `kentgraf build` with the same --store puts it there anew."
        )
    return store


class RemoteStore:
    """The graphs of `manifest` on a server. Statements about a subject are cached, since the graphs of a build don't change."""

    def __init__(self, endpoint: Endpoint, manifest: Manifest) -> None:
        self._endpoint = endpoint
        self.manifest = manifest
        self._cache: dict[NamedNode, list[Quad]] = {}
        self._cached = 0
        self._candidates: dict[
            NamedNode, None
        ] = {}  # nodes that may be looked up next, in the order of their occurrence
        self._lock = Lock()

    def close(self) -> None:
        """Close the connections."""
        self._endpoint.close()

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: Sequence[NamedNode] | None = None,
        named_graphs: Sequence[NamedNode] | None = None,
        substitutions: Mapping[Variable, Term] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the result of a query, completely read from the server.

        The default graph is the union of our graphs with `use_default_graph_as_union`, else the graphs in `default_graph`. A
        query with a dataset clause is sent without a dataset. Raises SyntaxError for an invalid query before anything is
        sent.
        """
        form = _EMPTY_STORE.query(query, base_iri=base_iri, prefixes=dict(prefixes or {}))
        text = make_standalone(query, prefixes or {}, substitutions or {})
        if base_iri is not None:
            text = f"BASE <{base_iri}>\n{text}"
        if use_default_graph_as_union:
            graphs = self._dataset(self.manifest.graphs, self.manifest.graphs)
        elif default_graph is not None or named_graphs is not None:
            graphs = self._dataset(default_graph or (), named_graphs or ())
        else:
            graphs = {}
        if isinstance(form, QueryTriples):
            return self._endpoint.triples(text, graphs)
        return self._endpoint.table(text, graphs)

    def quads_for_pattern(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None,
        object: NamedNode | Literal | None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match a pattern.

        For a pattern with a subject, all statements about it are fetched and cached, together with those about other nodes
        that may be looked up next.
        """
        found = self._quads_about(subject) if subject is not None else self._matching(predicate, object, graph_name)
        for quad in list(found):
            if (
                predicate in (None, quad.predicate)
                and object in (None, quad.object)
                and graph_name in (None, quad.graph_name)
            ):
                yield quad

    def named_graphs(self) -> Iterator[NamedNode]:
        """Return an iterator over our graphs on the server."""
        return iter(self.manifest.graphs)

    def __iter__(self) -> Iterator[Quad]:
        for graph in self.manifest.graphs:
            yield from self._matching(None, None, graph)

    def __len__(self) -> int:
        counted = self._select("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
        return sum(int(row["n"].value) for row in counted)

    def _quads_about(self, subject: NamedNode) -> list[Quad]:
        with self._lock:
            if subject in self._cache:
                return self._cache[subject]
            self._candidates.pop(subject, None)
            subjects = [subject, *islice(reversed(self._candidates), _PREFETCH_SUBJECTS)]
        found = self._fetch(subjects)
        self._add_to_cache(found)
        self._add_candidates(node for quad in found[subject] for node in (quad.predicate, quad.object))
        return found[subject]

    def _fetch(self, subjects: Sequence[NamedNode]) -> dict[NamedNode, list[Quad]]:
        found: dict[NamedNode, list[Quad]] = {subject: [] for subject in subjects}
        names = " ".join(map(str, subjects))
        for row in self._select(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }}"):
            found[row["s"]].append(Quad(row["s"], row["p"], row["o"], row["g"]))
        return found

    def _add_to_cache(self, found: Mapping[NamedNode, list[Quad]]) -> None:
        with self._lock:
            if self._cached > _MAX_CACHED:
                self._cache, self._cached = {}, 0
            self._cache.update(found)
            self._cached += sum(len(quads) + 1 for quads in found.values())
            for subject in found:
                self._candidates.pop(subject, None)

    def _add_candidates(self, nodes: Iterable[object]) -> None:
        """Note nodes that may be looked up next, such as for their labels."""
        with self._lock:
            new = (node for node in nodes if isinstance(node, NamedNode) and node not in self._cache)
            self._candidates.update((node, None) for node in new)
            for old in list(islice(self._candidates, max(0, len(self._candidates) - _MAX_CACHED))):
                del self._candidates[old]

    def _matching(self, predicate: NamedNode | None, value: Any, graph: NamedNode | None) -> list[Quad]:
        pattern = f"?s {predicate or '?p'} {value or '?o'}"
        rows = self._select(f"SELECT * WHERE {{ GRAPH {graph or '?g'} {{ {pattern} }} }}")
        found = [Quad(r["s"], predicate or r["p"], value or r["o"], graph or r["g"]) for r in rows]
        self._add_candidates(quad.subject for quad in found)
        return found

    def _select(self, text: str) -> Iterator[QuerySolution]:
        graphs = self._dataset(self.manifest.graphs, self.manifest.graphs)
        return iter(self._endpoint.select(text, **graphs))

    @staticmethod
    def _dataset(default: Sequence[NamedNode], named: Sequence[NamedNode]) -> dict[str, list[str]]:
        return {
            "default-graph-uri": [graph.value for graph in default or (_NO_GRAPH,)],
            "named-graph-uri": [graph.value for graph in named],
        }
