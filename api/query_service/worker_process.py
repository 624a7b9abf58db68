"""The server's end of the processes that run queries: one that makes them, and each of them with the socket to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from kentgraf.api.query_service.evaluation import Answer, Job
from kentgraf.api.query_service.ipc import Channel
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.worker_main import ELSEWHERE, IN_MEMORY, ON_DISK
from kentgraf.graph.store.location import ServerAddress, parse_location
from kentgraf.ontology.errors import KentgrafError

_LOWEST_PRIORITY: Final = 19
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class Worker:
    """One process that answers one job after the other, until `end` is called or its socket is forgotten."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = Channel(channel)
        self._number: int | None = None
        self._worked = 0.0
        self._gives_way = False
        self._at_rest = 0

    @property
    def is_alive(self) -> bool:
        """Whether it may be given a job: it wasn't told to end, and isn't known to have ended by itself."""
        return self._channel.is_open

    async def ask(self, job: Job) -> Answer:
        """The answer. Raises what the query was refused with, and EOFError if the process ended before the answer came."""
        try:
            if self._number is None:
                self._number, self._worked = await self._channel.receive()
                self._at_rest = self._resident()
                if self._gives_way:
                    self.give_way()
            await self._channel.send(job)
            answer, self._worked = await self._channel.receive()
        except (EOFError, OSError):
            self.end()
            raise EOFError from None
        except BaseException:  # nobody waits for the answer any more
            self.stop()
            self.end()
            raise
        if isinstance(answer, KentgrafError):
            raise answer
        assert isinstance(answer, Answer)
        return answer

    def give_way(self) -> None:
        """Let every other process go first from now on; there is no way back."""
        self._gives_way = True
        if self._number is None:  # it is not there yet, and will be told when it is
            return
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._number, _LOWEST_PRIORITY)
            if hasattr(os, "SCHED_IDLE"):  # then whoever wakes up goes first at once, and not at the next turn
                os.sched_setscheduler(self._number, os.SCHED_IDLE, os.sched_param(0))

    def has_worked(self, seconds: float) -> bool:
        """Whether it has computed for so long on its present job; time that it had to wait for a processor doesn't count.

        Where the system doesn't say, it has.
        """
        if self._number is None:
            return False
        try:
            nanoseconds = Path(f"/proc/{self._number}/schedstat").read_text("ascii").split()[0]
        except (OSError, IndexError):
            return True
        return int(nanoseconds) / 1e9 - self._worked >= seconds

    def memory(self) -> int:
        """Bytes that it holds beyond what it began with; 0 where the system doesn't say."""
        return max(0, self._resident() - self._at_rest)

    def _resident(self) -> int:
        try:
            resident, shared = Path(f"/proc/{self._number}/statm").read_text("ascii").split()[1:3]
        except (OSError, ValueError):
            return 0
        return (int(resident) - int(shared)) * _PAGE

    def stop(self) -> None:
        """Break off what it does; who waits for the answer learns that there will be none."""
        self._channel.shutdown()
        if self._number is not None:
            with suppress(OSError):
                os.kill(self._number, signal.SIGKILL)

    def end(self) -> None:
        """Give it no more jobs: it ends when it has none."""
        self._channel.close()


class WorkerMaker:
    """The process that holds the graph of one build and makes workers; it is started anew if it was lost."""

    def __init__(self, build: str, triples: int, settings: Settings) -> None:
        on_this_machine = IN_MEMORY if triples <= settings.memory_triples else ON_DISK
        holding = ELSEWHERE if isinstance(parse_location(build), ServerAddress) else on_this_machine
        limits = [str(settings.query_seconds), str(settings.query_memory)]
        self._command = [sys.executable, "-m", "kentgraf.api.query_service.worker_main", build, holding, *limits]
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None
        self._start()

    def make(self) -> Worker:
        """A new worker; it may take a moment until it takes its first job. Raises OSError if there can be none."""
        ours, theirs = socket.socketpair()
        with theirs:
            for _ in range(2):
                assert self._orders is not None
                try:
                    socket.send_fds(self._orders, [b"new"], [theirs.fileno()])
                    return Worker(ours)
                except OSError:
                    self._start()
        ours.close()
        raise OSError("no worker can be made")

    def end(self) -> None:
        """Make no more workers; those that are there go on."""
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def _start(self) -> None:
        self.end()
        self._orders, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(self._command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
