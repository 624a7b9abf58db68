"""Open a built graph for reading, from a local folder or a SPARQL server. Nothing that builds is loaded."""

from __future__ import annotations

from typing import cast

from pyoxigraph import Store

from kentgraf.graph.store.folder import current_build
from kentgraf.graph.store.location import ServerAddress, StoreLocation
from kentgraf.graph.store.versions import current_version
from kentgraf.ontology.errors import StoreError


def has_graph(location: StoreLocation) -> bool:
    """Return whether there is a graph at a location. Raises StoreError if a server can't be reached."""
    return current_version(location) is not None


def open_store(location: StoreLocation) -> Store:
    """Open the graph at a location for reading.

    Raises StoreError, with the command that builds a graph, if there is none or if it can't be opened.
    """
    if isinstance(location, ServerAddress):
        from kentgraf.graph.store.remote.store import open_remote  # loads an HTTP client, which folders don't need

        return cast(Store, open_remote(location))  # has all methods of a store that are used for reading
    build = current_build(location)
    if build is None:
        raise StoreError(f"{location}: there is no graph yet; `kentgraf build` makes one.")
    try:
        return Store.read_only(str(build))
    except (OSError, ValueError, RuntimeError) as error:  # a damaged file is a RuntimeError
        raise StoreError(f"{location}: the graph can't be opened ({error}); `kentgraf build` makes it anew.") from error
