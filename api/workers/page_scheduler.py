"""Decides when each page is made, so that pages hold up neither the server nor queries, and none takes time without end.

Pages are made in a few worker processes that stay, since what they compute from the graph is kept for the next page.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.workers.answer_budget import AnswerBudget, Lease
from kentgraf.api.workers.errors import GraphUnavailable, QueryStopped, ServerBusy
from kentgraf.api.workers.jobs import PageAnswer, PageJob
from kentgraf.api.workers.memory_watch import MemoryWatch
from kentgraf.api.workers.slots import Slots
from kentgraf.api.workers.worker_process import ForkServer, Worker, WorkerLost
from kentgraf.ontology.errors import KentgrafError

_ATTEMPTS: Final = 3
_KEPT_SHARE: Final = 0.5
"""A worker that holds more than this share of what a page may take is replaced."""


class _PageRun:
    """A page under way. `reason` says why it was ended, if it was."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.reason: KentgrafError | None = None

    def memory(self) -> int:
        return self.worker.memory()

    def stop(self, reason: KentgrafError) -> None:
        if self.reason is None:
            self.reason = reason
            self.worker.kill()


class PageScheduler:
    """Makes pages of one build of a graph. Only for one event loop at a time."""

    def __init__(self, fork_server: ForkServer, watch: MemoryWatch, budget: AnswerBudget, settings: Settings) -> None:
        """Make pages in workers of `fork_server`, with large answers within `budget`."""
        self._settings = settings
        self._fork_server = fork_server
        self._watch = watch
        self._budget = budget
        self._idle: list[Worker] = []
        self._slots = Slots(settings.page_workers, settings.waiting)
        self._closed = False
        self.asking = 0
        """The number of those who wait for a result, or for a worker."""
        self.stopped = 0
        self.refused = 0
        watch.add_staying(self._idle_memory)

    def warm_up(self) -> None:
        """Begin what the first page would wait for, without waiting for it: a worker that stays until there is a page."""
        with suppress(ServerBusy, GraphUnavailable):
            self._idle.append(self._fork())

    async def run(self, job: PageJob) -> tuple[PageAnswer, Lease | None]:
        """Return the answer to `job`, and the lease of a large one, to be released when the client has it.

        Raises QueryStopped for a page that takes too long or too much memory, ServerBusy when no worker is free in time, and
        GraphUnavailable while the graph can't be read.
        """
        self.asking += 1
        try:
            return await self._run_in_turn(job)
        finally:
            self.asking -= 1

    def close(self) -> None:
        """End the idle workers now; the busy ones end when they are done."""
        self._closed = True
        self._watch.remove_staying(self._idle_memory)
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    async def _run_in_turn(self, job: PageJob) -> tuple[PageAnswer, Lease | None]:
        if not await self._slots.acquire(self._settings.wait_seconds):
            self.refused += 1
            raise ServerBusy("The server is busy with other pages; try again in a while.")
        try:
            for attempt in range(_ATTEMPTS):
                run = _PageRun(self._fork() if attempt else self._take_worker())
                with suppress(WorkerLost):
                    return await self._run(run, job)
            raise GraphUnavailable(
                "The graph can't be read at the moment: no process that makes pages begins. Try again."
            )
        finally:
            self._slots.release()

    async def _run(self, run: _PageRun, job: PageJob) -> tuple[PageAnswer, Lease | None]:
        seconds = self._settings.page_seconds
        late = QueryStopped(f"The page was stopped after {seconds:g} s.")
        deadline = asyncio.get_running_loop().call_later(seconds, run.stop, late)
        self._watch.add(run)
        try:
            return await run.worker.run(job, self._budget)
        except (WorkerLost, EOFError) as end:
            if isinstance(end, WorkerLost) and run.reason is None:
                raise
            self.stopped += 1
            raise run.reason or QueryStopped("The page was stopped because it needed too much memory.") from None
        finally:
            deadline.cancel()
            self._watch.discard(run)
            self._return_worker(run.worker)

    def _take_worker(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
        return self._fork()

    def _fork(self) -> Worker:
        try:
            return self._fork_server.fork(self._memory(), pages=True)
        except OSError:
            raise ServerBusy("The system has no room for another process; try again in a while.") from None

    def _return_worker(self, worker: Worker) -> None:
        if self._closed or not worker.is_alive or worker.memory() > (self._memory() << 20) * _KEPT_SHARE:
            worker.close()
        else:
            self._idle.append(worker)

    def _memory(self) -> int:
        """Return the MiB that a page may take."""
        return min(self._settings.page_memory, self._watch.room() // 2)

    def _idle_memory(self) -> int:
        return sum(worker.memory() for worker in self._idle)
