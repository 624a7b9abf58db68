"""The store on disk: building it from tables or a report, and opening it.

A build goes one way: source → tables → statements → shapes → a store beside the old one → swap. If anything fails, what
stood there stays.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Quad, Store

from kentgraf.graph.directory import current_build, new_build
from kentgraf.graph.landing import check, say_once, write_store
from kentgraf.graph.provenance import load_as_quads
from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping import map_package, mint_for
from kentgraf.loaders.tables import NoteRow
from kentgraf.ontology.errors import StoreError
from kentgraf.ontology.namespaces import DEFAULT_BASE
from kentgraf.ontology.progress import SILENT, Progress
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH, vocabulary_triples

_ENVIRONMENT = "KENTGRAF_STORE"
_DEFAULT = ".kentgraf/store"


@dataclass
class BuildSummary:
    """What a build did: rows of each table, triples in the store, findings by severity, and seconds of each stage."""

    source: str
    directory: Path
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


def default_store() -> Path:
    """The folder of the store unless one is named: KENTGRAF_STORE, else `.kentgraf/store` below the working folder."""
    return Path(os.environ.get(_ENVIRONMENT) or _DEFAULT)


def has_graph(directory: Path) -> bool:
    """Whether a graph was built in the folder."""
    return current_build(directory) is not None


def open_store(directory: Path) -> Store:
    """The graph in the folder, for reading only.

    Raises StoreError, with how to build one, if there is none or it can't be opened.
    """
    build = current_build(directory)
    if build is None:
        raise StoreError(f"{directory}: there is no graph yet; `kentgraf build` makes one.")
    try:
        return Store.read_only(str(build))
    except (OSError, ValueError, RuntimeError) as error:  # a damaged file is a RuntimeError
        raise StoreError(
            f"{directory}: the graph can't be opened ({error}); `kentgraf build` makes it anew."
        ) from error


def build(
    source: Path | None, directory: Path, *, base: str = DEFAULT_BASE, progress: Progress = SILENT
) -> BuildSummary:
    """Build the checked graph of `source` (a folder of tables, a report, or None for the packaged tables) in `directory`.

    Raises SourceError or TableError for unreadable input, ShapeViolation with a sentence a violation if the data breaks
    the structure, StoreError if the folder can't be used; the old graph stays in place then.
    """
    started = datetime.now(UTC)
    clock = _Clock()
    with clock.stage("load"):
        package = load_source(source, progress)
    mint = mint_for(package, base)
    summary = BuildSummary(package.meta.source, directory, package.counts(), notes=package.notes)
    with new_build(directory) as folder:
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
            write_store(facts, folder)
    summary.seconds = clock.seconds
    return summary


def _vocabulary() -> Iterator[Quad]:
    for triple in vocabulary_triples():
        yield Quad(triple.subject, triple.predicate, triple.object, VOCABULARY_GRAPH)


class _Clock:
    """Seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begin
