"""Runs users' queries in processes that can be ended, so that no query holds the server for longer than the limit."""

from __future__ import annotations

import subprocess
import sys
from queue import Empty, Queue
from threading import Lock, Timer
from typing import Final

from kentgraf.api.answers import Answer, Job
from kentgraf.api.frames import receive, send
from kentgraf.api.settings import Settings
from kentgraf.ontology.errors import KentgrafError

_TRY_AGAIN: Final = 5


class ServerBusy(KentgrafError):
    """All workers have been busy for long; `retry_after` says in how many seconds to try again."""

    retry_after = _TRY_AGAIN


class QueryStopped(KentgrafError):
    """A query was ended because it took too long or needed too much memory."""


class _Worker:
    """One process, and the pipes to it."""

    def __init__(self, build: str, seconds: float) -> None:
        self._seconds = seconds
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kentgraf.api.query_worker", build, str(seconds)],
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
    """Some workers on one build of a graph, which `open_for_queries` opens; queries that find all of them busy wait."""

    def __init__(self, build: str, settings: Settings) -> None:
        """Start the workers, as many and with the limits that `settings` say."""
        self._build = build
        self._settings = settings
        self._seconds = settings.query_seconds
        self._closed = False
        self.size = settings.workers
        self.running = 0
        self.stopped = 0
        self.refused = 0
        self._counting = Lock()
        self._idle: Queue[_Worker] = Queue()
        for _ in range(settings.workers):
            self._idle.put(_Worker(build, self._seconds))

    def ask(self, job: Job) -> Answer:
        """The answer to `job`.

        Raises QueryRefused for what is no query, QueryStopped when it takes too long, ServerBusy when no worker is free.
        """
        worker = self._take()
        with self._counting:
            self.running += 1
        try:
            return worker.ask(job)
        except QueryStopped:
            with self._counting:
                self.stopped += 1
            raise
        finally:
            with self._counting:
                self.running -= 1
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
            worker = self._idle.get(timeout=self._settings.wait_seconds)
        except Empty:
            with self._counting:
                self.refused += 1
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
