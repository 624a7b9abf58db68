"""Which build holds in a place, asked cheaply and often, and what the processes that answer queries open.

A folder says it in a small file; a server is asked at most every few seconds. What speaks HTTP is loaded only for servers,
for a worker should be ready in a tenth of a second.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from pyoxigraph import Store

from kentgraf.graph.store.folder import current_build
from kentgraf.graph.store.location import Address, Place, read_place
from kentgraf.ontology.errors import StoreError

if TYPE_CHECKING:
    from kentgraf.graph.store.remote.endpoint import Endpoint

_SECONDS_BETWEEN: Final = 3.0
_SECONDS_FOR_VERSION: Final = 10.0


def current_version(place: Place) -> str | None:
    """The name of the build that holds, or None if there is none. StoreError if there is no server at an address."""
    return Versions(place).current()


class Versions:
    """The builds of one place. What a server was last known to hold counts while it can't be asked."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._endpoint: Endpoint | None = None
        self._asked = float("-inf")
        self._known: str | None = None

    def current(self) -> str | None:
        """The name of the build that holds, or None if there is none. StoreError if a server was never reached."""
        if not isinstance(self._place, Address):
            build = current_build(self._place)
            return build.name if build else None
        if time.monotonic() - self._asked >= _SECONDS_BETWEEN:
            self._asked = time.monotonic()
            try:
                self._known = self._ask(self._place)
            except StoreError:
                if self._known is None:
                    raise
        return self._known

    def _ask(self, address: Address) -> str | None:
        from kentgraf.graph.store.remote.endpoint import connect

        if self._endpoint is None:
            self._endpoint = connect(address, _SECONDS_FOR_VERSION)
        manifest = self._endpoint.manifest()
        return manifest.build if manifest else None


def opened_by_workers(place: Place) -> str:
    """What `open_for_queries` takes for the build that holds in `place`: nothing secret. StoreError if there is none."""
    if isinstance(place, Address):
        return str(place)
    build = current_build(place)
    if build is None:
        raise StoreError(f"{place}: a graph is being put in place; try again.")
    return str(build)


def open_for_queries(text: str, seconds: float) -> Store:
    """The folder of a build, or the graph of a server that has `seconds` for an answer, opened for reading only."""
    place = read_place(text)
    if isinstance(place, Path):
        return Store.read_only(str(place))
    from kentgraf.graph.store.remote.store import open_remote

    return cast(Store, open_remote(place, seconds))
