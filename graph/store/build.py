"""Build the graph of a source in a local folder or on a SPARQL server.

A build reads a source into tables, maps them to statements, validates these, writes a new store beside the old one, and
replaces the old one in one step. If anything fails, the old store stays in place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Quad, Store

from kentgraf.graph.store.commit import finish, validate_and_record, write_store
from kentgraf.graph.store.completeness import standing_graph
from kentgraf.graph.store.folder import new_build
from kentgraf.graph.store.location import ServerAddress, StoreLocation
from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.package import map_package, mint_for
from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.ontology.errors import StoreError
from kentgraf.ontology.namespaces import DEFAULT_BASE
from kentgraf.ontology.progress import SILENT, Progress
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH, vocabulary_triples


@dataclass
class BuildSummary:
    """What a build did: rows by table, statements in the store, findings by severity, and seconds by stage.

    `not_compared` is the reason why the graph that stood there was not compared with the reading, where it can't be read.
    """

    source: str
    location: StoreLocation
    rows: dict[str, int] = field(default_factory=dict)
    triples: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    notes: list[NoteRow] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    not_compared: str | None = None

    @property
    def warnings(self) -> int:
        """The number of findings of severity `warning`."""
        return self.findings.get("warning", 0)

    @property
    def total_seconds(self) -> float:
        """The duration of the whole build in seconds."""
        return sum(self.seconds.values())


def build(
    source: Path | None,
    location: StoreLocation,
    *,
    base: str = DEFAULT_BASE,
    progress: Progress = SILENT,
    allow_smaller: bool = False,
) -> BuildSummary:
    """Build the validated graph of `source` at `location`, and replace the graph that is there.

    `source` is a folder of tables or a report, and defaults to the packaged tables. `base` is the base of the IRIs of things.
    `allow_smaller` builds what has nearly nothing too, or much less than what stands there for the same source.

    Raises SourceError or TableError for unreadable input, IncompleteReading for such a reading, ShapeViolation if the data
    violates a shape, and StoreError if the location can't be written. The old graph then stays in place.
    """
    started = datetime.now(UTC)
    stopwatch = _Stopwatch()
    with stopwatch.stage("load"):
        package = load_source(source, progress)
    standing, not_compared = None, None
    if not allow_smaller:
        try:
            standing = standing_graph(location, package.meta.source)
        except StoreError as error:  # a server that can't be reached tells the reason when it is written
            not_compared = str(error)
    if standing:
        standing.require_as_many_rows(package.counts())
    mint = mint_for(package, base)
    summary = BuildSummary(
        package.meta.source, location, package.counts(), notes=package.notes, not_compared=not_compared
    )
    with _new_store(location, progress) as write:
        with stopwatch.stage("map"):
            progress.step("making statements")
            facts = Store()
            facts.bulk_extend(map_package(package, base))
            if standing:
                standing.require_as_many_statements(len(facts))
            facts.bulk_extend(_vocabulary_quads())
        with stopwatch.stage("validate"):
            progress.step("checking the shapes")
            summary.findings = validate_and_record(facts, mint)
        with stopwatch.stage("write"):
            progress.step("writing the store")
            finish(facts, mint, started)
            summary.triples = len(facts)
            write(facts)
    summary.seconds = stopwatch.seconds
    return summary


def _vocabulary_quads() -> Iterator[Quad]:
    for triple in vocabulary_triples():
        yield Quad(triple.subject, triple.predicate, triple.object, VOCABULARY_GRAPH)


@contextmanager
def _new_store(location: StoreLocation, progress: Progress) -> Iterator[Callable[[Store], None]]:
    """Yield a function that writes the new graph; the graph is in place when the block has ended without an error."""
    if isinstance(location, ServerAddress):
        from kentgraf.graph.store.remote.upload import remote_build

        with remote_build(location, progress) as build:
            yield build.publish
    else:
        with new_build(location) as folder:
            yield lambda facts: write_store(facts, folder)


class _Stopwatch:
    """Measures the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begin
