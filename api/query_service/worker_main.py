"""The processes that run users' queries: `python -m kentgraf.api.query_service.worker_main BUILD STORAGE SECONDS MEGABYTES`.

The store can't stop a query that has begun, but a process can be killed. So that a worker starts within a millisecond,
this process, the fork server, holds the graph and forks for each worker; the workers share its memory. It has one thread
only, without which forking wouldn't be safe: a graph in memory is read from the dump of another process, since opening
the store on disk would start threads.

Standard input is a socket. Each message on it carries one end of another socket, over which a new worker receives its
jobs one after the other. A worker first sends its process id, and with each message the processor time that it has used.
All processes end when their sockets are closed.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store

from kentgraf.api.query_service.evaluation import QueryJob, QueryResult, evaluate_query
from kentgraf.api.query_service.ipc import receive, send
from kentgraf.graph.store.versions import open_for_queries
from kentgraf.ontology.errors import KentgrafError, QueryRefused

IN_MEMORY: Final = "memory"
ON_DISK: Final = "disk"
REMOTE: Final = "remote"
"""Where the graph is while it is queried."""
_DUMP: Final = "dump"
_GRACE_SECONDS: Final = 5.0
_MESSAGE_SIZE: Final = 16


def main() -> None:
    """Load the graph and fork workers until the server closes the socket."""
    build, storage = sys.argv[1:3]
    if storage == _DUMP:
        with suppress(BrokenPipeError):  # the reading process may have ended meanwhile
            Store.read_only(build).dump(sys.stdout.buffer, RdfFormat.N_QUADS)
            sys.stdout.buffer.flush()
        os._exit(0)
    seconds, megabytes = float(sys.argv[3]), int(sys.argv[4])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then closes the sockets
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # workers that end must not stay as zombies
    with socket.socket(fileno=os.dup(0)) as requests:
        loaded = _load(build) if storage == IN_MEMORY else None
        if storage == REMOTE:
            import kentgraf.graph.store.remote.store  # noqa: F401 - once here and not in every worker
        gc.freeze()
        while True:
            message, descriptors, _, _ = socket.recv_fds(requests, _MESSAGE_SIZE, 1)
            if not message:
                return
            for descriptor in descriptors:
                if os.fork() == 0:
                    requests.close()
                    store = open_for_queries(build, seconds) if loaded is None else loaded
                    _run_jobs(store, descriptor, seconds, megabytes)
                os.close(descriptor)


def _load(build: str) -> Store:
    """Return the graph of the build on disk, in memory. Raises RuntimeError if it can't be read."""
    store = Store()
    with subprocess.Popen(
        [sys.executable, "-m", "kentgraf.api.query_service.worker_main", build, _DUMP],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    ) as dump:
        assert dump.stdout is not None
        store.bulk_load(dump.stdout, RdfFormat.N_QUADS)
    return store


def _run_jobs(store: Store, descriptor: int, seconds: float, megabytes: int) -> None:
    """Run jobs until the server closes the socket, then end the process."""
    _limit_memory(megabytes << 20)
    try:
        channel = socket.socket(fileno=descriptor)
        with channel.makefile("rb") as jobs, channel.makefile("wb") as results:
            send(results, (os.getpid(), time.process_time()))
            while True:
                job = receive(jobs)
                _set_alarm(seconds + _GRACE_SECONDS)
                result = _run(store, job)
                _set_alarm(0)
                send(results, (result, time.process_time()))
    except (EOFError, OSError):
        pass  # the server has closed the socket
    finally:
        os._exit(0)


def _run(store: Store, job: QueryJob) -> QueryResult | KentgrafError:
    """Return the result of a job, or the error with which it was refused; errors of the store become refusals."""
    try:
        return evaluate_query(store, job)
    except KentgrafError as refusal:
        return refusal.with_traceback(None)
    except OSError as error:
        return QueryRefused(f"The query can't be answered: {error}.")
    except MemoryError:
        return QueryRefused("The query needs too much memory. Ask for less, or for a part with LIMIT.")


def _limit_memory(extra: int) -> None:
    """Limit the memory of this process to `extra` bytes more than it has now, where the system supports that."""
    import resource

    limit = extra + _data_bytes()
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _data_bytes() -> int:
    """Return the memory that RLIMIT_DATA counts now, or 0 where the system doesn't tell."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[5]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _set_alarm(seconds: float) -> None:
    """End this process after `seconds`, in case the server that should do it is gone; 0 cancels the alarm."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
