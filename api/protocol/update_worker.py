"""The process that makes one change of the graph: `python -m kentgraf.api.protocol.update_worker DIRECTORY`.

A change validates the whole graph, which takes seconds of computing. A process of its own doesn't block the server, and
can be killed at any moment, since a change is committed in one step or not at all.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kentgraf.api.query_service.ipc import receive, send
from kentgraf.graph.store.updates import ChangeResult, apply_change
from kentgraf.ontology.errors import KentgrafError


def main() -> None:
    """Make the change that is read from standard input, and write its result or its error to standard output."""
    change = receive(sys.stdin.buffer)
    answer: ChangeResult | KentgrafError
    try:
        answer = apply_change(change, Path(sys.argv[1]))
    except KentgrafError as refusal:
        answer = refusal.with_traceback(None)
    send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
