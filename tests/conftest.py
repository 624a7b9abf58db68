"""What all rooms' tests share: the invented report, the packaged tables, and the real report where it can be found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.sparql_servers import oxigraph_server, virtuoso_server

from kentgraf.graph.store.build import build
from kentgraf.loaders.load import load_source
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.package import TablePackage

INVENTED = Path(__file__).parent / "loaders" / "invented_report.txt"


@pytest.fixture(scope="session")
def invented_path() -> Path:
    """A small report of a city that doesn't exist, with every kind of slip that the loaders must bear."""
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
    """Where the graph of the packaged tables is, built once for all who only read it."""
    directory = tmp_path_factory.mktemp("graph")
    build(None, directory)
    return directory


@pytest.fixture(scope="session")
def report_path() -> Path:
    """The real report's text, which is not part of the project: KENTGRAF_REPORT says where it is."""
    path = os.environ.get("KENTGRAF_REPORT")
    if not path:
        pytest.skip("KENTGRAF_REPORT does not name the report's text")
    assert Path(path).is_file(), f"KENTGRAF_REPORT names {path}, which is no file"
    return Path(path)


@pytest.fixture(scope="session")
def report(report_path: Path) -> TablePackage:
    """The real report as tables, read once."""
    return extract_report(report_path)


@pytest.fixture(scope="session")
def oxigraph_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server that many tests write to."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso that many tests write to."""
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address
