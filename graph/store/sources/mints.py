"""The mint of a source in a store. Apart from the list of sources, which is read where the engine isn't loaded."""

from __future__ import annotations

from kentgraf.graph.store.sources.source_list import SourceEntry
from kentgraf.ontology.iris import Mint


def mint_of(entry: SourceEntry) -> Mint:
    """Return the mint of the source's IRIs."""
    return Mint(city=entry.city, source=entry.source, base=entry.base, plan=entry.plan)
