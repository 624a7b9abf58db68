"""Decides when each query runs and when it is ended, so that no query holds up the server or other clients.

A query begins at once, in a worker process of its own, as long as workers are free. A query that has computed for
`short_seconds` and isn't done is long: from then on its worker has a lower priority, and the number of long queries is
limited, so that some workers are always free for short ones. A query whose worker was ended is remembered as long.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import replace
from typing import Final

from kentgraf.api.query_service.evaluation import QueryJob, QueryResult
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.worker_process import ForkServer, Worker
from kentgraf.graph.sparql.tokens import OPAQUE_TOKEN
from kentgraf.ontology.errors import KentgrafError

_RETRY_AFTER: Final = 5
_MAX_IDLE: Final = 8
_MAX_REMEMBERED: Final = 2000
_MAX_NORMALIZED_LENGTH: Final = 10_000
_SECONDS_BETWEEN_MEMORY_CHECKS: Final = 0.02
_MEMORY_SHARE: Final = 0.35
"""Queries are ended from this share of `total_memory` on, since they take more before the next check."""
_MEBIBYTE: Final = 1 << 20


class ServerBusy(KentgrafError):
    """Other queries take all workers. `retry_after` is the number of seconds after which to try again."""

    retry_after = _RETRY_AFTER


class QueryStopped(KentgrafError):
    """A query was ended because it took too long or needed too much memory."""


class _Run:
    """A query under way. `reason` says why it was ended, if it was."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.is_long = False
        self.check: asyncio.TimerHandle | None = None
        self.reason: KentgrafError | None = None

    def stop(self, reason: KentgrafError) -> None:
        if self.reason is None:
            self.reason = reason
            self.worker.kill()


class _Slots:
    """A counting semaphore with a bounded queue. Only for the thread of the event loop."""

    def __init__(self, number: int, max_waiting: int) -> None:
        self._free = number
        self._max_waiting = max_waiting
        self._queue: deque[asyncio.Future[None]] = deque()

    async def acquire(self, seconds: float) -> bool:
        """Take a slot. Return False if none is free within `seconds`, or the queue is full."""
        if self._free > 0:
            self._free -= 1
            return True
        if len(self._queue) >= self._max_waiting:
            return False
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout(seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self.release()  # the slot came too late
            elif turn in self._queue:
                self._queue.remove(turn)
            if isinstance(error, TimeoutError):
                return False
            raise
        return True

    def try_acquire(self) -> bool:
        """Take a slot if one is free now."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    def release(self) -> None:
        """Give the slot to the first in the queue."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class QueryScheduler:
    """Runs queries on one build of a graph. Only for one event loop at a time."""

    def __init__(self, build: str, triples: int, settings: Settings) -> None:
        """Start the fork server for the build that `open_for_queries` opens, which has so many triples."""
        self._settings = settings
        self._fork_server = ForkServer(build, triples, settings)
        self._idle: list[Worker] = []
        self._runs: set[_Run] = set()
        self._slots = _Slots(settings.workers, settings.waiting)
        self._long_slots = _Slots(settings.long_workers, settings.waiting)
        self._known_as_long: OrderedDict[QueryJob, None] = OrderedDict()
        self._closed = False
        self._memory_watched_by: asyncio.AbstractEventLoop | None = None
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

    async def run(self, job: QueryJob) -> QueryResult:
        """Return the result of `job`.

        Raises QueryRefused for a text that is not a query or not allowed, QueryStopped for a query that takes too long or
        too much memory, and ServerBusy when no worker is free.
        """
        arrived = time.monotonic()
        is_known = bool(self._known_as_long) and _normalize(job) in self._known_as_long
        wait = min(self._settings.wait_seconds, self._settings.query_seconds)
        if is_known and not await self._long_slots.acquire(wait):
            raise self._busy()
        try:
            if not await self._slots.acquire(max(0.0, wait - (time.monotonic() - arrived))):
                raise self._busy()
            try:
                return await self._run(job, arrived, is_known)
            finally:
                self._slots.release()
        finally:
            if is_known:
                self._long_slots.release()

    def close(self) -> None:
        """End the idle workers now, and the busy ones when they are done."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()
        if not self._runs:
            self._fork_server.close()

    async def _run(self, job: QueryJob, arrived: float, is_known: bool) -> QueryResult:
        run = _Run(self._take_worker())
        self._runs.add(run)
        run.is_long = is_known
        loop = asyncio.get_running_loop()
        left = self._settings.query_seconds - (time.monotonic() - arrived)
        deadline = loop.call_later(left, self._stop_late, run)
        if is_known:
            run.worker.lower_priority()
        else:
            self._check_later(run, loop)
        self._watch_memory(loop)
        try:
            return await run.worker.run(job)
        except EOFError:
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
            if run.is_long and not is_known:
                self._long_slots.release()
            self._return_worker(run)

    def _check_later(self, run: _Run, loop: asyncio.AbstractEventLoop) -> None:
        run.check = loop.call_later(self._settings.short_seconds, self._check, run, loop)

    def _check(self, run: _Run, loop: asyncio.AbstractEventLoop) -> None:
        """Make a query long that has computed for `short_seconds`; end it if there are too many long ones."""
        if not run.worker.has_computed(self._settings.short_seconds):
            self._check_later(run, loop)
        elif self._long_slots.try_acquire():
            run.is_long = True
            run.worker.lower_priority()
        else:
            run.stop(self._busy())

    def _take_worker(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
        try:
            return self._fork_server.fork()
        except OSError:
            raise self._busy() from None

    def _return_worker(self, run: _Run) -> None:
        """Keep the worker for the next query, unless its priority was lowered, which can't be undone."""
        if self._closed or run.is_long or not run.worker.is_alive or len(self._idle) >= _MAX_IDLE:
            run.worker.close()
        else:
            self._idle.append(run.worker)
        if self._closed and not self._runs:
            self._fork_server.close()

    def _watch_memory(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._memory_watched_by is not loop:
            self._memory_watched_by = loop
            loop.call_later(_SECONDS_BETWEEN_MEMORY_CHECKS, self._check_memory, loop)

    def _check_memory(self, loop: asyncio.AbstractEventLoop) -> None:
        """End the queries that hold most while all together hold too much; check again as long as any runs."""
        self._memory_watched_by = None
        held = {run: run.worker.memory() for run in self._runs}
        limit = self._settings.total_memory * _MEBIBYTE * _MEMORY_SHARE
        for run in sorted(held, key=held.__getitem__, reverse=True):
            if sum(held.values()) <= limit:
                break
            run.stop(QueryStopped("The query was stopped: all queries together need too much memory."))
            del held[run]
        if self._runs:
            self._watch_memory(loop)

    def _remember(self, job: QueryJob) -> None:
        key = _normalize(job)
        self._known_as_long[key] = None
        self._known_as_long.move_to_end(key)
        if len(self._known_as_long) > _MAX_REMEMBERED:
            self._known_as_long.popitem(last=False)

    def _busy(self) -> ServerBusy:
        """Count a refusal and return it."""
        self.refused += 1
        return ServerBusy("The server is busy with other queries; try again in a while.")

    def _stop_late(self, run: _Run) -> None:
        seconds = f"{self._settings.query_seconds:g} s"
        run.stop(QueryStopped(f"The query was stopped after {seconds}. Ask for less, or for a part with LIMIT."))


def _normalize(job: QueryJob) -> QueryJob:
    """Return the job without comments in its query, unless that is very long."""
    if "#" not in job.text or len(job.text) > _MAX_NORMALIZED_LENGTH:
        return job
    return replace(job, text=OPAQUE_TOKEN.sub(lambda part: "" if part[0][0] == "#" else part[0], job.text).strip())
