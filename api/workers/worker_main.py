"""The processes that answer queries and make pages: `python -m kentgraf.api.workers.worker_main`.

Neither a query that has begun nor a page that is being made can be stopped, but a process can be killed. So that a worker
starts within a millisecond, this process, the fork server, holds the graph and forks for each worker; the workers share its
memory. It has one thread only, without which forking wouldn't be safe: a graph in memory is read from the dump of another
process, since opening the store on disk would start threads.

The workers that make pages are forked by a process between, which the fork server forks when the first is asked for: it loads
the application for pages, which takes longer than all else.

Standard input is a socket. The first message on it is a WorkerConfig; each further one is the number of MiB that a worker
may take, for pages with `PAGES` before it, with one end of another socket, over which the new worker receives its jobs one
after the other. A worker first sends its process id and that of the process which forked it, and with each message the
processor time that it has used. All processes end when their sockets are closed.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final

from pyoxigraph import RdfFormat, Store

from kentgraf.api.query_service.evaluation import QueryJob, evaluate_query
from kentgraf.api.query_service.snapshot import GraphInfo, GraphSnapshot, read_info
from kentgraf.api.workers.errors import QueryStopped
from kentgraf.api.workers.graph_dump import read_count
from kentgraf.api.workers.ipc import receive, send, unpack_from
from kentgraf.api.workers.jobs import CountJob, InfoJob, LargeResult, PageAnswer, PageJob, WorkerConfig
from kentgraf.api.workers.memory import limit_memory
from kentgraf.api.workers.page_worker import PageApp, answer_page
from kentgraf.graph.store.failures import explained_failures, note_opening
from kentgraf.graph.store.location import ServerAddress, parse_location
from kentgraf.graph.store.versions import open_for_queries
from kentgraf.ontology.errors import KentgrafError, QueryRefused, StoreError

UNREADABLE: Final = 3
"""The exit status of a fork server that couldn't read its graph."""
READER_ENDED: Final = 4
"""Its exit status when the system ended the process that reads the graph, or gave it too little."""
PAGES: Final = b"pages "
"""What a message begins with that asks for a worker that makes pages."""
GO_ON: Final = "go on"
"""What the server sends when it has room for a result that was announced."""
LARGE_BYTES: Final = 1 << 20
"""Results from this size on are announced before they are sent."""
_NICENESS_OF_PAGES: Final = 5
"""Pages give way to short queries, which take a thousandth of their time, and go before long ones."""
_GRACE_SECONDS: Final = 5.0
_MESSAGE_SIZE: Final = 16


def main() -> None:
    """Load the graph and fork workers until the server closes the socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then closes the sockets
    with socket.socket(fileno=os.dup(0)) as requests:
        config = unpack_from(requests)
        assert isinstance(config, WorkerConfig)
        store, info = _prepare(config)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # workers that end must not stay as zombies
        gc.collect()
        gc.freeze()
        pages = _PageMaker(config, store, info, requests)
        for message, descriptor in _requests_on(requests):
            if message.startswith(PAGES):
                pages.pass_on(message.removeprefix(PAGES), descriptor)
            elif os.fork() == 0:
                requests.close()
                pages.close()
                _Worker(config, store, info).serve(descriptor, int(message))


def _requests_on(requests: socket.socket) -> Iterator[tuple[bytes, int]]:
    """Yield each message with the descriptor that comes with it, until the other end is closed; then close the descriptor."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(requests, _MESSAGE_SIZE, 1)
        if not message:
            return
        for descriptor in descriptors:
            yield message, descriptor
            os.close(descriptor)


def _prepare(config: WorkerConfig) -> tuple[Store | None, GraphInfo | None]:
    """Return the graph, if it is held in memory, and what is known of it.

    Ends the process with UNREADABLE if the graph can't be read, and with READER_ENDED if the system didn't let it be read.
    """
    if isinstance(parse_location(config.location), ServerAddress):
        import kentgraf.graph.store.remote.store  # noqa: F401 - once here and not in every worker

        return None, None
    try:
        loaded = _load(config)
        return loaded, None if loaded is None else read_info(loaded)
    except (OSError, SyntaxError, ValueError, RuntimeError, MemoryError, _ReaderEnded) as error:
        told = str(error) or "the memory doesn't suffice"
        sys.stderr.write(f"The graph in {config.location} can't be read: {told}.\n")
        sys.stderr.flush()
        os._exit(READER_ENDED if isinstance(error, (_ReaderEnded, MemoryError)) else UNREADABLE)


class _ReaderEnded(Exception):
    """The process that reads the graph was ended from outside, or aborted where the system gave it too little."""


class _PageMaker:
    """The process that forks the workers that make pages. It is begun when it is first asked for, and again if it has ended."""

    def __init__(
        self, config: WorkerConfig, store: Store | None, info: GraphInfo | None, requests: socket.socket
    ) -> None:
        self._config = config
        self._store = store
        self._info = info
        self._requests = requests
        self._ours: socket.socket | None = None

    def pass_on(self, message: bytes, descriptor: int) -> None:
        """Let it fork a worker for the socket `descriptor`, which is lost if it can't: then the server asks again."""
        for _ in range(2):
            if self._ours is None:
                self._begin()
            assert self._ours is not None
            try:
                socket.send_fds(self._ours, [message], [descriptor])
            except BlockingIOError:
                return
            except OSError:
                self.close()
            else:
                return

    def close(self) -> None:
        """Close the socket to it."""
        if self._ours is not None:
            self._ours.close()
            self._ours = None

    def _begin(self) -> None:
        self._ours, theirs = socket.socketpair()
        self._ours.setblocking(False)
        with theirs:
            if os.fork() == 0:
                try:
                    self._requests.close()
                    self._ours.close()
                    self._fork_workers(theirs)
                finally:
                    os._exit(0)

    def _fork_workers(self, requests: socket.socket) -> None:
        os.nice(_NICENESS_OF_PAGES)
        module, _, function = self._config.pages.partition(":")
        make_app = getattr(import_module(module), function)
        gc.collect()
        gc.freeze()
        for message, descriptor in _requests_on(requests):
            if os.fork() == 0:
                requests.close()
                _Worker(self._config, self._store, self._info, make_app).serve(descriptor, int(message))


def _load(config: WorkerConfig) -> Store | None:
    """Return the graph of the build on disk, in memory, or None if it is too large and stays on disk.

    Raises ValueError if it isn't whole: the process that reads it failed, or there are more or fewer triples than it told of,
    or than the graph had before; _ReaderEnded if that process was ended by a signal.
    """
    store = Store()
    with subprocess.Popen(
        [sys.executable, "-m", "kentgraf.api.workers.graph_dump", config.location],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    ) as dump:
        assert dump.stdout is not None
        told = read_count(dump.stdout)
        if told is not None:
            if told > config.settings.memory_triples:
                dump.kill()
                return None
            try:
                store.bulk_load(dump.stdout, RdfFormat.N_QUADS)
            except SyntaxError:
                if dump.wait() == 0:  # else the line was cut when its writer ended
                    raise
    if dump.returncode < 0:
        raise _ReaderEnded(f"the process that reads it was ended by signal {-dump.returncode}")
    if dump.returncode != 0 or told is None:
        raise ValueError(f"its reader ended with status {dump.returncode}")
    for expected in (told, config.triples):
        if expected is not None and len(store) != expected:
            raise ValueError(f"found {len(store)} triples; expected {expected}")
    return store


class _Worker:
    """A worker process: runs the jobs that come over its socket."""

    def __init__(
        self,
        config: WorkerConfig,
        store: Store | None,
        info: GraphInfo | None,
        make_app: Callable[..., PageApp] | None = None,
    ) -> None:
        self._config = config
        self._store = store
        self._info = info
        self._make_app = make_app
        self._app: PageApp | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def serve(self, descriptor: int, megabytes: int) -> None:
        """Run jobs until the server closes the socket, then end the process."""
        limit_memory(megabytes << 20)
        try:
            channel = socket.socket(fileno=descriptor)
            with channel.makefile("rb") as jobs, channel.makefile("wb") as results:
                send(results, ((os.getpid(), os.getppid()), time.process_time()))
                while True:
                    job = receive(jobs)
                    _set_alarm(self._seconds_for(job) + _GRACE_SECONDS)
                    result = self._run(job)
                    self._give(jobs, results, result)
                    _set_alarm(0)
        except (EOFError, OSError):
            pass  # the server has closed the socket
        finally:
            os._exit(0)

    def _seconds_for(self, job: object) -> float:
        settings = self._config.settings
        return settings.page_seconds if isinstance(job, PageJob) else settings.query_seconds

    def _give(self, jobs: BinaryIO, results: BinaryIO, result: Any) -> None:
        """Send a result, a large one when the server has room for it."""
        content = getattr(result, "content", b"")
        most = self._config.settings.answer_memory
        if len(content) > most << 20:
            result = QueryStopped(f"The answer is larger than {most} MiB. Ask for less, or for a part with LIMIT.")
        elif len(content) >= LARGE_BYTES:
            send(results, (LargeResult(len(content)), time.process_time()))
            if receive(jobs) != GO_ON:
                raise EOFError
        send(results, (result, time.process_time()))

    def _run(self, job: object) -> Any:
        """Return the result of a job, or the error with which it was refused; errors of the store become refusals."""
        try:
            with explained_failures():
                self._note_files()
                return self._answer(job)
        except KentgrafError as refusal:
            return refusal.with_traceback(None)
        except OSError as error:
            return StoreError(f"The graph can't be read: {error}.")
        except MemoryError:
            return QueryRefused("The query needs too much memory. Ask for less, or for a part with LIMIT.")

    def _answer(self, job: object) -> Any:
        match job:
            case QueryJob():
                return evaluate_query(self._open(), job)
            case PageJob():
                return self._answer_page(job)
            case InfoJob():
                return self._known()
            case CountJob():
                return self._count()
        raise TypeError(f"{type(job).__name__} is no job")

    def _note_files(self) -> None:
        """Let a failure to read a graph on disk be told by its files."""
        location = parse_location(self._config.location)
        if isinstance(location, Path):
            note_opening(location, location.parent.parent)

    def _open(self) -> Store:
        if self._store is None:
            self._store = open_for_queries(self._config.location, self._config.settings.query_seconds)
        return self._store

    def _count(self) -> int | None:
        """Return the number of triples of a graph in memory; that of another would take long, so one triple is read there."""
        store = self._open()
        if self._info is not None:
            return len(store)
        next(store.quads_for_pattern(None, None, None, None), None)
        return None

    def _known(self) -> GraphInfo:
        if self._info is None:
            self._info = read_info(self._open())
        return self._info

    def _answer_page(self, job: PageJob) -> PageAnswer:
        assert self._make_app is not None, "pages are made by workers for pages only"
        if self._app is None or self._loop is None:
            snapshot = GraphSnapshot(self._known(), self._config.build, self._open(), self._config.listed)
            self._app = self._make_app(snapshot, self._config.settings)
            self._loop = asyncio.new_event_loop()
        return answer_page(self._app, self._loop, job)


def _set_alarm(seconds: float) -> None:
    """End this process after `seconds`, in case the server that should do it is gone; 0 cancels the alarm."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
