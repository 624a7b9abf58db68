"""Write the store of several sources beside the one that stands there: each source's own graph, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import Quad, Store

from kentgraf.graph.store.commit import write_store
from kentgraf.graph.store.sources.mints import mint_of
from kentgraf.graph.store.sources.parts import link_files, name_part, new_part, part_folder, split_off
from kentgraf.graph.store.sources.registers import rename, renamed_iris, replaced_as_quads
from kentgraf.graph.store.sources.source_list import SourceEntry, write_sources
from kentgraf.graph.store.sources.union import Union
from kentgraf.loaders.identity.city_register import CityRegister
from kentgraf.ontology.errors import StoreError


@dataclass
class Assembly:
    """A store in the folder `directory` that is being written into `folder`.

    `before` is the build that stands there, with the sources `standing`, of which those stay that are `kept`.
    """

    directory: Path
    folder: Path
    before: Path | None
    standing: Sequence[SourceEntry]
    kept: Sequence[SourceEntry]
    added: dict[str, SourceEntry] = field(default_factory=dict)

    def add(self, facts: Store, entry: SourceEntry) -> None:
        """Write the graph of a source into a folder of its own. Raises StoreError if it can't be written."""
        part = name_part(entry.source, self.folder)
        with new_part(self.directory, part) as place:
            write_alone(facts, entry, place)
        self.added[entry.source] = replace(entry, part=part)

    def rename(self, former: CityRegister, register: CityRegister) -> None:
        """Write anew the graphs of those sources whose things turned out to be others, with the IRIs of these."""
        for entry in self._staying():
            mint = mint_of(entry)
            renamed = renamed_iris(former, register, entry.source, mint) if entry.city == register.city else {}
            if renamed:
                facts = Store()
                facts.bulk_extend(rename(quad, renamed) for quad in self.read(self._apart(entry)))
                facts.bulk_extend(replaced_as_quads(renamed, mint))
                self.add(facts, replace(entry, triples=len(facts)))

    def staying_apart(self) -> list[SourceEntry]:
        """Return the sources that stay as they are, each with a folder of its own."""
        return [self._apart(entry) for entry in self._staying()]

    def read(self, entry: SourceEntry) -> Iterator[Quad]:
        """Yield the statements of a source's own graph."""
        yield from Store.read_only(str(part_folder(self.directory, entry.part)))

    def _staying(self) -> list[SourceEntry]:
        return [entry for entry in self.kept if entry.source not in self.added]

    def _apart(self, entry: SourceEntry) -> SourceEntry:
        assert self.before is not None
        return entry if entry.part else split_off(self.directory, self.before, entry)


def assemble(assembly: Assembly) -> Sequence[SourceEntry]:
    """Write the store of all sources together and its list, and return the sources. Raises StoreError if it can't be written."""
    staying = assembly.staying_apart()
    sources = sorted([*staying, *assembly.added.values()], key=lambda entry: entry.order)
    if len(sources) == 1:
        assembly.folder.mkdir()
        link_files(part_folder(assembly.directory, sources[0].part), assembly.folder)
        sources = [replace(sources[0], part="")]
    else:
        _write_union(assembly, staying)
    write_sources(assembly.folder, sources)
    return sources


def write_alone(facts: Store, entry: SourceEntry, folder: Path) -> None:
    """Write the graph of one source and the list that names it alone. Raises StoreError if it can't be written."""
    write_store(facts, folder)
    write_sources(folder, [entry])


def _write_union(assembly: Assembly, staying: Sequence[SourceEntry]) -> None:
    """Write the store of all sources, from that of the standing ones where there are several."""
    added = list(assembly.added.values())
    names = {entry.source for entry in staying}
    try:
        if len(assembly.standing) > 1:
            union = Union(assembly.folder, assembly.before, assembly.standing, assembly.read)
            for entry in assembly.standing:
                if entry.source not in names:
                    union.remove(entry)
        else:
            union = Union(assembly.folder, None, (), assembly.read)
            added += staying
        for entry in sorted(added, key=lambda one: one.order):
            union.add(entry, assembly.read(entry))
        union.close()
    except (OSError, RuntimeError) as error:  # a full disk is a RuntimeError
        raise StoreError(f"{assembly.folder}: the store can't be written ({error}).") from error
