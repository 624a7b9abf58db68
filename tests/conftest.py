"""Fixtures of all tests: the invented report, the packaged tables, the real report if it is available, and servers."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support.servers.sparql_servers import oxigraph_server, virtuoso_server
from support.stores.damage import make_two_builds

from kentgraf.graph.store.build import build
from kentgraf.loaders.load import load_source
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.package import TablePackage

# the graphs and tables that tests share are hundreds of thousands of objects, which each collection would look at again
gc.set_threshold(100_000, 20, 50)
# who begins the tests in the background may have them ignore Ctrl+C, and every process that they begin would inherit that
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# by itself Hypothesis fails an example that takes 200 ms, and a test whose examples are slow to make
settings.register_profile("kentgraf", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kentgraf")

INVENTED = Path(__file__).parent / "loaders" / "invented_report.txt"


@pytest.fixture(scope="session")
def invented_path() -> Path:
    """A small report of an invented city, with every kind of error that the loaders must tolerate."""
    return INVENTED


@pytest.fixture(scope="session")
def invented(invented_path: Path) -> TablePackage:
    """The invented report as tables."""
    return extract_report(invented_path)


@pytest.fixture(scope="session")
def izmir() -> TablePackage:
    """The packaged tables."""
    return load_source()


@pytest.fixture(scope="session")
def store_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the graph of the packaged tables, built once per session and read only."""
    directory = tmp_path_factory.mktemp("graph")
    build(None, directory)
    return directory


@pytest.fixture(scope="session")
def built_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with two builds of a small city, to be copied before it is changed."""
    directory = tmp_path_factory.mktemp("twice") / "store"
    make_two_builds(directory)
    return directory


@pytest.fixture(scope="session")
def report_path() -> Path:
    """The text of the real report, which isn't part of the project: KENTGRAF_REPORT names it."""
    path = os.environ.get("KENTGRAF_REPORT")
    if not path:
        pytest.skip("KENTGRAF_REPORT does not name the report's text")
    assert Path(path).is_file(), f"KENTGRAF_REPORT names {path}, which is no file"
    return Path(path)


@pytest.fixture(scope="session")
def report(report_path: Path) -> TablePackage:
    """The real report as tables, extracted once per session."""
    return extract_report(report_path)


@pytest.fixture(scope="session")
def oxigraph_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an Oxigraph server that tests share."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Virtuoso that tests share."""
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address
