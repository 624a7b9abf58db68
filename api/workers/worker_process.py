"""The server's side of the worker processes: the fork server that makes them, and each worker with the socket to it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kentgraf.api.workers.answer_budget import AnswerBudget, Lease
from kentgraf.api.workers.errors import GraphUnavailable
from kentgraf.api.workers.ipc import Channel, pack, receive, send
from kentgraf.api.workers.jobs import LargeResult, WorkerConfig
from kentgraf.api.workers.memory import own_bytes, unshared_bytes
from kentgraf.api.workers.process_handle import ProcessHandle
from kentgraf.api.workers.worker_main import GO_ON, PAGES, READER_ENDED, UNREADABLE
from kentgraf.ontology.errors import KentgrafError

LOWEST_PRIORITY: Final = 19
SECONDS_TO_LOAD: Final = 600.0
"""A fork server that takes longer to read its graph is ended."""
_SECONDS_BETWEEN_STARTS: Final = 1.0
"""A fork server that can't read its graph isn't started again more often."""


class WorkerLost(Exception):
    """A worker ended, and it may not be the job's fault: it had not begun, or had waited for a job. Another one can run it."""


class Worker:
    """A process that runs one job after the other until its socket is closed."""

    def __init__(self, channel: socket.socket, on_start: Callable[[int], None]) -> None:
        """Take the server's end of a worker's socket. `on_start` is told the id of the process that forked it."""
        self._channel = Channel(channel)
        self._on_start = on_start
        self._pid: int | None = None
        self._cpu_seconds = 0.0
        self._niceness = 0
        self.jobs = 0
        """The number of jobs that were answered."""
        self._bytes_at_start = 0
        self._is_killed = False
        self._turn: asyncio.Future[Lease] | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it can run a job: it wasn't closed and isn't known to have ended."""
        return self._channel.is_open

    @property
    def has_started(self) -> bool:
        """Whether the process is known to have begun."""
        return self._pid is not None

    async def run(self, job: object, budget: AnswerBudget) -> tuple[Any, Lease | None]:
        """Return the result of `job`, and the lease on `budget` that a large result holds, which the caller must release.

        Raises the error with which the job was refused, and EOFError if the process ended before it had a result; WorkerLost
        instead if that may have been before it got the job.
        """
        lease: Lease | None = None
        try:
            await self._begin(job)
            result, self._cpu_seconds = await self._channel.receive()
            if isinstance(result, LargeResult):
                lease = await self._wait_for_room(budget, result.size)
                await self._channel.send(GO_ON)
                result, self._cpu_seconds = await self._channel.receive()
        except BaseException as error:
            if lease is not None:
                lease.release()
            if isinstance(error, (EOFError, OSError)):
                self.close()
                raise (WorkerLost if self.jobs else EOFError) from None
            if not isinstance(error, WorkerLost):  # the caller was cancelled and waits for no result
                self.kill()
            self.close()
            raise
        self.jobs += 1
        if isinstance(result, KentgrafError):
            raise result
        return result, lease

    async def _wait_for_room(self, budget: AnswerBudget, size: int) -> Lease:
        """Return a lease. Raises EOFError when the process is killed meanwhile, as at the deadline of its job."""
        self._turn = asyncio.ensure_future(budget.acquire(size))
        try:
            return await self._turn
        except asyncio.CancelledError:
            if not self._is_killed:
                raise
            raise EOFError from None
        finally:
            self._turn = None

    async def _begin(self, job: object) -> None:
        try:
            if self._pid is None:
                (self._pid, maker), self._cpu_seconds = await self._channel.receive()
                self._on_start(maker)
                self._bytes_at_start = unshared_bytes(self._pid)
                if self._niceness:
                    self.lower_priority(self._niceness)
            await self._channel.send(job)
        except (EOFError, OSError):
            raise WorkerLost from None

    def lower_priority(self, niceness: int = LOWEST_PRIORITY) -> None:
        """Let others go before the process: the more, the higher `niceness` is. The system doesn't allow to take it back.

        With `LOWEST_PRIORITY` it runs only when nothing else wants to, on the whole machine.
        """
        self._niceness = niceness
        if self._pid is None:  # it has not started yet; `run` calls again
            return
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._pid, niceness)
            if niceness == LOWEST_PRIORITY and hasattr(os, "SCHED_IDLE"):
                # other processes then preempt it when they wake up, not at the next tick
                os.sched_setscheduler(self._pid, os.SCHED_IDLE, os.sched_param(0))

    def has_computed(self, seconds: float) -> bool:
        """Return whether the present job has used a processor for so long; waiting for one doesn't count.

        True where the system doesn't tell.
        """
        if self._pid is None:
            return False
        try:
            nanoseconds = Path(f"/proc/{self._pid}/schedstat").read_text("ascii").split()[0]
        except (OSError, IndexError):
            return True
        return int(nanoseconds) / 1e9 - self._cpu_seconds >= seconds

    def memory(self) -> int:
        """Return the bytes that the process holds for itself, or 0 where the system doesn't tell."""
        return 0 if self._pid is None else own_bytes(self._pid, self._bytes_at_start)

    def kill(self) -> None:
        """Kill the process; a pending `run` raises EOFError.

        It gives its memory back by itself, for which it must not wait until nobody else wants to run.
        """
        self._is_killed = True
        self._channel.shutdown()
        if self._turn is not None:
            self._turn.cancel()
        if self._pid is not None:
            with suppress(OSError):
                os.kill(self._pid, signal.SIGKILL)
                if self._niceness == LOWEST_PRIORITY and hasattr(os, "SCHED_IDLE"):
                    os.sched_setscheduler(self._pid, os.SCHED_OTHER, os.sched_param(0))
                    os.setpriority(os.PRIO_PROCESS, self._pid, 0)  # where the server may

    def close(self) -> None:
        """Close the socket: the process ends when its job is done."""
        self._channel.close()


_CAUSES: Final[dict[int | None, str]] = {
    UNREADABLE: "its files can't be read",
    READER_ENDED: "the system ended the process that reads it; it may give too little memory or too few processes",
}
"""What is told of a fork server that has ended, by its exit status."""


class ForkServer:
    """The process that holds the graph of one build and forks workers. It is started again if it has ended."""

    def __init__(self, config: WorkerConfig) -> None:
        self._config = config
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        self._started = float("-inf")
        self._is_closed = False
        self._page_maker: ProcessHandle | None = None
        self._has_forked = False
        self._start()

    def expect(self, triples: int) -> None:
        """Take the graph for unreadable from now on if it has another number of triples."""
        self._config = replace(self._config, triples=triples)

    def memory(self) -> int:
        """Return the bytes that its workers share: what the process holds, and the one that forks workers for pages."""
        if self._process is None:
            return 0
        held = unshared_bytes(self._process.pid)
        return held + (0 if self._page_maker is None else own_bytes(self._page_maker.pid, held))

    def fork(self, megabytes: int, *, pages: bool = False) -> Worker:
        """Return a new worker, for queries or for pages, which may take so much more memory, and a moment to start.

        Raises GraphUnavailable while the graph can't be read, and OSError when the system has no room for a worker.
        """
        return Worker(self._connect(megabytes, pages=pages), self._note_maker)

    def end_if_stuck(self, *, pages: bool = False) -> None:
        """End a process that has forked workers and doesn't any more, which was stopped from outside; another one is started.

        One that hasn't forked any may still be reading its graph, for which it has `SECONDS_TO_LOAD`. For `pages`, that is
        first the process between, which forks the workers that make them, and where that doesn't help the one that holds the
        graph.
        """
        if pages and self._page_maker is not None:
            self._end_page_maker()
        elif self._process is not None and (self._has_forked or time.monotonic() - self._started > SECONDS_TO_LOAD):
            self._process.kill()

    def ask(self, job: object, megabytes: int, seconds: float) -> Any:
        """Return the result of `job`, which is a small one, from a worker of its own; wait for it.

        Raises the error with which it was refused, and GraphUnavailable if none comes within `seconds`.
        """
        with self._connect(megabytes) as end:
            end.settimeout(seconds)
            try:
                with end.makefile("rb") as results, end.makefile("wb") as jobs:
                    receive(results)
                    send(jobs, job)
                    result, _ = receive(results)
            except (EOFError, OSError):
                self._wait_for_status()
                raise self._unavailable() from None
        if isinstance(result, KentgrafError):
            raise result
        return result

    def close(self) -> None:
        """End the fork server; its workers go on."""
        self._is_closed = True
        self._end()

    def _note_maker(self, pid: int) -> None:
        """Note which process forks the workers for pages; it is begun when the first is asked for."""
        self._has_forked = True
        is_known = self._page_maker is not None and self._page_maker.pid == pid
        if self._process is None or pid == self._process.pid or is_known:
            return
        if self._page_maker is not None:
            self._page_maker.release()
            self._page_maker = None
        with suppress(OSError):
            self._page_maker = ProcessHandle(pid)

    def _end_page_maker(self) -> None:
        if self._page_maker is not None:
            self._page_maker.kill()
            self._page_maker = None

    def _connect(self, megabytes: int, *, pages: bool = False) -> socket.socket:
        """Return the server's end of the socket to a new worker."""
        message = (PAGES if pages else b"") + b"%d" % megabytes
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                for _ in range(2):
                    self._require_running()
                    assert self._requests is not None
                    try:
                        socket.send_fds(self._requests, [message], [theirs.fileno()])
                    except BlockingIOError:
                        raise
                    except OSError:
                        self._end()
                    else:
                        return ours
            except BaseException:
                ours.close()
                raise
        ours.close()
        raise self._unavailable()

    def _require_running(self) -> None:
        """Start the process again if it has ended, but not as often as it is asked for."""
        if self._process is not None and self._process.poll() is None:
            return
        if self._is_closed or time.monotonic() - self._started < _SECONDS_BETWEEN_STARTS:
            raise self._unavailable()
        self._start()

    def _wait_for_status(self) -> None:
        """Give a process that is ending the time to do so, since its status tells the reason."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS_BETWEEN_STARTS)

    def _unavailable(self) -> GraphUnavailable:
        status = None if self._process is None else self._process.poll()
        if self._process is not None and status is None:
            cause = "the process that holds it doesn't answer"
        else:
            cause = _CAUSES.get(status, "the process that holds it has ended")
        return GraphUnavailable(
            f"The graph can't be read at the moment: {cause}. The server tries again; so should you.",
            is_damaged=status == UNREADABLE,
        )

    def _start(self) -> None:
        self._end()
        self._has_forked = False
        self._started = time.monotonic()
        self._requests, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kentgraf.api.workers.worker_main"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
            )
        self._requests.sendall(pack(self._config))
        self._requests.setblocking(False)  # while it loads, those who ask must not hold up the server

    def _end(self) -> None:
        self._end_page_maker()
        if self._requests is not None:
            self._requests.close()
            self._requests = None
        if self._process is not None:
            self._process.kill()  # it holds nothing to be put in order, and a stopped one wouldn't obey otherwise
            self._process.wait()
