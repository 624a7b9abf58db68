"""Small queries about things of the graph, all different, with their answers by Oxigraph in this process.

Only things of which neither updates nor new builds of the soak tell are asked about, so that their answers stay.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)
from soak.answers import Canonicalizer, Expected, Request

from kentgraf.graph.store.folder import current_build
from kentgraf.ontology.namespaces import PREFIXES

_TABLES: Final = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
_SHARES: Final = (6, 2, 1, 1)
_MOST_ROWS: Final = 60


class SmallQueries:
    """Makes small queries over the graph in a folder, from a seed."""

    def __init__(self, directory: Path, seed: int) -> None:
        build = current_build(directory)
        assert build is not None
        self._store = Store()
        self._store.bulk_extend(Store.read_only(str(build)))
        self.canonicalizer = Canonicalizer(len(self._store))
        self._chance = random.Random(seed)
        changing = [graph for graph in self._store.named_graphs() if _changes(graph)]
        told = {node for graph in changing for quad in self._store.quads_for_pattern(None, None, None, graph)
                for node in (quad.subject, quad.object)}  # fmt: skip
        self.main_graph = _largest_graph(self._store)
        self._quads = sorted((quad for quad in self._store if _stays(quad, told)), key=str)
        self._into: dict[object, list[Quad]] = defaultdict(list)
        self._of: dict[object, list[Quad]] = defaultdict(list)
        for quad in self._quads:
            self._into[quad.object].append(quad)
            self._of[quad.subject].append(quad)

    def make(self, count: int) -> Iterator[Expected]:
        """Yield `count` different queries as requests with their answers."""
        seen: set[str] = set()
        while len(seen) < count:
            text = self._chance.choice(_KINDS)(self, self._chance.choice(self._quads))
            if text is not None and text not in seen:
                seen.add(text)
                yield self.expect(text)

    def expect(self, text: str, kind: str = "small query") -> Expected:
        """Return a request of a query, in a form and with a format that the seed chooses, with its answer."""
        result = self._store.query(text, use_default_graph_as_union=True, prefixes=PREFIXES)
        if isinstance(result, QueryTriples):
            media_type = "application/n-triples"
            content = result.serialize(format=RdfFormat.N_TRIPLES)
        else:
            media_type = self._chance.choices(list(_TABLES), _SHARES)[0]
            if isinstance(result, QueryBoolean) and _TABLES[media_type] not in (
                QueryResultsFormat.JSON,
                QueryResultsFormat.XML,
            ):
                media_type = "application/sparql-results+json"
            content = result.serialize(format=_TABLES[media_type])
        assert content is not None
        return Expected.of(self._request(kind, text, media_type), self.canonicalizer.canonical(media_type, content))

    def _request(self, kind: str, text: str, media_type: str) -> Request:
        form = self._chance.choices(("get", "form", "direct"), (7, 2, 2))[0]
        headers = {"Accept": media_type}
        if form == "get":
            return Request(kind, f"/sparql?query={quote(text)}", headers)
        if form == "form":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return Request(kind, "/sparql", headers, "POST", urlencode({"query": text}).encode())
        headers["Content-Type"] = "application/sparql-query"
        return Request(kind, "/sparql", headers, "POST", text.encode())

    def lookup(self, quad: Quad) -> str:
        """Return a query of all that the graph says of a thing."""
        return f"SELECT ?p ?o WHERE {{ {quad.subject} ?p ?o }}"

    def value(self, quad: Quad) -> str:
        """Return a query of the values of one property."""
        return f"SELECT ?o WHERE {{ {quad.subject} {quad.predicate} ?o }}"

    def described(self, quad: Quad) -> str:
        """Return a query of all triples of a thing."""
        return f"CONSTRUCT {{ {quad.subject} ?p ?o }} WHERE {{ {quad.subject} ?p ?o }}"

    def truth(self, quad: Quad) -> str:
        """Return a question whose answer is yes, or most often no where the object is another triple's."""
        other = quad if self._chance.random() < 0.7 else self._chance.choice(self._quads)
        return f"ASK {{ {quad.subject} {quad.predicate} {other.object} }}"

    def count(self, quad: Quad) -> str:
        """Return a count of the things with a value."""
        return f"SELECT (COUNT(?x) AS ?n) WHERE {{ ?x {quad.predicate} {quad.object} }}"

    def links(self, quad: Quad) -> str | None:
        """Return a query of what leads to a thing; None where that is much or nothing."""
        if not isinstance(quad.object, NamedNode) or len(self._into[quad.object]) > _MOST_ROWS:
            return None
        return f"SELECT ?s ?p WHERE {{ ?s ?p {quad.object} }}"

    def join(self, quad: Quad) -> str | None:
        """Return a query over two steps; None where there is no second one."""
        onward = self._of.get(quad.object)
        if not onward:
            return None
        step = self._chance.choice(onward)
        return f"SELECT ?x ?v WHERE {{ {quad.subject} {quad.predicate} ?x . ?x {step.predicate} ?v }}"

    def siblings(self, quad: Quad) -> str | None:
        """Return a count by class of the things that share a value; None for values of many things."""
        if len(self._into[quad.object]) > _MOST_ROWS:
            return None
        return f"SELECT ?c (COUNT(?x) AS ?n) WHERE {{ ?x {quad.predicate} {quad.object} ; a ?c }} GROUP BY ?c"


_KINDS: Final = (
    SmallQueries.lookup,
    SmallQueries.value,
    SmallQueries.described,
    SmallQueries.truth,
    SmallQueries.count,
    SmallQueries.links,
    SmallQueries.join,
    SmallQueries.siblings,
)


def _largest_graph(store: Store) -> str:
    """Return the IRI of the graph that holds what the source tells."""
    graphs = [graph for graph in store.named_graphs() if isinstance(graph, NamedNode)]
    return max(graphs, key=lambda graph: sum(1 for _ in store.quads_for_pattern(None, None, None, graph))).value


def _changes(graph: NamedNode | BlankNode) -> bool:
    """Whether updates and new builds change a graph: those of provenance and of findings."""
    return isinstance(graph, NamedNode) and graph.value.endswith(("about", "findings"))


def _stays(quad: Quad, told: set[object]) -> bool:
    nodes = (quad.subject, quad.object)
    return (
        isinstance(quad.graph_name, NamedNode)
        and not _changes(quad.graph_name)
        and not any(isinstance(node, BlankNode) or node in told for node in nodes)
        and len(str(quad.object)) < 2_000
    )
