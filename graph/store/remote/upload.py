"""Publish a graph on a SPARQL server: upload it into staging graphs, verify their sizes, and swap them in by one update.

Until the swap, readers see only the old graph. If anything fails before it, the staging graphs are removed. Graphs that are
not in our manifest are never changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Final

from pyoxigraph import NamedNode, Quad, Store

from kentgraf.graph.store.location import ServerAddress
from kentgraf.graph.store.remote.endpoint import QUERY_SECONDS, Endpoint, find_query_url
from kentgraf.graph.store.remote.http_client import HttpClient, Unreachable, UnsupportedRequest
from kentgraf.graph.store.remote.manifest import (
    MANIFEST_GRAPH,
    STAGING_GRAPH,
    STORE,
    manifest_data,
    read_staged_graphs,
    read_stored_manifest,
    staging_data,
)
from kentgraf.ontology.errors import KentgrafError, QueryRefused, StoreError
from kentgraf.ontology.progress import SILENT, Progress

_BATCH_STATEMENTS: Final = 5000
_BATCH_BYTES: Final = 1 << 20
_UPDATE_PATHS: Final = {
    "/query": ("/update",),
    "/sparql": ("/sparql", "/update"),
    "/sparql-auth": ("/sparql-auth",),
    "": ("", "/update", "/statements"),
}
"""The paths of updates on known servers, by the end of the URL of queries."""
_GRAPH_STORE_PATHS: Final = {
    "/query": ("/store", "/data"),
    "/sparql": ("/sparql-graph-crud", "/store", "/data", "/graphs"),
    "/sparql-auth": ("/sparql-graph-crud-auth",),
    "": ("/rdf-graphs/service", "/store", "/data"),
}
"""The paths of the Graph Store Protocol on known servers, by the end of the URL of queries."""


class RemoteBuild:
    """A build that is being uploaded to a server."""

    def __init__(self, address: ServerAddress, progress: Progress = SILENT) -> None:
        """Check that the server can be reached and written, before any other work is done.

        Raises StoreError, with the failures, if it can't.
        """
        self._client = HttpClient(address, seconds=QUERY_SECONDS)
        self._progress = progress
        try:
            query_url = find_query_url(self._client)
            self._endpoint = Endpoint(self._client, query_url)
            self._update_url = self._find_update_url(query_url)
            self._before = read_stored_manifest(self._endpoint.select)
            self._name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            self._staged: dict[NamedNode, NamedNode] = {}
            self._sizes: dict[NamedNode, int] = {}
            self._drop(self._abandoned_graphs())
            self._graph_store_url = self._find_graph_store_url(query_url)
        except BaseException:
            self._client.close()
            raise

    def publish(self, facts: Store) -> None:
        """Upload the named graphs of `facts`, verify their sizes, and swap them in.

        Raises StoreError if the connection fails or statements are missing on the server; the old graph then stays in place.
        """
        graphs = sorted((graph for graph in facts.named_graphs() if isinstance(graph, NamedNode)), key=str)
        for number, graph in enumerate(graphs):
            self._staged[graph] = self._staging_graph(str(number))
        self._update(f"INSERT DATA {{ {staging_data(self._staged.values())} }}")
        self._progress.step("uploading", len(facts))
        for graph, staging in self._staged.items():
            sent = 0
            for batch, count in _batches(facts.quads_for_pattern(None, None, None, graph)):
                self._upload(staging, batch)
                self._progress.advance(count)
                sent += count
            self._verify_size(graph, staging, sent)
            self._sizes[graph] = sent
        self._progress.step("putting the new graph in place")
        self._swap()

    def roll_back(self) -> None:
        """Remove the staging graphs, if the server can still be reached."""
        with suppress(KentgrafError):
            self._drop([*self._staged.values(), self._staging_graph("trial")])

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _staging_graph(self, part: str) -> NamedNode:
        return NamedNode(f"{STAGING_GRAPH.value}/{self._name}/{part}")

    def _update(self, text: str, *, can_repeat: bool = True) -> None:
        self._client.post(self._update_url, fields={"update": text}, can_repeat=can_repeat)

    def _find_update_url(self, query_url: str) -> str:
        """Return the first URL that accepts an update without operations."""
        given = self._client.address.update_url
        tried = []
        for url in (given,) if given else _sibling_urls(query_url, _UPDATE_PATHS):
            try:
                self._client.post(url, fields={"update": "INSERT DATA { }"})
            except Unreachable:
                raise
            except (StoreError, QueryRefused) as error:
                tried.append(str(error))
            else:
                return url
        raise StoreError(
            f"{self._client.address} takes no updates. Tried: {' '.join(tried)} KENTGRAF_STORE_UPDATE takes another address."
        )

    def _find_graph_store_url(self, query_url: str) -> str | None:
        """Return the first URL at which a statement can be posted to a graph; None if there is none."""
        given = self._client.address.graph_store_url
        trial = self._staging_graph("trial")
        statement = f"{STORE} {STORE} {STORE}"
        for url in (given,) if given else _sibling_urls(query_url, _GRAPH_STORE_PATHS):
            try:
                self._post_triples(url, trial, f"{statement} .\n".encode())
            except (UnsupportedRequest, QueryRefused):
                continue
            if self._count(trial) == 1:
                self._drop([trial])
                return url
        if given:
            raise StoreError(f"{given} does not speak the SPARQL 1.1 Graph Store HTTP Protocol.")
        return None

    def _post_triples(self, url: str, graph: NamedNode, triples: bytes) -> None:
        headers = {"Content-Type": "application/n-triples"}
        self._client.post(url, content=triples, params={"graph": graph.value}, headers=headers)

    def _upload(self, graph: NamedNode, triples: bytes) -> None:
        if self._graph_store_url is None:
            self._update(f"INSERT DATA {{ GRAPH {graph} {{ {triples.decode()} }} }}")
        else:
            self._post_triples(self._graph_store_url, graph, triples)

    def _count(self, graph: NamedNode) -> int:
        (row,) = self._endpoint.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        return int(row["n"].value)

    def _verify_size(self, graph: NamedNode, staging: NamedNode, expected: int) -> None:
        arrived = self._count(staging)
        if arrived != expected:
            raise StoreError(
                f"{self._client.address} holds {arrived} of the {expected} statements that were sent for {graph}; "
                f"what held there is left in place."
            )

    def _abandoned_graphs(self) -> list[NamedNode]:
        """Return the staging graphs of aborted builds of earlier days; those of today may belong to a build in progress."""
        prefix, today = f"{STAGING_GRAPH.value}/", self._name[:8]
        staged = (graph for graph in read_staged_graphs(self._endpoint.select) if graph.value.startswith(prefix))
        return [graph for graph in staged if graph.value.removeprefix(prefix)[:8] < today]

    def _drop(self, graphs: Iterable[NamedNode]) -> None:
        dropped = list(graphs)
        if dropped:
            steps = [f"DROP SILENT GRAPH {graph}" for graph in dropped]
            self._update(" ;\n".join([*steps, f"DELETE DATA {{ {staging_data(dropped)} }}"]))

    def _swap(self) -> None:
        """Replace the old graphs and the manifest by the new ones in one update.

        If the response is lost, the manifest tells whether the update was executed.
        """
        before = self._before.graphs if self._before else ()
        steps = [f"DROP SILENT GRAPH {graph}" for graph in before if graph not in self._staged]
        steps += [f"MOVE GRAPH {staging} TO GRAPH {graph}" for graph, staging in self._staged.items()]
        steps += [f"DELETE DATA {{ {staging_data(self._staged.values())} }}", f"DROP SILENT GRAPH {MANIFEST_GRAPH}"]
        steps += [f"INSERT DATA {{ {manifest_data(self._name, self._sizes)} }}"]
        try:
            self._update(" ;\n".join(steps), can_repeat=False)
        except StoreError:
            now = read_stored_manifest(self._endpoint.select)
            if now is None or now.build != self._name:
                raise


@contextmanager
def remote_build(address: ServerAddress, progress: Progress = SILENT) -> Iterator[RemoteBuild]:
    """Yield a build for the server at `address`; it is rolled back if the block raises an error."""
    build = RemoteBuild(address, progress)
    try:
        yield build
    except BaseException:
        build.roll_back()
        raise
    finally:
        build.close()


def _sibling_urls(query_url: str, paths: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the URLs of another service on known servers whose URL of queries ends in the same way."""
    end = next(end for end in paths if query_url.endswith(end))
    return [query_url.removesuffix(end) + path for path in paths[end]]


def _batches(quads: Iterable[Quad]) -> Iterator[tuple[bytes, int]]:
    """Yield N-Triples in batches that every server accepts, each with the number of its statements."""
    lines: list[bytes] = []
    size = 0
    for quad in quads:
        line = f"{quad.triple} .\n".encode()
        if lines and (len(lines) >= _BATCH_STATEMENTS or size + len(line) > _BATCH_BYTES):
            yield b"".join(lines), len(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield b"".join(lines), len(lines)
