"""Build the small typed city, then change it: `python build_and_update.py STORE`. Traced by tests of what is on disk when."""

from __future__ import annotations

import sys
from pathlib import Path

from kentgraf.graph.store.build import build
from kentgraf.graph.store.changes import Update
from kentgraf.graph.store.updates import apply_change

if __name__ == "__main__":
    store = Path(sys.argv[1])
    build(Path(__file__).parents[1] / "typed_city", store)
    apply_change(Update("INSERT DATA { GRAPH <urn:x-test:g> { <urn:x-test:a> rdfs:comment 'b' } }"), store)
