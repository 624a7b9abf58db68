"""The processes that run users' queries: `python -m kentgraf.api.query_service.worker_main BUILD HOLDING SECONDS MEGABYTES`.

The store can't stop a query that has begun, but a process can be ended. So that a worker is there in a millisecond, one
process holds the graph and nothing else, and makes a copy of itself for each worker; the copies share its memory. It has
one thread only, which is what makes copying safe: a graph held in memory is read from another process's dump, since
opening the store on disk would start threads.

Standard input is a socket. Each message on it carries one end of another, over which the new worker takes its jobs,
one after the other; the first thing that a worker says is its process number. With everything that it says goes the
processor time that it has taken so far. When the sockets close, all end.
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

from kentgraf.api.query_service.evaluation import Answer, Job, answer_query
from kentgraf.api.query_service.ipc import receive, send
from kentgraf.graph.store.versions import open_for_queries
from kentgraf.ontology.errors import KentgrafError, QueryRefused

IN_MEMORY: Final = "memory"
ON_DISK: Final = "disk"
ELSEWHERE: Final = "elsewhere"
_DUMP: Final = "dump"
_GRACE: Final = 5.0
_MESSAGE: Final = 16


def main() -> None:
    """Hold the graph and make workers, until the server is gone."""
    build, holding = sys.argv[1:3]
    if holding == _DUMP:
        with suppress(BrokenPipeError):  # the one who reads may have been ended meanwhile
            Store.read_only(build).dump(sys.stdout.buffer, RdfFormat.N_QUADS)
            sys.stdout.buffer.flush()
        os._exit(0)
    seconds, megabytes = float(sys.argv[3]), int(sys.argv[4])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then closes the sockets
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # workers that end leave nothing behind
    with socket.socket(fileno=os.dup(0)) as orders:
        held = _load(build) if holding == IN_MEMORY else None
        if holding == ELSEWHERE:
            import kentgraf.graph.store.remote.store  # noqa: F401 - once here and not in every worker
        gc.freeze()
        while True:
            message, handles, _, _ = socket.recv_fds(orders, _MESSAGE, 1)
            if not message:
                return
            for handle in handles:
                if os.fork() == 0:
                    orders.close()
                    _work(open_for_queries(build, seconds) if held is None else held, handle, seconds, megabytes)
                os.close(handle)


def _load(build: str) -> Store:
    """The graph on disk, in memory. Raises RuntimeError if it can't be read."""
    store = Store()
    with subprocess.Popen(
        [sys.executable, "-m", "kentgraf.api.query_service.worker_main", build, _DUMP],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    ) as dump:
        assert dump.stdout is not None
        store.bulk_load(dump.stdout, RdfFormat.N_QUADS)
    return store


def _work(store: Store, handle: int, seconds: float, megabytes: int) -> None:
    """Answer jobs until there are none; ends the process."""
    _limit_memory(megabytes << 20)
    try:
        channel = socket.socket(fileno=handle)
        with channel.makefile("rb") as jobs, channel.makefile("wb") as answers:
            send(answers, (os.getpid(), time.process_time()))
            while True:
                job = receive(jobs)
                _set_alarm(seconds + _GRACE)
                answer = _answer(store, job)
                _set_alarm(0)
                send(answers, (answer, time.process_time()))
    except (EOFError, OSError):
        pass  # the server wants no more
    finally:
        os._exit(0)


def _answer(store: Store, job: Job) -> Answer | KentgrafError:
    """The answer or the refusal; errors of the store while it evaluates are refusals too."""
    try:
        return answer_query(store, job)
    except KentgrafError as refusal:
        return refusal.with_traceback(None)
    except OSError as error:
        return QueryRefused(f"The query can't be answered: {error}.")
    except MemoryError:
        return QueryRefused("The query needs too much memory. Ask for less, or for a part with LIMIT.")


def _limit_memory(more: int) -> None:
    """A query takes no more than so many bytes beyond what is held already, where the system can see to it."""
    import resource

    most = more + _bytes_held()
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bytes_held() -> int:
    """What the limit would count now; 0 where the system doesn't say."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[5]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _set_alarm(seconds: float) -> None:
    """End this process after `seconds` even if the server that should do it is gone; 0 takes it back."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
