"""The graph as the server publishes it: one store, opened for reading, and what is said of it on every page."""

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
from kentgraf.api.query_service.answer_cache import AnswerCache
from kentgraf.api.query_service.scheduler import QueryWorkers
from kentgraf.api.query_service.settings import Settings
from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.location import Place
from kentgraf.graph.store.opening import open_store
from kentgraf.graph.store.versions import Versions, current_version, opened_by_workers
from kentgraf.ontology.errors import StoreError
from kentgraf.ontology.namespaces import DEFAULT_BASE

_LOOK_FOR_BUILDS: Final = 0.3
_log = logging.getLogger("kentgraf.api")


@dataclass(frozen=True)
class Source:
    """A source that was loaded: its title and year as the graph gives them, and when it was loaded."""

    iri: str
    title: str | None
    year: int | None
    lines: int | None
    loaded: str | None


@dataclass(frozen=True)
class Kind:
    """How many things of one class the graph holds; `labels` has one label for each language of the pages."""

    iri: str
    labels: dict[str, str]
    count: int


@dataclass(frozen=True)
class Publication:
    """An open graph. `base` is the address under which its things were minted; `build` names it. `workers` run users'
    queries, and `cache` holds answers to them."""

    store: Store
    base: str
    triples: int
    sources: tuple[Source, ...]
    kinds: tuple[Kind, ...]
    workers: QueryWorkers
    cache: AnswerCache
    build: str


class Publisher:
    """Keeps the graph of a place open, and opens the next one, beside it, as soon as a build has put it in place."""

    def __init__(self, place: Place, settings: Settings) -> None:
        """Open the graph in `place`; StoreError if there is none."""
        self.place = place
        self._settings = settings
        self._versions = Versions(place)
        self._lock = Lock()
        self._publication = open_publication(place, settings)
        self._closed = Event()
        Thread(target=self._look_for_builds, daemon=True).start()

    def current(self) -> Publication:
        """The graph that is served now."""
        return self._publication

    def refresh(self) -> None:
        """Serve the build that holds now, from the end of this call on; the last good one while it can't be opened."""
        with self._lock:
            try:
                build = self._versions.current()
                if build is None or build == self._publication.build:
                    return
                before, self._publication = self._publication, open_publication(self.place, self._settings)
            except StoreError as error:
                _log.warning("%s", error)
            else:
                before.workers.close()

    def close(self) -> None:
        """End what works for the graph."""
        self._closed.set()
        self._publication.workers.close()

    def _look_for_builds(self) -> None:
        while not self._closed.wait(_LOOK_FOR_BUILDS):
            self.refresh()


def current_publication(request: Request) -> Publication:
    """The graph that a request is answered from."""
    publisher: Publisher = request.app.state.publisher
    return publisher.current()


def open_publication(place: Place, settings: Settings) -> Publication:
    """Open the graph in `place` for reading and count what it holds.

    Raises StoreError when there is none.
    """
    build = current_version(place)
    store = open_store(place)
    if build is None:
        raise StoreError(f"{place}: a graph is being put in place; try again.")
    triples = len(store)
    if isinstance(place, Path) and triples <= settings.memory_triples:
        held = Store()
        held.bulk_extend(store)
        store = held
    sources = tuple(_read_sources(store))
    base = sources[0].iri.rpartition("source/")[0] if sources else DEFAULT_BASE
    workers = QueryWorkers(opened_by_workers(place), triples, settings)
    cache = AnswerCache(settings.cache_memory << 20)
    return Publication(store, base, triples, sources, tuple(_read_kinds(store)), workers, cache, build)


def _read_sources(store: Store) -> list[Source]:
    rows = _ask(store, "sources.rq")
    return [
        Source(
            iri=row["source"].value,
            title=_text(row["title"]),
            year=_number(row["year"]),
            lines=_number(row["lines"]),
            loaded=_text(row["loaded"]),
        )
        for row in rows
        if isinstance(row["source"], NamedNode)
    ]


def _read_kinds(store: Store) -> list[Kind]:
    labels = {language: Labels(store, language) for language in LANGUAGES}
    kinds = []
    for row in _ask(store, "counts.rq"):
        kind, count = row["kind"], _number(row["count"])
        if isinstance(kind, NamedNode) and count is not None:
            kinds.append(Kind(kind.value, {name: label.of(kind) for name, label in labels.items()}, count))
    return kinds


def _ask(store: Store, query: str) -> list[QuerySolution]:
    return select(store, (files("kentgraf.api.query_service") / "queries" / query).read_text("utf-8"))


def _text(node: object) -> str | None:
    return node.value if isinstance(node, Literal) else None


def _number(node: object) -> int | None:
    return int(node.value) if isinstance(node, Literal) else None
