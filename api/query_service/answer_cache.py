"""Answers kept for those who ask the same again, as long as the graph is the same; the ones asked for last stay longest."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Final

from kentgraf.api.query_service.evaluation import Job, Written

_CHANGING: Final = re.compile(r"\b(now|rand|uuid|struuid|bnode)\s*\(|\bservice\b", re.IGNORECASE)
_LARGEST_PART: Final = 8


def changes_each_time(text: str) -> bool:
    """Whether a query calls a function whose answer is another one each time, or another host."""
    return _CHANGING.search(text) is not None


class AnswerCache:
    """Written answers by what was asked, of at most so many bytes together. Only to be used from one thread."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._answers: OrderedDict[Job, Written] = OrderedDict()
        self._bytes = 0

    def get(self, job: Job) -> Written | None:
        """The answer, if it was kept."""
        answer = self._answers.get(job)
        if answer is not None:
            self._answers.move_to_end(job)
        return answer

    def keep(self, job: Job, answer: Written) -> None:
        """Keep the answer, unless it is too large; older ones make room."""
        size = self._size(job, answer)
        if job in self._answers or size > self._most_bytes // _LARGEST_PART:
            return
        self._answers[job] = answer
        self._bytes += size
        while self._bytes > self._most_bytes:
            self._bytes -= self._size(*self._answers.popitem(last=False))

    def _size(self, job: Job, answer: Written) -> int:
        return len(job.text) + len(answer.content)
