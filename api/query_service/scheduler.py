"""Decides which query runs when, and when it is ended, so that nobody's query holds the server or the other clients up.

Every query begins at once, in a process of its own, as long as there are free ones. One that has computed for a moment
(`short_seconds`) and isn't done counts as long: from then on it gives way to all others, and there may be only so many of
them, so that some processes are always free for those who ask something short. What was once too long is known from then on.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import replace
from typing import Final

from kentgraf.api.query_service.evaluation import Answer, Job
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.worker_process import Worker, WorkerMaker
from kentgraf.graph.sparql.tokens import OPAQUE_TOKEN
from kentgraf.ontology.errors import KentgrafError

_TRY_AGAIN: Final = 5
_MOST_IDLE: Final = 8
_MOST_REMEMBERED: Final = 2000
_LONGEST_LOOKED_THROUGH: Final = 10_000
_LOOK_AT_MEMORY: Final = 0.05
_FULL: Final = 0.6
"""From this part of the memory on queries are ended, for more is taken before the next look."""
_MEBIBYTE: Final = 1 << 20


class ServerBusy(KentgrafError):
    """Others' queries take all there is; `retry_after` says in how many seconds to try again."""

    retry_after = _TRY_AGAIN


class QueryStopped(KentgrafError):
    """A query was ended because it took too long or needed too much memory."""


class _Run:
    """One query under way; `why` says for what it was ended, if it was."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.is_long = False
        self.look: asyncio.TimerHandle | None = None
        self.why: KentgrafError | None = None

    def stop(self, why: KentgrafError) -> None:
        if self.why is None:
            self.why = why
            self.worker.stop()


class _Places:
    """So many at once; who finds none free waits in line. Only to be used from the thread of the event loop."""

    def __init__(self, number: int, most_waiting: int) -> None:
        self._free = number
        self._most_waiting = most_waiting
        self._line: deque[asyncio.Future[None]] = deque()

    async def take(self, seconds: float) -> bool:
        """Whether a place became free within `seconds`."""
        if self._free > 0:
            self._free -= 1
            return True
        if len(self._line) >= self._most_waiting:
            return False
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            async with asyncio.timeout(seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self.leave()  # the place came too late
            elif turn in self._line:
                self._line.remove(turn)
            if isinstance(error, TimeoutError):
                return False
            raise
        return True

    def take_now(self) -> bool:
        """Whether a place is free this moment; it is taken then."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    def leave(self) -> None:
        """Give the place to the next in line."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class QueryWorkers:
    """The workers on one build of a graph; used from one event loop at a time."""

    def __init__(self, build: str, triples: int, settings: Settings) -> None:
        """Start what makes workers, for the build that `open_for_queries` opens, of so many triples, within the limits of `settings`."""
        self._settings = settings
        self._maker = WorkerMaker(build, triples, settings)
        self._idle: list[Worker] = []
        self._runs: set[_Run] = set()
        self._places = _Places(settings.workers, settings.waiting)
        self._places_for_long = _Places(settings.long_workers, settings.waiting)
        self._known_as_long: OrderedDict[Job, None] = OrderedDict()
        self._closed = False
        self._memory_watched_by: asyncio.AbstractEventLoop | None = None
        self.size = settings.workers
        self.stopped = 0
        self.refused = 0

    @property
    def running(self) -> int:
        """How many queries are under way."""
        return len(self._runs)

    @property
    def running_long(self) -> int:
        """How many of them have taken long already."""
        return sum(1 for run in self._runs if run.is_long)

    async def ask(self, job: Job) -> Answer:
        """The answer to `job`.

        Raises QueryRefused for what is no query, QueryStopped when it takes too long or too much, ServerBusy when others'
        queries leave no room for it.
        """
        arrived = time.monotonic()
        known = bool(self._known_as_long) and _key(job) in self._known_as_long
        wait = min(self._settings.wait_seconds, self._settings.query_seconds)
        if known and not await self._places_for_long.take(wait):
            raise self._busy()
        try:
            if not await self._places.take(max(0.0, wait - (time.monotonic() - arrived))):
                raise self._busy()
            try:
                return await self._run(job, arrived, known)
            finally:
                self._places.leave()
        finally:
            if known:
                self._places_for_long.leave()

    def close(self) -> None:
        """End the workers; those that are busy end when they are done."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().end()
        if not self._runs:
            self._maker.end()

    async def _run(self, job: Job, arrived: float, known: bool) -> Answer:
        run = _Run(self._take_worker())
        self._runs.add(run)
        run.is_long = known
        loop = asyncio.get_running_loop()
        left = self._settings.query_seconds - (time.monotonic() - arrived)
        deadline = loop.call_later(left, self._stop_late, run)
        if known:
            run.worker.give_way()
        else:
            self._look_later(run, loop)
        self._watch_memory(loop)
        try:
            return await run.worker.ask(job)
        except EOFError:
            self._remember(job)
            why = run.why or QueryStopped(
                "The query was stopped because it needed too much memory, or is nested too deeply. Ask for less, or for a"
                " part with LIMIT."
            )
            self.stopped += isinstance(why, QueryStopped)
            raise why from None
        finally:
            deadline.cancel()
            if run.look is not None:
                run.look.cancel()
            self._runs.discard(run)
            if run.is_long and not known:
                self._places_for_long.leave()
            self._give_back(run)

    def _look_later(self, run: _Run, loop: asyncio.AbstractEventLoop) -> None:
        run.look = loop.call_later(self._settings.short_seconds, self._look_at, run, loop)

    def _look_at(self, run: _Run, loop: asyncio.AbstractEventLoop) -> None:
        """The query isn't done after a moment: let it give way, or end it if too many are long already."""
        if not run.worker.has_worked(self._settings.short_seconds):
            self._look_later(run, loop)
        elif self._places_for_long.take_now():
            run.is_long = True
            run.worker.give_way()
        else:
            run.stop(self._busy())

    def _take_worker(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
        try:
            return self._maker.make()
        except OSError:
            raise self._busy() from None

    def _give_back(self, run: _Run) -> None:
        """Keep the worker for the next query, unless it has a low priority, which it can't lose."""
        if self._closed or run.is_long or not run.worker.is_alive or len(self._idle) >= _MOST_IDLE:
            run.worker.end()
        else:
            self._idle.append(run.worker)
        if self._closed and not self._runs:
            self._maker.end()

    def _watch_memory(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._memory_watched_by is not loop:
            self._memory_watched_by = loop
            loop.call_later(_LOOK_AT_MEMORY, self._look_at_memory, loop)

    def _look_at_memory(self, loop: asyncio.AbstractEventLoop) -> None:
        """Where all queries together hold too much, end those that hold most; look again as long as any runs."""
        self._memory_watched_by = None
        held = {run: run.worker.memory() for run in self._runs}
        most = self._settings.total_memory * _MEBIBYTE * _FULL
        for run in sorted(held, key=held.__getitem__, reverse=True):
            if sum(held.values()) <= most:
                break
            run.stop(QueryStopped("The query was stopped: all queries together need too much memory."))
            del held[run]
        if self._runs:
            self._watch_memory(loop)

    def _remember(self, job: Job) -> None:
        key = _key(job)
        self._known_as_long[key] = None
        self._known_as_long.move_to_end(key)
        if len(self._known_as_long) > _MOST_REMEMBERED:
            self._known_as_long.popitem(last=False)

    def _busy(self) -> ServerBusy:
        self.refused += 1
        return ServerBusy("The server is busy with other queries; try again in a while.")

    def _stop_late(self, run: _Run) -> None:
        seconds = f"{self._settings.query_seconds:g} s"
        run.stop(QueryStopped(f"The query was stopped after {seconds}. Ask for less, or for a part with LIMIT."))


def _key(job: Job) -> Job:
    """By what a query is known again: a comment makes it no other. Very long ones are not looked through."""
    if "#" not in job.text or len(job.text) > _LONGEST_LOOKED_THROUGH:
        return job
    return replace(job, text=OPAQUE_TOKEN.sub(lambda part: "" if part[0][0] == "#" else part[0], job.text).strip())
