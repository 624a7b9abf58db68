"""The graph that the server serves: an opened build with its query workers, replaced when a new build is committed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

from fastapi import Request
from pyoxigraph import Literal, NamedNode, QuerySolution, Store

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.query_service.result_cache import ResultCache
from kentgraf.api.query_service.scheduler import QueryScheduler
from kentgraf.api.query_service.settings import Settings
from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.location import StoreLocation
from kentgraf.graph.store.opening import open_store
from kentgraf.graph.store.versions import VersionCache, current_version, location_for_workers
from kentgraf.ontology.errors import StoreError
from kentgraf.ontology.literals import integer_or_none
from kentgraf.ontology.namespaces import DEFAULT_BASE

_SECONDS_BETWEEN_CHECKS: Final = 0.3
_log = logging.getLogger("kentgraf.api")


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
    labels: dict[str, str]
    count: int


@dataclass(frozen=True)
class GraphSnapshot:
    """A build of the graph, opened for reading.

    `base` is the IRI under which its things were minted, `triples` the number of its triples, `build` its name.
    `scheduler` runs users' queries on it, and `cache` keeps their results.
    """

    store: Store
    base: str
    triples: int
    sources: tuple[Source, ...]
    kinds: tuple[Kind, ...]
    scheduler: QueryScheduler
    cache: ResultCache
    build: str


class SnapshotManager:
    """Holds the snapshot of the current build at a location, and opens the next build as soon as it is committed."""

    def __init__(self, location: StoreLocation, settings: Settings) -> None:
        """Open the graph at `location`. Raises StoreError if there is none."""
        self.location = location
        self._settings = settings
        self._versions = VersionCache(location)
        self._lock = Lock()
        self._snapshot = open_snapshot(location, settings)
        self._closed = Event()
        Thread(target=self._watch_builds, daemon=True).start()

    def current(self) -> GraphSnapshot:
        """Return the snapshot that is served now."""
        return self._snapshot

    def refresh(self) -> None:
        """Serve the current build from the return of this call on; keep the last one if it can't be opened."""
        with self._lock:
            try:
                build = self._versions.current()
                if build is None or build == self._snapshot.build:
                    return
                previous, self._snapshot = self._snapshot, open_snapshot(self.location, self._settings)
            except StoreError as error:
                _log.warning("%s", error)
            else:
                previous.scheduler.close()

    def close(self) -> None:
        """Stop watching for builds, and end the workers."""
        self._closed.set()
        self._snapshot.scheduler.close()

    def _watch_builds(self) -> None:
        while not self._closed.wait(_SECONDS_BETWEEN_CHECKS):
            self.refresh()


def current_snapshot(request: Request) -> GraphSnapshot:
    """Return the snapshot that a request is answered from."""
    manager: SnapshotManager = request.app.state.snapshots
    return manager.current()


def open_snapshot(location: StoreLocation, settings: Settings) -> GraphSnapshot:
    """Open the graph at `location` for reading. Raises StoreError when there is none."""
    build = current_version(location)
    store = open_store(location)
    if build is None:
        raise StoreError(f"{location}: a graph is being put in place; try again.")
    triples = len(store)
    if isinstance(location, Path) and triples <= settings.memory_triples:
        in_memory = Store()
        in_memory.bulk_extend(store)
        store = in_memory
    sources = tuple(_read_sources(store))
    base = sources[0].iri.rpartition("source/")[0] if sources else DEFAULT_BASE
    scheduler = QueryScheduler(location_for_workers(location), triples, settings)
    cache = ResultCache(settings.cache_memory << 20)
    return GraphSnapshot(store, base, triples, sources, tuple(_read_kinds(store)), scheduler, cache, build)


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
