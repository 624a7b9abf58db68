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
from kentgraf.api.workers.slots import ServerSlots
from kentgraf.api.workers.worker_pool import Run, WorkerPool
from kentgraf.api.workers.worker_process import ForkServer, Worker, WorkerLost

_KEPT_SHARE: Final = 0.5
"""A worker that holds more than this share of what a page may take is replaced."""


class PageScheduler:
    """Makes pages of one build of a graph. Only for one event loop at a time."""

    def __init__(
        self, fork_server: ForkServer, watch: MemoryWatch, budget: AnswerBudget, settings: Settings, slots: ServerSlots
    ) -> None:
        """Make pages in workers of `fork_server`, with large answers within `budget`, in `slots` of the server."""
        self._settings = settings
        self._fork_server = fork_server
        self._watch = watch
        self._budget = budget
        self._pool = WorkerPool(self._fork)
        self._slots = slots.pages
        self.asking = 0
        """The number of those who wait for a page, or for a worker."""
        self.stopped = 0
        self.refused = 0
        watch.add_staying(self._pool.memory)

    def warm_up(self) -> None:
        """Begin what the first page would wait for, without waiting for it: a worker that stays until there is a page."""
        with suppress(ServerBusy, GraphUnavailable):
            self._pool.warm_up()

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

    async def _run_in_turn(self, job: PageJob) -> tuple[PageAnswer, Lease | None]:
        if not await self._slots.acquire(self._settings.wait_seconds):
            self.refused += 1
            raise ServerBusy("The server is busy with other pages; try again in a while.")
        try:
            return await self._pool.use(lambda worker: self._run(Run(worker), job))
        except WorkerLost:
            raise _unreadable() from None
        finally:
            self._slots.release()

    def close(self) -> None:
        """End the idle workers now; the busy ones end when they are done."""
        self._watch.remove_staying(self._pool.memory)
        self._pool.close()

    async def _run(self, run: Run, job: PageJob) -> tuple[PageAnswer, Lease | None]:
        deadline = asyncio.get_running_loop().call_later(self._settings.page_seconds, self._stop_late, run)
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
            has_grown = run.worker.memory() > (self._memory() << 20) * _KEPT_SHARE
            self._pool.put_back(run.worker, keep=not has_grown)

    def _stop_late(self, run: Run) -> None:
        if not run.worker.has_started:
            run.stop(_unreadable())
            self._fork_server.end_if_stuck(pages=True)
        run.stop(QueryStopped(f"The page was stopped after {self._settings.page_seconds:g} s."))

    def _fork(self) -> Worker:
        try:
            return self._fork_server.fork(self._memory(), pages=True)
        except OSError:
            raise ServerBusy("The system has no room for another process; try again in a while.") from None

    def _memory(self) -> int:
        """Return the MiB that a page may take."""
        return min(self._settings.page_memory, self._watch.room() // 2)


def _unreadable() -> GraphUnavailable:
    return GraphUnavailable("The graph can't be read at the moment: no process that makes pages begins. Try again.")
