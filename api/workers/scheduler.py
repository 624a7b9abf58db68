"""Decides when each query runs and when it is ended, so that no query holds up the server or other clients.

A query begins at once, in a worker process of its own, as long as workers are free. A query that has computed for
`short_seconds` and isn't done is long: from then on its worker has a lower priority, and the number of long queries is
limited, so that some workers are always free for short ones. A query whose worker was ended is remembered as long.

Most long queries run only when nothing else wants to. On a machine that other programs keep busy they would never run, so a
few of them, those that became long when there was a place, only give way to short ones.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections import OrderedDict
from dataclasses import replace
from typing import Final

from kentgraf.api.query_service.evaluation import QueryJob, QueryResult
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.workers.answer_budget import AnswerBudget, Lease
from kentgraf.api.workers.errors import GraphUnavailable, QueryStopped, ServerBusy
from kentgraf.api.workers.memory_watch import MemoryWatch
from kentgraf.api.workers.slots import ServerSlots
from kentgraf.api.workers.worker_pool import Run, WorkerPool
from kentgraf.api.workers.worker_process import ForkServer, Worker, WorkerLost
from kentgraf.graph.sparql.tokens import OPAQUE_TOKEN

_FOREMOST: Final = max(1, (os.cpu_count() or 1) // 2)
"""So many long queries run even if other programs keep all processors busy."""
_NICENESS_OF_FOREMOST: Final = 10
"""A tenth of what a short query gets of a processor that both want."""
_MAX_IDLE: Final = 8
_MAX_KEPT: Final = 32 << 20
"""Bytes of an idle worker, which grows as it copies parts of the graph that it reads."""
_JOBS_BETWEEN_LOOKS: Final = 16
_MAX_REMEMBERED: Final = 2000
_MAX_NORMALIZED_LENGTH: Final = 10_000


class _QueryRun(Run):
    """A query under way."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(worker)
        self.is_long = False
        self.check: asyncio.TimerHandle | None = None


class QueryScheduler:
    """Runs queries on one build of a graph. Only for one event loop at a time."""

    def __init__(
        self, fork_server: ForkServer, watch: MemoryWatch, budget: AnswerBudget, settings: Settings, slots: ServerSlots
    ) -> None:
        """Run queries in workers of `fork_server`, with large results within `budget`, in `slots` of the server."""
        self._settings = settings
        self._fork_server = fork_server
        self._watch = watch
        self._budget = budget
        self._pool = WorkerPool(self._fork)
        self._runs: set[_QueryRun] = set()
        self._slots = slots.queries
        self._long_slots = slots.long_queries
        self._foremost: set[_QueryRun] = set()
        self._known_as_long: OrderedDict[bytes, None] = OrderedDict()
        self.asking = 0
        """The number of those who wait for a result, or for a worker."""
        self.size = settings.workers
        self.stopped = 0
        self.refused = 0

    @property
    def running(self) -> int:
        """The number of queries under way."""
        return len(self._runs)

    @property
    def running_long(self) -> int:
        """The number of long queries under way."""
        return sum(1 for run in self._runs if run.is_long)

    async def run(self, job: QueryJob) -> tuple[QueryResult, Lease | None]:
        """Return the result of `job`, and the lease of a large one, to be released when the client has it.

        Raises QueryRefused for a text that is not a query or not allowed, QueryStopped for a query that takes too long or
        too much memory, ServerBusy when no worker is free, and GraphUnavailable while the graph can't be read.
        """
        self.asking += 1
        try:
            return await self._run_in_turn(job)
        finally:
            self.asking -= 1

    async def _run_in_turn(self, job: QueryJob) -> tuple[QueryResult, Lease | None]:
        arrived = time.monotonic()
        is_known = bool(self._known_as_long) and _key(job) in self._known_as_long
        wait = min(self._settings.wait_seconds, self._settings.query_seconds)
        if is_known and not await self._long_slots.acquire(wait):
            raise self._busy()
        try:
            if not await self._slots.acquire(max(0.0, wait - (time.monotonic() - arrived))):
                raise self._busy()
            try:
                return await self._try(job, arrived, is_known)
            finally:
                self._slots.release()
        finally:
            if is_known:
                self._long_slots.release()

    def close(self) -> None:
        """End the idle workers now; the busy ones end when they are done."""
        self._pool.close()

    async def _try(self, job: QueryJob, arrived: float, is_known: bool) -> tuple[QueryResult, Lease | None]:
        try:
            return await self._pool.use(lambda worker: self._run(_QueryRun(worker), job, arrived, is_known))
        except WorkerLost:
            raise _unreadable() from None

    async def _run(
        self, run: _QueryRun, job: QueryJob, arrived: float, is_known: bool
    ) -> tuple[QueryResult, Lease | None]:
        self._runs.add(run)
        run.is_long = is_known
        loop = asyncio.get_running_loop()
        left = self._settings.query_seconds - (time.monotonic() - arrived)
        deadline = loop.call_later(left, self._stop_late, run)
        if is_known:
            self._give_way(run)
        else:
            self._check_later(run, loop)
        self._watch.add(run)
        try:
            return await run.worker.run(job, self._budget)
        except (WorkerLost, EOFError) as end:
            if isinstance(end, WorkerLost) and run.reason is None:
                raise
            self._remember(job)
            reason = run.reason or QueryStopped(
                "The query was stopped because it needed too much memory, or is nested too deeply. Ask for less, or for a"
                " part with LIMIT."
            )
            self.stopped += isinstance(reason, QueryStopped)
            raise reason from None
        finally:
            deadline.cancel()
            if run.check is not None:
                run.check.cancel()
            self._runs.discard(run)
            self._foremost.discard(run)
            self._watch.discard(run)
            if run.is_long and not is_known:
                self._long_slots.release()
            self._return_worker(run)

    def _check_later(self, run: _QueryRun, loop: asyncio.AbstractEventLoop) -> None:
        run.check = loop.call_later(self._settings.short_seconds, self._check, run, loop)

    def _check(self, run: _QueryRun, loop: asyncio.AbstractEventLoop) -> None:
        """Make a query long that has computed for `short_seconds`; end it if there are too many long ones."""
        if not run.worker.has_computed(self._settings.short_seconds):
            self._check_later(run, loop)
        elif self._long_slots.try_acquire():
            run.is_long = True
            self._give_way(run)
        else:
            run.stop(self._busy())

    def _give_way(self, run: _QueryRun) -> None:
        """Lower the priority of a long query."""
        if len(self._foremost) < _FOREMOST:
            self._foremost.add(run)
            run.worker.lower_priority(_NICENESS_OF_FOREMOST)
        else:
            run.worker.lower_priority()

    def _fork(self) -> Worker:
        try:
            return self._fork_server.fork(min(self._settings.query_memory, self._watch.room() // 2))
        except OSError:
            raise self._busy() from None

    def _return_worker(self, run: _QueryRun) -> None:
        """Keep the worker for the next query, unless its priority was lowered, which can't be undone, or it has grown."""
        worker = run.worker
        has_grown = worker.jobs % _JOBS_BETWEEN_LOOKS == 0 and worker.memory() > _MAX_KEPT
        self._pool.put_back(worker, keep=not run.is_long and not has_grown and len(self._pool) < _MAX_IDLE)

    def _remember(self, job: QueryJob) -> None:
        key = _key(job)
        self._known_as_long[key] = None
        self._known_as_long.move_to_end(key)
        if len(self._known_as_long) > _MAX_REMEMBERED:
            self._known_as_long.popitem(last=False)

    def _busy(self) -> ServerBusy:
        """Count a refusal and return it."""
        self.refused += 1
        return ServerBusy("The server is busy with other queries; try again in a while.")

    def _stop_late(self, run: _QueryRun) -> None:
        if not run.worker.has_started:
            run.stop(_unreadable())
            self._fork_server.end_if_stuck()
        seconds = f"{self._settings.query_seconds:g} s"
        run.stop(QueryStopped(f"The query was stopped after {seconds}. Ask for less, or for a part with LIMIT."))


def _unreadable() -> GraphUnavailable:
    return GraphUnavailable("The graph can't be read at the moment: no process that queries it begins. Try again.")


def _key(job: QueryJob) -> bytes:
    """Return the digest of the job without comments in its query, unless that is very long."""
    if "#" in job.text and len(job.text) <= _MAX_NORMALIZED_LENGTH:
        text = OPAQUE_TOKEN.sub(lambda part: "" if part[0][0] == "#" else part[0], job.text).strip()
        job = replace(job, text=text)
    return hashlib.sha256(repr(job).encode("utf-8", "surrogatepass")).digest()
