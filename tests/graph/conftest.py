"""Fixtures: Kentova in memory, the graph of the packaged tables, and a build of the invented report on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store
from support.cities.kentova import make_city

from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store


@pytest.fixture(scope="session")
def city() -> Store:
    """Kentova, read only."""
    return make_city()


@pytest.fixture
def own_city() -> Store:
    """Kentova, for tests that change it."""
    return make_city()


@pytest.fixture(scope="session")
def izmir_store(store_dir: Path) -> Store:
    """The graph of the packaged tables."""
    return open_store(store_dir)


@pytest.fixture(scope="session")
def izmir_in_memory(izmir_store: Store) -> Store:
    """The same graph in memory, for tests with hundreds of queries."""
    store = Store()
    store.bulk_extend(izmir_store)
    return store


@pytest.fixture(scope="session")
def invented_directory(tmp_path_factory: pytest.TempPathFactory, invented_path: Path) -> Path:
    """The invented report, built once from its text."""
    directory = tmp_path_factory.mktemp("invented")
    build(invented_path, directory)
    return directory


@pytest.fixture(scope="session")
def invented_store(invented_directory: Path) -> Store:
    """The graph of the invented report."""
    return open_store(invented_directory)
