"""The store, in a folder or on a SPARQL server: building it from tables or a report; opening it is `opening`.

A build goes one way: source → tables → statements → shapes → a store beside the old one → swap. If anything fails, what
stood there stays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Quad, Store

from kentgraf.graph.store.commit import check, say_once, write_store
from kentgraf.graph.store.folder import new_build
from kentgraf.graph.store.location import Address, Place
from kentgraf.graph.store.opening import default_store, has_graph, open_store
from kentgraf.graph.store.provenance import load_as_quads
from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.package import map_package, mint_for
from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.ontology.namespaces import DEFAULT_BASE
from kentgraf.ontology.progress import SILENT, Progress
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH, vocabulary_triples

__all__ = ["BuildSummary", "build", "default_store", "has_graph", "open_store"]


@dataclass
class BuildSummary:
    """What a build did: rows of each table, triples in the store, findings by severity, and seconds of each stage."""

    source: str
    directory: Place
    rows: dict[str, int] = field(default_factory=dict)
    triples: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    notes: list[NoteRow] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def warnings(self) -> int:
        """How many warnings the shapes gave."""
        return self.findings.get("warning", 0)

    @property
    def total_seconds(self) -> float:
        """The whole time."""
        return sum(self.seconds.values())


def build(
    source: Path | None, directory: Place, *, base: str = DEFAULT_BASE, progress: Progress = SILENT
) -> BuildSummary:
    """Build the checked graph of `source` (a folder of tables, a report, or None for the packaged tables) in `directory`, which
    may also be the address of a server.

    Raises SourceError or TableError for unreadable input, ShapeViolation with a sentence a violation if the data breaks
    the structure, StoreError if the folder can't be used; the old graph stays in place then.
    """
    started = datetime.now(UTC)
    clock = _Clock()
    with clock.stage("load"):
        package = load_source(source, progress)
    mint = mint_for(package, base)
    summary = BuildSummary(package.meta.source, directory, package.counts(), notes=package.notes)
    with _new_store(directory, progress) as keep:
        with clock.stage("map"):
            progress.step("making statements")
            facts = Store()
            facts.bulk_extend(map_package(package, base))
            facts.bulk_extend(_vocabulary())
        with clock.stage("validate"):
            progress.step("checking the shapes")
            summary.findings = check(facts, mint)
        with clock.stage("write"):
            progress.step("writing the store")
            facts.bulk_extend(load_as_quads(facts, mint, started, datetime.now(UTC), version("kentgraf")))
            say_once(facts, mint)
            summary.triples = len(facts)
            keep(facts)
    summary.seconds = clock.seconds
    return summary


def _vocabulary() -> Iterator[Quad]:
    for triple in vocabulary_triples():
        yield Quad(triple.subject, triple.predicate, triple.object, VOCABULARY_GRAPH)


@contextmanager
def _new_store(place: Place, progress: Progress) -> Iterator[Callable[[Store], None]]:
    """Takes a checked graph, which holds once the block has ended well."""
    if isinstance(place, Address):
        from kentgraf.graph.store.remote.upload import remote_build

        with remote_build(place, progress) as build:
            yield build.put_in_place
    else:
        with new_build(place) as folder:
            yield lambda facts: write_store(facts, folder)


class _Clock:
    """Seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begin
