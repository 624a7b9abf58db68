"""One server and one browser for all tests of pages in a browser; without a browser they are skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pyoxigraph import Store
from support.pages.browser import browser_running, find_browser
from support.servers.server_process import PATIENT, running_server

from kentgraf.graph.store.opening import open_store


@pytest.fixture(scope="session")
def address(store_dir: Path) -> Iterator[str]:
    """Where the packaged graph is served, by a process of its own as users start it."""
    with running_server(store_dir, **PATIENT) as served:
        yield served.address


@pytest.fixture(scope="session")
def store(store_dir: Path) -> Store:
    """The graph that is served, in memory, to be asked what the pages should show."""
    held = Store()
    held.bulk_extend(open_store(store_dir))
    return held


# for the package and no longer: playwright's loop would be in the way of tests that run one of their own
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A real browser. Where the variable KENTGRAF_BROWSER says `required`, a machine without one fails."""
    executable = find_browser()
    if executable is None:
        sentence = "chromium is not here (Debian: apt-get install chromium), or CHROMIUM names none"
        if os.environ.get("KENTGRAF_BROWSER") == "required":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with browser_running(executable) as running:
        yield running
