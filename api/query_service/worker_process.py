"""The server's side of the worker processes: the fork server that makes them, and each worker with the socket to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from kentgraf.api.query_service.evaluation import QueryJob, QueryResult
from kentgraf.api.query_service.ipc import Channel
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.worker_main import IN_MEMORY, ON_DISK, REMOTE
from kentgraf.graph.store.location import ServerAddress, parse_location
from kentgraf.ontology.errors import KentgrafError

_LOWEST_PRIORITY: Final = 19
_PAGE_SIZE: Final = os.sysconf("SC_PAGE_SIZE")


class Worker:
    """A process that runs one job after the other until its socket is closed."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = Channel(channel)
        self._pid: int | None = None
        self._cpu_seconds = 0.0
        self._has_low_priority = False
        self._bytes_at_start = 0

    @property
    def is_alive(self) -> bool:
        """Whether it can run a job: it wasn't closed and isn't known to have ended."""
        return self._channel.is_open

    async def run(self, job: QueryJob) -> QueryResult:
        """Return the result of `job`.

        Raises the error with which the query was refused, and EOFError if the process ended before it had a result.
        """
        try:
            if self._pid is None:
                self._pid, self._cpu_seconds = await self._channel.receive()
                self._bytes_at_start = self._resident()
                if self._has_low_priority:
                    self.lower_priority()
            await self._channel.send(job)
            result, self._cpu_seconds = await self._channel.receive()
        except (EOFError, OSError):
            self.close()
            raise EOFError from None
        except BaseException:  # the caller was cancelled and waits for no result
            self.kill()
            self.close()
            raise
        if isinstance(result, KentgrafError):
            raise result
        assert isinstance(result, QueryResult)
        return result

    def lower_priority(self) -> None:
        """Give the process the lowest priority. The system doesn't allow to raise it again."""
        self._has_low_priority = True
        if self._pid is None:  # it has not started yet; `run` calls again
            return
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._pid, _LOWEST_PRIORITY)
            if hasattr(os, "SCHED_IDLE"):  # other processes then preempt it when they wake up, not at the next tick
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
        """Return the bytes that the process holds more than at its start, or 0 where the system doesn't tell."""
        return max(0, self._resident() - self._bytes_at_start)

    def _resident(self) -> int:
        """Return the resident memory that isn't shared, in bytes."""
        try:
            resident, shared = Path(f"/proc/{self._pid}/statm").read_text("ascii").split()[1:3]
        except (OSError, ValueError):
            return 0
        return (int(resident) - int(shared)) * _PAGE_SIZE

    def kill(self) -> None:
        """Kill the process; a pending `run` raises EOFError."""
        self._channel.shutdown()
        if self._pid is not None:
            with suppress(OSError):
                os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        """Close the socket: the process ends when its job is done."""
        self._channel.close()


class ForkServer:
    """The process that holds the graph of one build and forks workers. It is restarted if it has ended."""

    def __init__(self, build: str, triples: int, settings: Settings) -> None:
        local = IN_MEMORY if triples <= settings.memory_triples else ON_DISK
        storage = REMOTE if isinstance(parse_location(build), ServerAddress) else local
        limits = [str(settings.query_seconds), str(settings.query_memory)]
        self._command = [sys.executable, "-m", "kentgraf.api.query_service.worker_main", build, storage, *limits]
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        self._start()

    def fork(self) -> Worker:
        """Return a new worker, which may take a moment to start. Raises OSError if the fork server can't be reached."""
        ours, theirs = socket.socketpair()
        with theirs:
            for _ in range(2):
                assert self._requests is not None
                try:
                    socket.send_fds(self._requests, [b"new"], [theirs.fileno()])
                    return Worker(ours)
                except OSError:
                    self._start()
        ours.close()
        raise OSError("no worker can be made")

    def close(self) -> None:
        """End the fork server; its workers go on."""
        if self._requests is not None:
            self._requests.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def _start(self) -> None:
        self.close()
        self._requests, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(self._command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
