"""The graph of one build as pages and answers see it: the store, and what is known of the graph as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolution, Store

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.sources.source_list import SourceEntry
from kentgraf.ontology.literals import integer_or_none
from kentgraf.ontology.namespaces import DEFAULT_BASE

if TYPE_CHECKING:
    from fastapi import Request  # workers for queries start without it


@dataclass(frozen=True)
class Source:
    """A source that was loaded: its title and year as the graph gives them, and when it was loaded.

    `is_report` is false for tables that somebody typed, and not read from a report.
    """

    iri: str
    title: str | None
    year: int | None
    lines: int | None
    loaded: str | None
    is_report: bool


@dataclass(frozen=True)
class Kind:
    """How many things of one class the graph holds; `labels` has one label for each language of the pages."""

    iri: str
    labels: Mapping[str, str]
    count: int


@dataclass(frozen=True)
class GraphInfo:
    """What is known of a graph as a whole.

    `base` is the IRI under which its things were minted, `triples` the number of its triples.
    """

    base: str
    triples: int
    sources: tuple[Source, ...]
    kinds: tuple[Kind, ...]


class GraphSnapshot:
    """The graph of a build, opened for reading; `build` is its name, `listed` are the sources of the store where it is one of
    several.

    The server's own process holds no graph: what it says by itself, such as a refusal, needs no more than the `info`.
    """

    def __init__(
        self, info: GraphInfo, build: str, store: Store | None = None, listed: tuple[SourceEntry, ...] = ()
    ) -> None:
        self.base = info.base
        self.triples = info.triples
        self.sources = info.sources
        self.kinds = info.kinds
        self.build = build
        self.listed = listed
        self._store = store

    @property
    def holds_several(self) -> bool:
        """Whether the graph is that of several sources together."""
        return len(self.sources) > 1 and len(self.listed) > 1

    @property
    def holds_graph(self) -> bool:
        """Whether this process holds the graph."""
        return self._store is not None

    @property
    def store(self) -> Store:
        """The store. Raises RuntimeError in a process that holds no graph, which must not look like an empty one."""
        if self._store is None:
            raise RuntimeError("this process holds no graph")
        return self._store


def current_snapshot(request: Request) -> GraphSnapshot:
    """Return the snapshot that a request is answered from."""
    snapshot: GraphSnapshot = request.app.state.current_snapshot()
    return snapshot


def read_info(store: Store) -> GraphInfo:
    """Return what is known of the graph in `store`."""
    sources = tuple(_read_sources(store))
    base = sources[0].iri.rpartition("source/")[0] if sources else DEFAULT_BASE
    return GraphInfo(base, len(store), sources, tuple(_read_kinds(store)))


def _read_sources(store: Store) -> list[Source]:
    return [
        Source(
            iri=row["source"].value,
            title=_text(row["title"]),
            year=_number(row["year"]),
            lines=_number(row["lines"]),
            loaded=_text(row["loaded"]),
            is_report=_text(row["isReport"]) == "true",
        )
        for row in _select(store, "sources.rq")
        if isinstance(row["source"], NamedNode)
    ]


def _read_kinds(store: Store) -> list[Kind]:
    labels = {language: Labels(store, language) for language in LANGUAGES}
    kinds = []
    for row in _select(store, "counts.rq"):
        kind, count = row["kind"], _number(row["count"])
        if isinstance(kind, NamedNode) and count is not None:
            kinds.append(Kind(kind.value, {name: label.of(kind) for name, label in labels.items()}, count))
    return kinds


def _select(store: Store, query: str) -> list[QuerySolution]:
    return select(store, (files("kentgraf.api.query_service") / "queries" / query).read_text("utf-8"))


def _text(node: object) -> str | None:
    return node.value if isinstance(node, Literal) else None


def _number(node: object) -> int | None:
    return integer_or_none(node.value) if isinstance(node, Literal) else None
