"""The checked graph of one source, in memory: read into tables, mapped to statements, validated, with findings and provenance."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Quad, Store

from kentgraf.graph.store.commit import finish, validate_and_record
from kentgraf.graph.store.completeness import StandingGraph, standing_graph
from kentgraf.graph.store.location import StoreLocation
from kentgraf.graph.store.sources.source_list import SourceEntry
from kentgraf.loaders.identity.city_register import CityRegister
from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.package import map_package, mint_for
from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.errors import StoreError
from kentgraf.ontology.progress import SILENT, Progress
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH, vocabulary_triples


@dataclass
class BuildSummary:
    """What was made of a source: rows by table, statements in its graph, findings by severity, and seconds by stage.

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

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the seconds of the block to those of a stage."""
        begin = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin


@dataclass
class SourceReading:
    """The tables of a source, and what stands for it in the store, None where much less may replace it."""

    package: TablePackage
    standing: StandingGraph | None
    summary: BuildSummary

    @property
    def city(self) -> str:
        """The slug of the city."""
        return self.package.meta.city

    @property
    def order(self) -> tuple[str, int, str]:
        """The place among other readings: by city, then by year."""
        meta = self.package.meta
        return meta.city, meta.year, meta.source


def read_source(
    source: Path | None, location: StoreLocation, progress: Progress = SILENT, *, allow_smaller: bool = False
) -> SourceReading:
    """Read a source into tables, and return them with what stands for it at `location`, unless much less is allowed.

    `source` is a folder of tables or a report, and defaults to the packaged tables. Raises SourceError or TableError for
    unreadable input, and IncompleteReading for nearly nothing, or for much less than what stands.
    """
    summary = BuildSummary("", location)
    with summary.stage("load"):
        package = load_source(source, progress)
    summary.source, summary.rows, summary.notes = package.meta.source, package.counts(), package.notes
    standing = None
    if not allow_smaller:
        try:
            standing = standing_graph(location, package.meta.source)
        except StoreError as error:  # a server that can't be reached tells the reason when it is written
            summary.not_compared = str(error)
    if standing:
        standing.require_as_many_rows(summary.rows)
    return SourceReading(package, standing, summary)


def make_graph(
    reading: SourceReading, base: str, started: datetime, register: CityRegister, progress: Progress = SILENT
) -> tuple[Store, SourceEntry]:
    """Return the checked graph of the tables, and its entry for the list of sources.

    `base` is the base of the IRIs of things, `started` when the load began, in UTC, `register` that of the city, with the
    source. Raises IncompleteReading for much less than what stands, and ShapeViolation if the data violates a shape.
    """
    package, standing, summary = reading.package, reading.standing, reading.summary
    mint = mint_for(package, base)
    with summary.stage("map"):
        progress.step("making statements")
        facts = Store()
        facts.bulk_extend(map_package(package, base, register))
        if standing:
            standing.require_as_many_statements(len(facts))
        facts.bulk_extend(_vocabulary_quads())
    with summary.stage("validate"):
        progress.step("checking the shapes")
        summary.findings = validate_and_record(facts, mint)
    with summary.stage("write"):
        finish(facts, mint, started)
        summary.triples = len(facts)
    meta = package.meta
    entry = SourceEntry(
        meta.source,
        meta.city,
        meta.municipality,
        meta.year,
        "report" if meta.is_report else "tables",
        base,
        mint.plan,
        f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        meta.lines,
        summary.triples,
        summary.findings,
    )
    return facts, entry


def _vocabulary_quads() -> Iterator[Quad]:
    for triple in vocabulary_triples():
        yield Quad(triple.subject, triple.predicate, triple.object, VOCABULARY_GRAPH)
