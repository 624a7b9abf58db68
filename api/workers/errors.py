"""Why a query or page was not answered, though nothing was wrong with the request. Each is `503` with `Retry-After`."""

from __future__ import annotations

from kentgraf.ontology.errors import KentgrafError, StoreError

RETRY_AFTER = 5


class ServerBusy(KentgrafError):
    """Other queries take all workers. `retry_after` is the number of seconds after which to try again."""

    retry_after = RETRY_AFTER


class QueryStopped(KentgrafError):
    """A query, page or change was ended because it took too long or needed too much memory."""


class GraphUnavailable(StoreError):
    """The graph can't be read at present: the process that holds it has ended, or its files are gone or damaged.

    `is_damaged` tells that a new build is the way on; else the graph may be whole, and what reads it was stopped.
    """

    retry_after = RETRY_AFTER

    def __init__(self, message: str, *, is_damaged: bool = False) -> None:
        super().__init__(message)
        self.is_damaged = is_damaged
