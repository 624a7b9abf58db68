"""Keeps answers in memory as long as the graph is the same; the least recently used ones go first."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from typing import Final

from kentgraf.api.query_service.evaluation import SerializedResult
from kentgraf.api.workers.jobs import PageAnswer
from kentgraf.graph.sparql.tokens import unescape_letters

_NONDETERMINISTIC: Final = re.compile(r"\b(now|rand|uuid|struuid|bnode)(?:\s|#[^\n\r]*)*\(|\bservice\b", re.IGNORECASE)
_MAX_PART: Final = 8
"""An answer may take at most one such part of the cache."""
_ENTRY_BYTES: Final = 1024
"""What an entry takes beside its content: the objects, the key, and its place in the order; measured at some 700 bytes."""

Answer = SerializedResult | PageAnswer


def is_nondeterministic(text: str) -> bool:
    """Return whether a query may have another result each time: it calls such a function, or another host."""
    return _NONDETERMINISTIC.search(unescape_letters(text)) is not None


def cache_key(asked: object) -> bytes:
    """Return the key for all that an answer depends on, a value whose `repr` tells it whole.

    It is a digest, since clients choose how long a query, or the names of graphs beside it, are.
    """
    return hashlib.sha256(repr(asked).encode("utf-8", "surrogatepass")).digest()


class ResultCache:
    """Answers by key, of at most `max_bytes` together. Not thread-safe."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._bytes = 0

    @property
    def held(self) -> int:
        """The bytes that the answers take, with their keys and their places."""
        return self._bytes

    def get(self, key: bytes) -> Answer | None:
        """Return the answer of a key if it is kept."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: bytes, answer: Answer) -> None:
        """Keep the answer unless it is too large, and drop the least recently used ones where they take too much."""
        size = _size(answer)
        if key in self._answers or size > self._max_bytes // _MAX_PART:
            return
        self._answers[key] = answer
        self._bytes += size
        while self._bytes > self._max_bytes:
            self._bytes -= _size(self._answers.popitem(last=False)[1])


def _size(answer: Answer) -> int:
    headers = answer.headers if isinstance(answer, PageAnswer) else ()
    return _ENTRY_BYTES + len(answer.content) + sum(len(name) + len(value) + 200 for name, value in headers)
