"""Runs users' queries in processes that can be ended, so that no query holds the server for longer than the limit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from queue import Empty, Queue
from threading import Timer
from typing import Final

from kentgraf.api.answers import Answer, Job
from kentgraf.api.frames import receive, send
from kentgraf.ontology.errors import KentgrafError

_LONGEST_WAIT: Final = 10.0


class ServerBusy(KentgrafError):
    """All workers have been busy for long."""


class QueryStopped(KentgrafError):
    """A query was ended because it took too long or needed too much memory."""


class _Worker:
    """One process, and the pipes to it."""

    def __init__(self, build: Path, seconds: float) -> None:
        self._seconds = seconds
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kentgraf.api.query_worker", str(build), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._is_late = False

    def ask(self, job: Job) -> Answer:
        """The answer. Raises QueryStopped if the process ended before it came, and what the query was refused with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        timer = Timer(self._seconds, self._stop)
        timer.daemon = True
        timer.start()
        try:
            send(self._process.stdin, job)
            answer = receive(self._process.stdout)
        except (EOFError, OSError):
            raise QueryStopped(self._why_it_ended()) from None
        finally:
            timer.cancel()
        if isinstance(answer, KentgrafError):
            raise answer
        assert isinstance(answer, Answer)
        return answer

    def _stop(self) -> None:
        self._is_late = True
        self._process.kill()

    def _why_it_ended(self) -> str:
        status = self._process.wait()
        if self._is_late:
            return f"The query was stopped after {self._seconds:g} s. Ask for less, or for a part with LIMIT."
        if status < 0:
            return "The query was stopped because it needed too much memory. Ask for less, or for a part with LIMIT."
        return "The query could not be run; the server's log says why."

    def is_alive(self) -> bool:
        return not self._is_late and self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class QueryWorkers:
    """Some workers on one build of a graph, the folder of its store; queries that find all of them busy wait."""

    def __init__(self, build: Path, seconds: float) -> None:
        """Start the workers; each query may take `seconds`."""
        self._build = build
        self._seconds = seconds
        self._closed = False
        self._idle: Queue[_Worker] = Queue()
        for _ in range(max(2, os.cpu_count() or 2)):
            self._idle.put(_Worker(build, seconds))

    def ask(self, job: Job) -> Answer:
        """The answer to `job`.

        Raises QueryRefused for what is no query, QueryStopped when it takes too long, ServerBusy when no worker is free.
        """
        worker = self._take()
        try:
            return worker.ask(job)
        finally:
            self._give_back(worker)

    def close(self) -> None:
        """End the workers; those that are busy end when they are done."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().end()
            except Empty:
                return

    def _take(self) -> _Worker:
        if self._closed:  # a request that began just before a new graph took over
            return _Worker(self._build, self._seconds)
        try:
            worker = self._idle.get(timeout=_LONGEST_WAIT)
        except Empty:
            raise ServerBusy("The server is busy with other queries; try again in a while.") from None
        if worker.is_alive():
            return worker
        worker.end()
        return _Worker(self._build, self._seconds)

    def _give_back(self, worker: _Worker) -> None:
        if self._closed:
            worker.end()
        elif worker.is_alive():
            self._idle.put(worker)
        else:
            worker.end()
            self._idle.put(_Worker(self._build, self._seconds))
