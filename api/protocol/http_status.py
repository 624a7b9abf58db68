"""The HTTP status of each of our errors."""

from __future__ import annotations

from typing import Final

from kentgraf.api.workers.errors import QueryStopped, ServerBusy
from kentgraf.ontology.errors import AmbiguousScope, KentgrafError, NotInGraph, StoreError

_STATUSES: Final[dict[type[KentgrafError], int]] = {
    AmbiguousScope: 300,
    NotInGraph: 404,
    StoreError: 503,
    ServerBusy: 503,
    QueryStopped: 503,
}


def status_of(error: KentgrafError) -> int:
    """Return the status for `error`: 400, a fault of the client, for every error that isn't listed."""
    return next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 400)
