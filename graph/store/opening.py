"""Opening the graph that was built, in a folder or on a SPARQL server; who only asks loads nothing of what builds."""

from __future__ import annotations

from typing import cast

from pyoxigraph import Store

from kentgraf.graph.store.folder import current_build
from kentgraf.graph.store.location import Address, Place, default_place
from kentgraf.graph.store.versions import current_version
from kentgraf.ontology.errors import StoreError


def default_store() -> Place:
    """The folder or the address of the store unless one is named: KENTGRAF_STORE, else `.kentgraf/store`."""
    return default_place()


def has_graph(place: Place) -> bool:
    """Whether a graph was built there. Raises StoreError if there is no server at an address."""
    return current_version(place) is not None


def open_store(place: Place) -> Store:
    """The graph in a folder or on a server, for reading only.

    Raises StoreError, with how to build one, if there is none or it can't be opened.
    """
    if isinstance(place, Address):
        from kentgraf.graph.store.remote.store import (
            open_remote,  # here and not above: what speaks HTTP is loaded only for servers
        )

        return cast(Store, open_remote(place))  # it offers all that is asked of a store
    build = current_build(place)
    if build is None:
        raise StoreError(f"{place}: there is no graph yet; `kentgraf build` makes one.")
    try:
        return Store.read_only(str(build))
    except (OSError, ValueError, RuntimeError) as error:  # a damaged file is a RuntimeError
        raise StoreError(f"{place}: the graph can't be opened ({error}); `kentgraf build` makes it anew.") from error
