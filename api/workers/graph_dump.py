"""The process that reads the graph of a build from disk: `python -m kentgraf.api.workers.graph_dump BUILD`.

It writes the number of triples as a comment, and then the graph as N-Quads. It has a limit on its memory, since a damaged
file can make the engine take all that there is, and ends with another status than 0 if it couldn't read everything.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from pyoxigraph import RdfFormat, Store

from kentgraf.api.workers.memory import limit_memory
from kentgraf.graph.store.checksums import check_files
from kentgraf.ontology.errors import KentgrafError

_MEMORY: Final = 1 << 30
"""Reading a graph in the order in which it is stored takes some ten MiB, whatever its size."""
_FAILED: Final = 1


def main() -> None:
    """Write the graph to standard output."""
    limit_memory(_MEMORY)
    try:
        with suppress(BrokenPipeError):  # the reading process may have ended meanwhile
            check_files(Path(sys.argv[1]))
            store = Store.read_only(sys.argv[1])
            sys.stdout.buffer.write(b"# %d\n" % len(store))
            store.dump(sys.stdout.buffer, RdfFormat.N_QUADS)
            sys.stdout.buffer.flush()
    except (OSError, ValueError, RuntimeError, MemoryError, KentgrafError) as error:
        sys.stderr.write(f"{sys.argv[1]}: {error}.\n")
        sys.stderr.flush()
        os._exit(_FAILED)
    os._exit(0)


def read_count(dump: IO[bytes]) -> int | None:
    """Return the number of triples that a dump begins with, or None if its writer ended before it told of any."""
    line = dump.readline(64)
    return int(line[2:]) if line.startswith(b"# ") and line.endswith(b"\n") else None


if __name__ == "__main__":
    main()
