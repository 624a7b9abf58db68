"""A graph on a SPARQL server, asked in the way in which the store of this machine is asked.

`RemoteStore` offers what the rooms use of `pyoxigraph.Store`, over the SPARQL 1.1 Protocol: the same arguments, the same
classes of answers, the same errors for a text that is no query. It is for reading; `upload` puts a new graph in place.
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

from kentgraf.graph.store.location import Address
from kentgraf.graph.store.remote.endpoint import QUERY_SECONDS, Endpoint, connect
from kentgraf.graph.store.remote.manifest import Manifest
from kentgraf.graph.store.remote.query_text import Term, whole_query
from kentgraf.ontology.errors import StoreError

_NO_GRAPH: Final = NamedNode("urn:kentgraf:no-graph")
_NOTHING: Final = Store()
_AT_ONCE: Final = 100
_MOST_KEPT: Final = 200_000


def open_remote(address: Address, seconds: float = QUERY_SECONDS) -> RemoteStore:
    """The graph at `address`; an answer may take `seconds`.

    Raises StoreError if there is no server, no graph of ours on it, or not all of it.
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
    """The graphs of `manifest` on a server; what was looked up once by a pattern is kept, for a build doesn't change."""

    def __init__(self, endpoint: Endpoint, manifest: Manifest) -> None:
        self._endpoint = endpoint
        self.manifest = manifest
        self._said: dict[NamedNode, list[Quad]] = {}
        self._next: dict[NamedNode, None] = {}
        self._kept = 0
        self._lock = Lock()

    def close(self) -> None:
        """End the connections."""
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
        """The answer of the server, read to its end.

        The default graph is the union of our graphs if that is asked for, else what `default_graph` names; a query that
        says FROM goes as it stands. Raises SyntaxError for a text that is no query, before anything is sent.
        """
        form = _NOTHING.query(query, base_iri=base_iri, prefixes=dict(prefixes or {}))
        text = whole_query(query, prefixes or {}, substitutions or {})
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
        """The quads that match. What is said of a subject is fetched whole, with that of others that may be asked for next."""
        found = self._about(subject) if subject is not None else self._matching(predicate, object, graph_name)
        for quad in list(found):
            if (
                predicate in (None, quad.predicate)
                and object in (None, quad.object)
                and graph_name in (None, quad.graph_name)
            ):
                yield quad

    def named_graphs(self) -> Iterator[NamedNode]:
        """Our graphs on the server."""
        return iter(self.manifest.graphs)

    def __iter__(self) -> Iterator[Quad]:
        for graph in self.manifest.graphs:
            yield from self._matching(None, None, graph)

    def __len__(self) -> int:
        counted = self._select("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
        return sum(int(row["n"].value) for row in counted)

    def _about(self, subject: NamedNode) -> list[Quad]:
        with self._lock:
            if subject in self._said:
                return self._said[subject]
            self._next.pop(subject, None)
            subjects = [subject, *islice(reversed(self._next), _AT_ONCE)]
        found = self._fetch(subjects)
        self._keep(found)
        self._remember(node for quad in found[subject] for node in (quad.predicate, quad.object))
        return found[subject]

    def _fetch(self, subjects: Sequence[NamedNode]) -> dict[NamedNode, list[Quad]]:
        found: dict[NamedNode, list[Quad]] = {subject: [] for subject in subjects}
        names = " ".join(map(str, subjects))
        for row in self._select(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }}"):
            found[row["s"]].append(Quad(row["s"], row["p"], row["o"], row["g"]))
        return found

    def _keep(self, found: Mapping[NamedNode, list[Quad]]) -> None:
        with self._lock:
            if self._kept > _MOST_KEPT:
                self._said, self._kept = {}, 0
            self._said.update(found)
            self._kept += sum(len(quads) + 1 for quads in found.values())
            for subject in found:
                self._next.pop(subject, None)

    def _remember(self, nodes: Iterable[object]) -> None:
        """Nodes whose names may be asked for next."""
        with self._lock:
            self._next.update((node, None) for node in nodes if isinstance(node, NamedNode) and node not in self._said)
            for old in list(islice(self._next, max(0, len(self._next) - _MOST_KEPT))):
                del self._next[old]

    def _matching(self, predicate: NamedNode | None, value: Any, graph: NamedNode | None) -> list[Quad]:
        pattern = f"?s {predicate or '?p'} {value or '?o'}"
        rows = self._select(f"SELECT * WHERE {{ GRAPH {graph or '?g'} {{ {pattern} }} }}")
        found = [Quad(r["s"], predicate or r["p"], value or r["o"], graph or r["g"]) for r in rows]
        self._remember(quad.subject for quad in found)
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
