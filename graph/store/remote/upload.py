"""Puts a graph in place on a SPARQL server: uploaded beside what holds there, counted, then swapped in one update.

Until the swap nobody sees anything of the new graph, and when anything fails before it, what was uploaded is taken away
again. Graphs that are not ours by the manifest are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Final

from pyoxigraph import NamedNode, Quad, Store

from kentgraf.graph.store.location import Address
from kentgraf.graph.store.remote.endpoint import QUERY_SECONDS, Endpoint, find_query_address
from kentgraf.graph.store.remote.http_client import NotHere, Unreachable, Wire
from kentgraf.graph.store.remote.manifest import LIST, NOTES, STORE, list_of, note_of, read_list, read_notes
from kentgraf.ontology.errors import KentgrafError, QueryRefused, StoreError
from kentgraf.ontology.progress import SILENT, Progress

_MOST_STATEMENTS: Final = 5000
_MOST_BYTES: Final = 1 << 20
_UPDATES: Final = {
    "/query": ("/update",),
    "/sparql": ("/sparql", "/update"),
    "/sparql-auth": ("/sparql-auth",),
    "": ("", "/update", "/statements"),
}
"""Where updates go on the servers we know, by how the address for queries ends."""
_GRAPHS: Final = {
    "/query": ("/store", "/data"),
    "/sparql": ("/sparql-graph-crud", "/store", "/data", "/graphs"),
    "/sparql-auth": ("/sparql-graph-crud-auth",),
    "": ("/rdf-graphs/service", "/store", "/data"),
}
"""Where the graph store protocol is spoken on them."""


class RemoteBuild:
    """One build on its way to a server. `manifest` is what holds there until the swap."""

    def __init__(self, address: Address, progress: Progress = SILENT) -> None:
        """Find out that the server is there and lets us write, before any other work is done.

        Raises StoreError, with what was tried, if it doesn't.
        """
        self._wire = Wire(address, seconds=QUERY_SECONDS)
        self._progress = progress
        try:
            query = find_query_address(self._wire)
            self._endpoint = Endpoint(self._wire, query)
            self._update_url = self._find_update_address(query)
            self._before = read_list(self._endpoint.select)
            self._name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            self._staged: dict[NamedNode, NamedNode] = {}
            self._sizes: dict[NamedNode, int] = {}
            self._drop(self._left_behind())
            self._graphs_url = self._find_graph_store(query)
        except BaseException:
            self._wire.close()
            raise

    def put_in_place(self, facts: Store) -> None:
        """Upload the named graphs of `facts`, see that all of it arrived, and swap.

        Raises StoreError if the server is lost or has lost something; what held there still holds then.
        """
        graphs = sorted((graph for graph in facts.named_graphs() if isinstance(graph, NamedNode)), key=str)
        for number, graph in enumerate(graphs):
            self._staged[graph] = self._staging_graph(str(number))
        self._update(f"INSERT DATA {{ {note_of(self._staged.values())} }}")
        self._progress.step("uploading", len(facts))
        for graph, staging in self._staged.items():
            sent = 0
            for batch, count in _batches(facts.quads_for_pattern(None, None, None, graph)):
                self._upload(staging, batch)
                self._progress.advance(count)
                sent += count
            self._see_that_all_arrived(graph, staging, sent)
            self._sizes[graph] = sent
        self._progress.step("putting the new graph in place")
        self._swap()

    def give_up(self) -> None:
        """Take away what was uploaded, as far as the server can still be reached."""
        with suppress(KentgrafError):
            self._drop([*self._staged.values(), self._staging_graph("trial")])

    def close(self) -> None:
        """End the connections."""
        self._wire.close()

    def _staging_graph(self, part: str) -> NamedNode:
        return NamedNode(f"{NOTES.value}/{self._name}/{part}")

    def _update(self, text: str, *, can_repeat: bool = True) -> None:
        self._wire.post(self._update_url, fields={"update": text}, can_repeat=can_repeat)

    def _find_update_address(self, query: str) -> str:
        """The first address that takes an update which changes nothing."""
        given = self._wire.address.update
        tried = []
        for url in (given,) if given else _beside(query, _UPDATES):
            try:
                self._wire.post(url, fields={"update": "INSERT DATA { }"})
            except Unreachable:
                raise
            except (StoreError, QueryRefused) as error:
                tried.append(str(error))
            else:
                return url
        raise StoreError(
            f"{self._wire.address} takes no updates. Tried: {' '.join(tried)} KENTGRAF_STORE_UPDATE takes another address."
        )

    def _find_graph_store(self, query: str) -> str | None:
        """The first address that takes a statement for a graph, so that it can be found there; None if none does."""
        given = self._wire.address.graphs
        trial = self._staging_graph("trial")
        statement = f"{STORE} {STORE} {STORE}"
        for url in (given,) if given else _beside(query, _GRAPHS):
            try:
                self._post_triples(url, trial, f"{statement} .\n".encode())
            except (NotHere, QueryRefused):
                continue
            if self._count(trial) == 1:
                self._drop([trial])
                return url
        if given:
            raise StoreError(f"{given} does not speak the SPARQL 1.1 Graph Store HTTP Protocol.")
        return None

    def _post_triples(self, url: str, graph: NamedNode, triples: bytes) -> None:
        headers = {"Content-Type": "application/n-triples"}
        self._wire.post(url, content=triples, params={"graph": graph.value}, headers=headers)

    def _upload(self, graph: NamedNode, triples: bytes) -> None:
        if self._graphs_url is None:
            self._update(f"INSERT DATA {{ GRAPH {graph} {{ {triples.decode()} }} }}")
        else:
            self._post_triples(self._graphs_url, graph, triples)

    def _count(self, graph: NamedNode) -> int:
        (row,) = self._endpoint.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        return int(row["n"].value)

    def _see_that_all_arrived(self, graph: NamedNode, staging: NamedNode, expected: int) -> None:
        arrived = self._count(staging)
        if arrived != expected:
            raise StoreError(
                f"{self._wire.address} holds {arrived} of the {expected} statements that were sent for {graph}; "
                f"what held there is left in place."
            )

    def _left_behind(self) -> list[NamedNode]:
        """Graphs that builds of earlier days, which broke off, could not take away."""
        begins, today = f"{NOTES.value}/", self._name[:8]
        noted = (graph for graph in read_notes(self._endpoint.select) if graph.value.startswith(begins))
        return [graph for graph in noted if graph.value.removeprefix(begins)[:8] < today]

    def _drop(self, graphs: Iterable[NamedNode]) -> None:
        dropped = list(graphs)
        if dropped:
            steps = [f"DROP SILENT GRAPH {graph}" for graph in dropped]
            self._update(" ;\n".join([*steps, f"DELETE DATA {{ {note_of(dropped)} }}"]))

    def _swap(self) -> None:
        """One update: the graphs of before that are no more go, the new ones take their places, and the list with them.

        If the answer to it is lost, the list tells whether it was done.
        """
        before = self._before.graphs if self._before else ()
        steps = [f"DROP SILENT GRAPH {graph}" for graph in before if graph not in self._staged]
        steps += [f"MOVE GRAPH {staging} TO GRAPH {graph}" for graph, staging in self._staged.items()]
        steps += [f"DELETE DATA {{ {note_of(self._staged.values())} }}", f"DROP SILENT GRAPH {LIST}"]
        steps += [f"INSERT DATA {{ {list_of(self._name, self._sizes)} }}"]
        try:
            self._update(" ;\n".join(steps), can_repeat=False)
        except StoreError:
            now = read_list(self._endpoint.select)
            if now is None or now.build != self._name:
                raise


@contextmanager
def remote_build(address: Address, progress: Progress = SILENT) -> Iterator[RemoteBuild]:
    """A build for the server at `address`; when the block ends badly, what was uploaded is taken away again."""
    build = RemoteBuild(address, progress)
    try:
        yield build
    except BaseException:
        build.give_up()
        raise
    finally:
        build.close()


def _beside(query: str, known: dict[str, tuple[str, ...]]) -> list[str]:
    """The addresses that stand beside the one for queries on servers whose address for queries ends like it."""
    end = next(end for end in known if query.endswith(end))
    return [query.removesuffix(end) + other for other in known[end]]


def _batches(quads: Iterable[Quad]) -> Iterator[tuple[bytes, int]]:
    """N-Triples in portions that every server takes, each with the number of its statements."""
    lines: list[bytes] = []
    size = 0
    for quad in quads:
        line = f"{quad.triple} .\n".encode()
        if lines and (len(lines) >= _MOST_STATEMENTS or size + len(line) > _MOST_BYTES):
            yield b"".join(lines), len(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield b"".join(lines), len(lines)
