"""The process that makes one change of the graph: `python -m kentgraf.api.protocol.update_worker DIRECTORY MEGABYTES`.

A change validates the whole graph, which takes seconds of computing. A process of its own doesn't block the server, and
can be killed at any moment, since a change is committed in one step or not at all. It may take so many MiB, and computes after
those who ask.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from kentgraf.api.workers.errors import QueryStopped
from kentgraf.api.workers.ipc import receive, send
from kentgraf.api.workers.memory import limit_memory
from kentgraf.graph.store.changes import ChangeResult
from kentgraf.graph.store.updates import apply_change
from kentgraf.ontology.errors import KentgrafError

_NICENESS: Final = 10


def main() -> None:
    """Make the change that is read from standard input, and write its result or its error to standard output."""
    limit_memory(int(sys.argv[2]) << 20)
    os.nice(_NICENESS)
    change = receive(sys.stdin.buffer)
    answer: ChangeResult | KentgrafError
    try:
        answer = apply_change(change, Path(sys.argv[1]))
    except KentgrafError as refusal:
        answer = refusal.with_traceback(None)
    except MemoryError:
        bound = f"{sys.argv[2]} MiB, which is update_memory or half of what memory leaves"
        answer = QueryStopped(f"The change needs more than {bound}; the graph is as it was.")
    send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
