"""The workers of one kind that wait for their next job, and the jobs under way in them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeVar

from kentgraf.api.workers.worker_process import Worker, WorkerLost
from kentgraf.ontology.errors import KentgrafError

_Result = TypeVar("_Result")
_ATTEMPTS: Final = 3
"""Workers that are tried for a job; that one was killed before it got the job isn't the job's fault."""


class Run:
    """A job under way. `reason` says why it was ended, if it was."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.reason: KentgrafError | None = None

    def memory(self) -> int:
        """Return the bytes that its process holds."""
        return self.worker.memory()

    def stop(self, reason: KentgrafError) -> None:
        """End it; the first `reason` counts."""
        if self.reason is None:
            self.reason = reason
            self.worker.kill()


class WorkerPool:
    """Keeps workers that are done for the next job. `fork` makes a new one, and raises what the pool then raises too."""

    def __init__(self, fork: Callable[[], Worker]) -> None:
        self._fork = fork
        self._idle: list[Worker] = []
        self._closed = False

    def __len__(self) -> int:
        """Return the number of workers that wait."""
        return len(self._idle)

    async def use(self, work: Callable[[Worker], Awaitable[_Result]]) -> _Result:
        """Return what `work` makes of a worker; of a new one if it raises WorkerLost. Raises WorkerLost in the end."""
        for attempt in range(_ATTEMPTS):
            worker = self._fork() if attempt else self._take()
            with suppress(WorkerLost):
                return await work(worker)
        raise WorkerLost

    def warm_up(self) -> None:
        """Add a worker that waits. Raises what `fork` raises."""
        self._idle.append(self._fork())

    def put_back(self, worker: Worker, *, keep: bool) -> None:
        """Keep a worker for the next job, or close it."""
        if keep and worker.is_alive and not self._closed:
            self._idle.append(worker)
        else:
            worker.close()

    def memory(self) -> int:
        """Return the bytes that the workers that wait hold."""
        return sum(worker.memory() for worker in self._idle)

    def close(self) -> None:
        """End the workers that wait now; the busy ones end when they are done."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
        return self._fork()
