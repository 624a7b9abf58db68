"""Write a page that is made from the graph of the packaged tables."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Store

from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store


def write_page(make_page: Callable[[Store], str]) -> None:
    """Build the packaged tables in a temporary folder, and write the page that `make_page` makes of them to standard output."""
    with tempfile.TemporaryDirectory() as folder:
        build(None, Path(folder))
        sys.stdout.write(make_page(open_store(Path(folder))))
