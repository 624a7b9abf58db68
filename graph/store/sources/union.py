"""The store of all sources together, over which a query without a named source runs.

What a source alone says stands in its own named graphs, as in its own store. What several say of the same lasting things stands
in the register graph of their city (`shared_statements`), since a query over all graphs would count it once a source.

A store that grows by a source is made from links to the files of the one before, so that it costs what the source costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, Store, Triple

from kentgraf.graph.store.sources.mints import mint_of
from kentgraf.graph.store.sources.parts import link_files
from kentgraf.graph.store.sources.shared_statements import (
    add_common,
    add_latest,
    in_graph,
    merge_statements,
    remove_unused,
    split_statements,
)
from kentgraf.graph.store.sources.source_list import SourceEntry
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH

_TYPE: Final = term("rdf:type")
_IS_REPLACED_BY: Final = term("dcterms:isReplacedBy")
_OWN_GRAPHS: Final = ("", "about", "findings")
NATIONAL: Final = "national"
"""The name of the graph of what all cities share, such as parties."""


Reader = Callable[[SourceEntry], Iterable[Quad]]
"""Gives the statements of a source's own store."""


class Union:
    """The store of all sources in a folder, being written."""

    def __init__(self, folder: Path, standing: Path | None, sources: Sequence[SourceEntry], read: Reader) -> None:
        """Go on from `standing`, the store of all `sources` together; without one, from an empty store.

        `read` gives the statements of a source that is already there. Raises OSError or RuntimeError if it can't be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if standing is not None:
            link_files(standing, folder)
        self._store = Store(str(folder))
        self._sources = {entry.source: entry for entry in sources} if standing is not None else {}
        self._read = read

    def add(self, entry: SourceEntry, quads: Iterable[Quad]) -> None:
        """Add a source with the statements of its own store."""
        told = list(quads)
        self._put_vocabulary([quad for quad in told if quad.graph_name == VOCABULARY_GRAPH])
        shared, own = split_statements(quad for quad in told if quad.graph_name != VOCABULARY_GRAPH)
        self._store.bulk_extend(own)
        of_city, national = _of_city(entry, shared)
        add_common(self._store, _national_graph(entry), national)
        peers = self._peers(entry)
        if all(peer.order < entry.order for peer in peers):
            add_latest(self._store, _register_graph(entry), of_city)
        else:
            self._merge_anew([*peers, entry], {entry.source: of_city})
        self._forget_living(entry)
        self._sources[entry.source] = entry

    def remove(self, entry: SourceEntry) -> None:
        """Remove what only this source says."""
        mint = mint_of(entry)
        own = [mint.graph(part) for part in _OWN_GRAPHS]
        for graph in own:
            self._store.remove_graph(graph)
        for quad in self._read(entry):  # what updates have put elsewhere
            if quad.graph_name not in own and quad.graph_name != VOCABULARY_GRAPH:
                self._store.remove(quad)
        self._sources.pop(entry.source)
        self._store.remove_graph(_register_graph(entry))
        self._merge_anew(self._peers(entry), {})
        self._forget_living(entry)
        remove_unused(self._store, _national_graph(entry))

    def close(self) -> None:
        """Write everything to disk and close the store."""
        self._store.flush()
        del self._store

    def _put_vocabulary(self, quads: Sequence[Quad]) -> None:
        if set(quads) != set(self._store.quads_for_pattern(None, None, None, VOCABULARY_GRAPH)):
            self._store.remove_graph(VOCABULARY_GRAPH)
            self._store.bulk_extend(quads)

    def _peers(self, entry: SourceEntry) -> list[SourceEntry]:
        """Return the sources of the same city that are there."""
        return [one for one in self._sources.values() if (one.base, one.city) == (entry.base, entry.city)]

    def _merge_anew(self, peers: Sequence[SourceEntry], known: dict[str, list[Triple]]) -> None:
        """Merge what all sources of a city say, the earliest first."""
        if not peers:
            return
        said = []
        for peer in sorted(peers, key=lambda one: one.order):
            if peer.source not in known:
                shared, _ = split_statements(self._read(peer))
                known[peer.source], _ = _of_city(peer, shared)
            said.append(known[peer.source])
        graph = _register_graph(peers[0])
        self._store.remove_graph(graph)
        self._store.bulk_extend(in_graph(triple, graph) for triple in merge_statements(said))

    def _forget_living(self, entry: SourceEntry) -> None:
        """Remove from the register what is said of retired IRIs that another source uses for a thing of its own.

        A figure of an earlier year had the IRI that the report of that year gives its own.
        """
        graph = _register_graph(entry)
        for retired in list(self._store.quads_for_pattern(None, _IS_REPLACED_BY, None, graph)):
            if next(self._store.quads_for_pattern(retired.subject, _TYPE, None, None), None) is not None:
                for quad in list(self._store.quads_for_pattern(retired.subject, None, None, graph)):
                    self._store.remove(quad)


def _of_city(entry: SourceEntry, shared: Iterable[Triple]) -> tuple[list[Triple], list[Triple]]:
    """Return what is said of things of the city, and of things that all cities share."""
    city = f"{entry.base}{entry.city}"
    found: tuple[list[Triple], list[Triple]] = [], []
    for triple in shared:
        subject = triple.subject.value  # type: ignore[union-attr]
        found[0 if subject == city or subject.startswith(f"{city}/") else 1].append(triple)
    return found


def _register_graph(entry: SourceEntry) -> NamedNode:
    return NamedNode(f"{entry.base}graph/{entry.city}")


def _national_graph(entry: SourceEntry) -> NamedNode:
    return NamedNode(f"{entry.base}graph/{NATIONAL}")
