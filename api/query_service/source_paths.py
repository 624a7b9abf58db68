"""Where the site of each source stands, where the graph holds several: `/CITY/YEAR/`."""

from __future__ import annotations

from typing import Final

from kentgraf.graph.store.sources.source_list import SourceEntry

SOURCE: Final = "source"
"""The key of a request's state with the source that its path names."""
PAGES: Final = (
    "/council",
    "/bodies",
    "/network",
    "/money",
    "/departments",
    "/strategy",
    "/findings",
    "/source",
    "/search",
    "/trace",
)
"""The pages that tell of one source, chosen by their parameters."""


def path_of(entry: SourceEntry) -> str:
    """Return the path below the root under which a source's own site stands."""
    return f"/{entry.city}/{entry.year}"
