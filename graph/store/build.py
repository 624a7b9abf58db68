"""Build, extend and shorten the graph in a local folder or on a SPARQL server.

Each source is read into tables, mapped to statements and validated alone; a new store is written beside the old one, which it
replaces in one step. If anything fails, the old store stays in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kentgraf.graph.store.folder import find_current_build, new_build
from kentgraf.graph.store.location import ServerAddress, StoreLocation
from kentgraf.graph.store.opening import require_intact
from kentgraf.graph.store.source_graph import BuildSummary, SourceReading, make_graph, read_source
from kentgraf.graph.store.sources.assembly import Assembly, assemble, write_alone
from kentgraf.graph.store.sources.registers import find_register, register_in, write_registers
from kentgraf.graph.store.sources.source_list import SourceEntry, read_sources
from kentgraf.loaders.identity.city_register import CityRegister, extend_register
from kentgraf.ontology.errors import DamagedBuild, KentgrafError, NotInGraph, StoreError
from kentgraf.ontology.namespaces import DEFAULT_BASE
from kentgraf.ontology.progress import SILENT, Progress

__all__ = ["BuildSummary", "StoreChange", "add_sources", "build", "build_sources", "remove_source"]


@dataclass
class StoreChange:
    """What became of a store: the sources that it holds now, those that it holds no more or anew, and what failed.

    `loaded` tells of each source that was loaded, `failures` of those that weren't, by what was given.
    """

    sources: Sequence[SourceEntry] = ()
    replaced: Sequence[SourceEntry] = ()
    loaded: list[BuildSummary] = field(default_factory=list)
    failures: dict[str, KentgrafError] = field(default_factory=dict)


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
    change = build_sources([source], location, base=base, progress=progress, allow_smaller=allow_smaller)
    return change.loaded[0]


def build_sources(
    sources: Sequence[Path | None],
    location: StoreLocation,
    *,
    base: str = DEFAULT_BASE,
    progress: Progress = SILENT,
    allow_smaller: bool = False,
    registers: Path | None = None,
) -> StoreChange:
    """Build a store of `sources`, in whatever order, and replace what is at `location`.

    A source that can't be loaded doesn't stop the others; if none can, or if it is the only one, its error is raised as by
    `build`. `registers` is a folder with a folder for the register of each city. Raises StoreError for several sources on a
    server, and for two of one key.
    """
    if len(sources) == 1:
        return _build_alone(sources[0], location, base, progress, registers, allow_smaller=allow_smaller)
    return _change(sources, _folder(location), (), base, progress, registers, allow_smaller=allow_smaller)


def add_sources(
    sources: Sequence[Path | None],
    location: StoreLocation,
    *,
    base: str | None = None,
    progress: Progress = SILENT,
    allow_smaller: bool = False,
    registers: Path | None = None,
) -> StoreChange:
    """Add sources to what is at `location`; one of a key that is there replaces it. The others are neither read nor checked.

    `base` is by default that of the sources that are there. Raises as `build_sources`, and StoreError for a store of an older
    version, which doesn't tell its sources.
    """
    directory = _folder(location)
    if find_current_build(directory) is None:
        return build_sources(
            sources,
            directory,
            base=base or DEFAULT_BASE,
            progress=progress,
            allow_smaller=allow_smaller,
            registers=registers,
        )
    kept = _sources_in(directory)
    base = base or kept[0].base
    return _change(sources, directory, kept, base, progress, registers, allow_smaller=allow_smaller)


def remove_source(source: str, location: StoreLocation) -> StoreChange:
    """Remove what only one source says. Raises NotInGraph if it isn't there, and StoreError if it is the only one."""
    directory = _folder(location)
    standing = _sources_in(directory)
    removed = [entry for entry in standing if entry.source == source]
    if not removed:
        raise NotInGraph(f"There is no source {source!r} in {directory}; there are {_keys(standing)}.")
    kept = [entry for entry in standing if entry.source != source]
    if not kept:
        raise StoreError(f"{directory}: {source} is the only source; `kentgraf build` replaces it.")
    with new_build(directory) as folder:
        sources = assemble(Assembly(directory, folder, require_intact(directory), standing, kept))
    return StoreChange(sources, removed)


def _build_alone(
    source: Path | None,
    location: StoreLocation,
    base: str,
    progress: Progress,
    registers: Path | None,
    *,
    allow_smaller: bool,
) -> StoreChange:
    """Build a store that holds one source."""
    started = datetime.now(UTC)
    reading = read_source(source, location, progress, allow_smaller=allow_smaller)
    summary = reading.summary
    if isinstance(location, ServerAddress):
        from kentgraf.graph.store.remote.upload import remote_build

        register = _settle([reading], registers, None)[reading.city].register
        with remote_build(location, progress) as remote:
            facts, entry = make_graph(reading, base, started, register, progress)
            with summary.stage("write"):
                progress.step("writing the store")
                remote.publish(facts)
        return StoreChange([entry], (), [summary])
    with new_build(location) as folder:
        build_before, before = _standing(location)
        register = _settle([reading], registers, build_before)[reading.city].register
        facts, entry = make_graph(reading, base, started, register, progress)
        with summary.stage("write"):
            progress.step("writing the store")
            write_alone(facts, entry, folder)
            write_registers(folder, [register])
    return StoreChange([entry], before, [summary])


def _change(
    sources: Sequence[Path | None],
    directory: Path,
    kept: Sequence[SourceEntry],
    base: str,
    progress: Progress,
    registers: Path | None,
    *,
    allow_smaller: bool,
) -> StoreChange:
    """Load sources, each into a graph of its own, beside those that are `kept`; all of them together replace the store."""
    change = StoreChange()
    with new_build(directory) as folder:
        build_before, before = _standing(directory)
        readings = _read_all(sources, directory, change, progress, allow_smaller=allow_smaller)
        settled = _settle([reading for _, reading in readings], registers, build_before)
        assembly = Assembly(directory, folder, build_before, before if kept else (), kept)
        for given, reading in readings:
            started = datetime.now(UTC)
            try:
                facts, entry = make_graph(reading, base, started, settled[reading.city].register, progress)
            except KentgrafError as error:
                _note_failure(change, given, error, sources)
                continue
            with reading.summary.stage("write"):
                progress.step("writing the store")
                assembly.add(facts, entry)
            change.loaded.append(reading.summary)
        if not assembly.added:
            raise StoreError("No source could be loaded:\n" + "\n".join(map(str, change.failures.values())))
        for one in settled.values():
            assembly.rename(one.former, one.register)
        change.replaced = [one for one in before if one.source in assembly.added or one not in kept]
        progress.step("putting the sources together")
        change.sources = assemble(assembly)
        write_registers(folder, [one.register for one in settled.values()])
    return change


def _read_all(
    sources: Sequence[Path | None], directory: Path, change: StoreChange, progress: Progress, *, allow_smaller: bool
) -> list[tuple[Path | None, SourceReading]]:
    """Return the tables of all sources that can be read, in the order of cities and years, and note the others as failures."""
    readings: dict[str, tuple[Path | None, SourceReading]] = {}
    for source in sources:
        try:
            reading = read_source(source, directory, progress, allow_smaller=allow_smaller)
            if reading.summary.source in readings:
                found = f"a second source with the key {reading.summary.source}"
                raise StoreError(f"{source}: found {found}; expected one of each.")
            readings[reading.summary.source] = source, reading
        except KentgrafError as error:
            _note_failure(change, source, error, sources)
    return sorted(readings.values(), key=lambda one: one[1].order)


def _note_failure(
    change: StoreChange, source: Path | None, error: KentgrafError, sources: Sequence[Path | None]
) -> None:
    """Note that a source could not be loaded. Raises its error if it is the only one."""
    if len(sources) == 1:
        raise error
    change.failures[str(source or "the packaged tables")] = error


@dataclass(frozen=True)
class _Settled:
    """The register of a city as it stood, and with the sources that were read."""

    former: CityRegister
    register: CityRegister


def _settle(readings: Sequence[SourceReading], registers: Path | None, before: Path | None) -> dict[str, _Settled]:
    """Return the registers of the cities of all readings. What stood there and can't be read is left out, and told of."""
    settled = {}
    for city in {reading.city for reading in readings}:
        of_city = [reading for reading in readings if reading.city == city]
        try:
            former = register_in(before, city)
        except DamagedBuild as damage:
            former = CityRegister(city)
            for reading in of_city:
                reading.summary.not_compared = str(damage)
        packages = [reading.package for reading in of_city]
        settled[city] = _Settled(former, extend_register(find_register(city, registers, former), packages))
    return settled


def _folder(location: StoreLocation) -> Path:
    if isinstance(location, ServerAddress):
        raise StoreError(f"{location}: a server holds one source as yet; give a folder for several.")
    return location


def _sources_in(directory: Path) -> tuple[SourceEntry, ...]:
    """Return the sources in a store. Raises StoreError if there is none, or if it doesn't tell its sources."""
    sources = read_sources(require_intact(directory))
    if not sources:
        raise StoreError(
            f"{directory}: the graph was built by an older version, which doesn't tell its sources; `kentgraf build` makes it"
            " anew."
        )
    return sources


def _standing(directory: Path) -> tuple[Path | None, tuple[SourceEntry, ...]]:
    """Return the build that stands in a folder and is about to be replaced, and its sources; none if they can't be told."""
    try:
        current = find_current_build(directory)
        return current, () if current is None else read_sources(current)
    except KentgrafError:
        return None, ()


def _keys(sources: Sequence[SourceEntry]) -> str:
    return ", ".join(entry.source for entry in sources)
