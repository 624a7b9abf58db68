"""Which HTTP status an error of ours has: the one place where that is said."""

from __future__ import annotations

from typing import Final

from kentgraf.api.query_service.scheduler import QueryStopped, ServerBusy
from kentgraf.ontology.errors import KentgrafError, NotInGraph, StoreError

_STATUSES: Final[dict[type[KentgrafError], int]] = {
    NotInGraph: 404,
    StoreError: 503,
    ServerBusy: 503,
    QueryStopped: 503,
}


def status_of(error: KentgrafError) -> int:
    """The status for `error`; 400, the asker's fault, for what is not known to be ours."""
    return next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), 400)
