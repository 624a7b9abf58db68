"""A nearly empty reading never replaces a good graph: it ends with a comparison by table, and the old graph stays."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.build import build
from kentgraf.graph.store.checksums import record_checksums
from kentgraf.graph.store.folder import current_build
from kentgraf.graph.store.opening import has_graph, open_store
from kentgraf.loaders.completeness import find_losses
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.writing import write_package
from kentgraf.ontology.errors import IncompleteReading
from kentgraf.ontology.namespaces import term


def folder_of(package: TablePackage, folder: Path, *, without: tuple[str, ...] = (), **first: int) -> Path:
    """Write the package without some tables (by the start of their names), and with only the first rows of others."""
    kept = {name: rows for name, rows in package.tables.items() if not any(part in name for part in without)}
    write_package(
        TablePackage(package.meta, {name: rows[: first.get(name, len(rows))] for name, rows in kept.items()}), folder
    )
    return folder


@pytest.fixture
def run_in() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `kentgraf` with the arguments in a process of its own."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kentgraf.api.cli", *arguments]
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)

    return call


@pytest.fixture
def standing(invented: TablePackage, tmp_path: Path) -> Path:
    """A store with the graph of the invented report."""
    build(folder_of(invented, tmp_path / "good"), tmp_path / "store")
    return tmp_path / "store"


def assert_refused(source: Path, store: Path, *words: str) -> None:
    """Assert that a build is refused with these words, and that neither the graph nor the folder has changed."""
    before, size = current_build(store), len(open_store(store))
    with pytest.raises(IncompleteReading) as refused:
        build(source, store)
    assert all(word in str(refused.value) for word in words), str(refused.value)
    assert current_build(store) == before and len(open_store(store)) == size
    assert before is not None and [folder.name for folder in (store / "builds").iterdir()] == [before.name]


def test_a_table_that_lost_all_its_rows_is_named_with_both_numbers(
    standing: Path, invented: TablePackage, tmp_path: Path
) -> None:
    source = folder_of(invented, tmp_path / "new", without=("transfers",))
    had = invented.counts()["transfers"]
    assert_refused(source, standing, f"transfers: had {had} rows, has 0", "deniz-2031")


def test_a_table_that_lost_more_than_half_of_its_rows_is_named(
    standing: Path, invented: TablePackage, tmp_path: Path
) -> None:
    name = max((n for n in invented.counts() if "money" in n), key=invented.counts().__getitem__)
    had = invented.counts()[name]
    source = folder_of(invented, tmp_path / "new", **{name: had // 2 - 1})
    assert_refused(source, standing, f"{name}: had {had} rows, has {had // 2 - 1}")
    build(folder_of(invented, tmp_path / "half", **{name: had // 2 + 1}), standing)


def test_a_smaller_reading_is_built_where_somebody_asks_for_it(
    standing: Path, invented: TablePackage, tmp_path: Path
) -> None:
    source = folder_of(invented, tmp_path / "new", without=("transfers",))
    before = current_build(standing)
    build(source, standing, allow_smaller=True)
    assert current_build(standing) != before
    build(source, standing)  # now it is no smaller than what stands there
    build(tmp_path / "good", standing)


def test_the_first_build_is_not_nearly_empty_either(invented: TablePackage, tmp_path: Path) -> None:
    empty = TablePackage(invented.meta, {"districts": invented.tables["districts"]})
    write_package(empty, tmp_path / "tables")
    with pytest.raises(IncompleteReading, match=r"no people, no plan, no money; there are districts \d+"):
        build(tmp_path / "tables", tmp_path / "store")
    assert not has_graph(tmp_path / "store")
    build(tmp_path / "tables", tmp_path / "store", allow_smaller=True)
    assert has_graph(tmp_path / "store")


def test_another_source_is_not_compared(standing: Path, invented: TablePackage, tmp_path: Path) -> None:
    meta = invented.meta.__class__(**{**vars(invented.meta), "source": "deniz-2032", "year": 2032})
    tables = {name: invented.tables[name] for name in ("plan",)}
    write_package(TablePackage(meta, tables), tmp_path / "other")
    build(tmp_path / "other", standing)


def test_a_graph_that_does_not_tell_its_rows_is_compared_by_statements(
    standing: Path, invented: TablePackage, tmp_path: Path
) -> None:
    """Graphs of older versions."""
    folder = current_build(standing)
    assert folder is not None
    store = Store(str(folder))
    for quad in list(store.quads_for_pattern(None, term("rdf:type"), term("kg:TableSize"), None)):
        store.remove(quad)
    store.flush()
    del store
    record_checksums(folder)
    source = tmp_path / "new"
    write_package(TablePackage(invented.meta, {"plan": invented.tables["plan"]}), source)
    assert_refused(source, standing, "statements, has")


def test_the_graph_tells_how_many_rows_were_read(standing: Path, invented: TablePackage) -> None:
    rows = select(
        open_store(standing),
        "SELECT ?table ?n { ?d a dcat:Dataset ; dcterms:hasPart ?s . ?s a kg:TableSize ; kg:tableName ?table ; kg:rowCount ?n }",
    )
    assert {row["table"].value: int(row["n"].value) for row in rows} == invented.counts()


def test_few_rows_and_notes_are_not_missed() -> None:
    assert find_losses({"replacements": 4, "notes": 50, "aliases": 9}, {"replacements": 1}) == []
    assert [str(loss) for loss in find_losses({"replacements": 4, "members": 30}, {"members": 14})] == [
        "replacements: had 4 rows, has 0",
        "members: had 30 rows, has 14",
    ]


def test_the_commands_end_with_status_1_and_leave_what_stands(
    run_in: Callable[..., subprocess.CompletedProcess[str]], standing: Path, invented: TablePackage, tmp_path: Path
) -> None:
    source = folder_of(invented, tmp_path / "new", without=("performance_money",))
    refused = run_in("build", str(source), "--store", str(standing))
    assert refused.returncode == 1
    assert "has 0" in refused.stderr and "--allow-smaller" in refused.stderr
    assert run_in("build", str(source), "--store", str(standing), "--allow-smaller").returncode == 0


def test_extracting_nearly_nothing_leaves_the_tables_that_are_there(
    run_in: Callable[..., subprocess.CompletedProcess[str]], invented_path: Path, tmp_path: Path
) -> None:
    text = invented_path.read_text("utf-8")
    (tmp_path / "short.txt").write_text("\n".join(text.split("\n")[:100]), encoding="utf-8")
    out = tmp_path / "tables"
    assert run_in("extract", str(invented_path), "--out", str(out)).returncode == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    refused = run_in("extract", str(tmp_path / "short.txt"), "--out", str(out))
    assert refused.returncode == 1 and "has 0" in refused.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
