"""Keeps results of queries in memory as long as the graph is the same; the least recently used ones go first."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Final

from kentgraf.api.query_service.evaluation import QueryJob, SerializedResult

_NONDETERMINISTIC: Final = re.compile(r"\b(now|rand|uuid|struuid|bnode)\s*\(|\bservice\b", re.IGNORECASE)
_MAX_PART: Final = 8
"""A result may take at most one such part of the cache."""


def is_nondeterministic(text: str) -> bool:
    """Return whether a query may have another result each time: it calls such a function, or another host."""
    return _NONDETERMINISTIC.search(text) is not None


class ResultCache:
    """Results by job, of at most `max_bytes` together. Not thread-safe."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._results: OrderedDict[QueryJob, SerializedResult] = OrderedDict()
        self._bytes = 0

    def get(self, job: QueryJob) -> SerializedResult | None:
        """Return the result of `job` if it is kept."""
        result = self._results.get(job)
        if result is not None:
            self._results.move_to_end(job)
        return result

    def put(self, job: QueryJob, result: SerializedResult) -> None:
        """Keep the result unless it is too large, and drop the least recently used ones where they take too much."""
        size = self._size(job, result)
        if job in self._results or size > self._max_bytes // _MAX_PART:
            return
        self._results[job] = result
        self._bytes += size
        while self._bytes > self._max_bytes:
            self._bytes -= self._size(*self._results.popitem(last=False))

    def _size(self, job: QueryJob, result: SerializedResult) -> int:
        return len(job.text) + len(result.content)
