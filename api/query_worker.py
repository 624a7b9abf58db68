"""The process that runs users' queries, one after the other: `python -m kentgraf.api.query_worker BUILD SECONDS`.

The store can't stop a query that has begun, but a process can be ended. `query_workers` starts these and ends them.
It opens the store itself and imports little, so that it is ready in a tenth of a second.
"""

from __future__ import annotations

import os
import sys
from typing import Final

from pyoxigraph import Store

from kentgraf.api.answers import Answer, Job, answer_query
from kentgraf.api.frames import receive, send
from kentgraf.graph.versions import open_for_queries
from kentgraf.ontology.errors import KentgrafError, QueryRefused

_MOST_MEMORY: Final = 2 << 30
_GRACE: Final = 5.0


def main() -> None:
    """Answer jobs from standard input on standard output, until there are none or the server is gone."""
    build, seconds = sys.argv[1], float(sys.argv[2])
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed goes to the log and not between the answers
    _limit_memory()
    store = open_for_queries(build, seconds)
    while True:
        try:
            job = receive(jobs)
        except (EOFError, KeyboardInterrupt):
            return
        _set_alarm(seconds + _GRACE)
        answer = _answer(store, job)
        _set_alarm(0)
        send(answers, answer)


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


def _limit_memory() -> None:
    """No query takes all the machine's memory, where the system can see to it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))


def _set_alarm(seconds: float) -> None:
    """End this process after `seconds` even if the server that should do it is gone; 0 takes it back."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
