"""The process that makes one change of the graph: `python -m kentgraf.api.protocol.update_worker DIRECTORY`.

A change checks all shapes, which takes seconds of computing; here it holds nobody up, and it can be ended at any moment
without harm, since it lands in one step or not at all.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kentgraf.api.query_service.ipc import receive, send
from kentgraf.graph.store.updates import ChangeResult, apply_change
from kentgraf.ontology.errors import KentgrafError


def main() -> None:
    """Make the change that comes in on standard input; say on standard output how it went."""
    change = receive(sys.stdin.buffer)
    answer: ChangeResult | KentgrafError
    try:
        answer = apply_change(change, Path(sys.argv[1]))
    except KentgrafError as refusal:
        answer = refusal.with_traceback(None)
    send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
