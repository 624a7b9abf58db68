"""Which build is current at a location, which is checked often, and how query workers open it.

For a folder this reads a small file. A server is asked at most every few seconds. The HTTP client is loaded only for servers,
since a query worker has to start within a tenth of a second.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from pyoxigraph import Store

from kentgraf.graph.store.folder import current_build
from kentgraf.graph.store.location import ServerAddress, StoreLocation, parse_location
from kentgraf.ontology.errors import StoreError

if TYPE_CHECKING:
    from kentgraf.graph.store.remote.endpoint import Endpoint

_CACHE_SECONDS: Final = 3.0
_TIMEOUT_SECONDS: Final = 10.0


def current_version(location: StoreLocation) -> str | None:
    """Return the name of the current build, or None if there is none. Raises StoreError if a server can't be reached."""
    return VersionCache(location).current()


class VersionCache:
    """The name of the current build at a location; the last known name is kept while a server can't be reached."""

    def __init__(self, location: StoreLocation) -> None:
        self._location = location
        self._endpoint: Endpoint | None = None
        self._checked = float("-inf")
        self._known: str | None = None

    def current(self) -> str | None:
        """Return the name of the current build, or None. Raises StoreError if a server has never been reached."""
        if not isinstance(self._location, ServerAddress):
            build = current_build(self._location)
            return build.name if build else None
        if time.monotonic() - self._checked >= _CACHE_SECONDS:
            self._checked = time.monotonic()
            try:
                self._known = self._fetch(self._location)
            except StoreError:
                if self._known is None:
                    raise
        return self._known

    def _fetch(self, address: ServerAddress) -> str | None:
        from kentgraf.graph.store.remote.endpoint import connect

        if self._endpoint is None:
            self._endpoint = connect(address, _TIMEOUT_SECONDS)
        manifest = self._endpoint.manifest()
        return manifest.build if manifest else None


def open_for_queries(text: str, seconds: float) -> Store:
    """Open the folder of a build, or a server with a timeout of `seconds`, for reading."""
    location = parse_location(text)
    if isinstance(location, Path):
        return Store.read_only(str(location))
    from kentgraf.graph.store.remote.store import open_remote

    return cast(Store, open_remote(location, seconds))
