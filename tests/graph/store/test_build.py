"""A build either completes or leaves the previous graph in place, and readers always see a complete graph."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kentgraf.graph.audit.report import audit
from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.build import build
from kentgraf.graph.store.checksums import record_checksums
from kentgraf.graph.store.folder import current_build, new_build
from kentgraf.graph.store.opening import has_graph, open_store
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.writing import write_package
from kentgraf.ontology.errors import KentgrafError, ShapeViolation, SourceError, StoreError, TableError
from kentgraf.ontology.namespaces import DEFAULT_BASE, term

OLD_BASE = "https://old.example/id/"
KILLS = 8
BUILD_WHEN_TOLD = """
import sys
from pathlib import Path
from kentgraf.graph.store.build import build
print("ready", flush=True)
sys.stdin.readline()
build(Path(sys.argv[1]), Path(sys.argv[2]))
print("done", flush=True)
"""


def base_of(directory: Path) -> str:
    """Return the base of all seats in the current graph, and assert that the graph is complete."""
    seats = [row["seat"].value for row in select(open_store(directory), "SELECT ?seat { ?seat a kg:Seat }")]
    bases = {seat.partition("deniz/")[0] for seat in seats}
    assert (len(seats), len(bases)) == (10, 1)
    return bases.pop()


def builds_in(directory: Path) -> list[str]:
    return sorted(folder.name for folder in (directory / "builds").iterdir())


@pytest.fixture
def tables(tmp_path: Path, invented: TablePackage) -> Path:
    """The invented report's tables as a folder."""
    folder = tmp_path / "tables"
    write_package(invented, folder)
    return folder


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory, invented_path: Path) -> Path:
    directory = tmp_path_factory.mktemp("old") / "store"
    build(invented_path, directory, base=OLD_BASE)
    return directory


@pytest.fixture
def old(tmp_path: Path, built_once: Path) -> Path:
    """A folder with a build of the invented report under another base."""
    return Path(shutil.copytree(built_once, tmp_path / "store"))


def damage(tables: Path, table: str, before: str, after: str) -> None:
    """Replace text in one table."""
    path = tables / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


# Three sources, one graph


def test_the_packaged_tables_are_built_when_no_source_is_named(izmir_store: Store) -> None:
    rows = select(izmir_store, "SELECT ?name { ?city a kg:Municipality ; skos:prefLabel ?name }")
    assert [row["name"].value for row in rows] == ["İzmir Büyükşehir Belediyesi"]


def test_a_report_and_its_tables_give_the_same_facts(tables: Path, tmp_path: Path, invented_store: Store) -> None:
    summary = build(tables, tmp_path / "store")
    facts = NamedNode(f"{DEFAULT_BASE}graph/deniz-2031")
    from_tables, from_report = (
        {quad.triple for quad in store.quads_for_pattern(None, None, None, facts)}
        for store in (open_store(summary.location), invented_store)
    )
    assert from_tables == from_report
    assert len(from_report) > 1000


def test_the_descriptor_of_the_tables_may_be_named_instead_of_their_folder(tables: Path, tmp_path: Path) -> None:
    assert build(tables / "datapackage.json", tmp_path / "store").source == "deniz-2031"


def test_a_build_says_what_it_did(tables: Path, tmp_path: Path) -> None:
    summary = build(tables, tmp_path / "store")
    assert summary.rows["members"] == 10
    assert summary.triples == len(open_store(summary.location))
    told = Counter(finding.severity for finding in audit(open_store(summary.location)).findings)
    assert summary.findings == told
    assert summary.warnings == told["warning"]
    assert summary.notes
    assert set(summary.seconds) == {"load", "map", "validate", "write"}
    assert summary.total_seconds == pytest.approx(sum(summary.seconds.values()))


def test_things_get_their_iris_under_the_base_of_a_deployment(old: Path) -> None:
    store = open_store(old)
    assert base_of(old) == OLD_BASE
    ours = [row["s"].value for row in select(store, "SELECT DISTINCT ?s { ?s a ?class . ?class rdfs:isDefinedBy ?v }")]
    assert not [iri for iri in ours if iri.startswith(DEFAULT_BASE)]
    assert NamedNode(f"{OLD_BASE}graph/deniz-2031") in set(store.named_graphs())


def test_each_statement_is_counted_once_over_all_graphs(izmir_store: Store, invented_store: Store) -> None:
    for store in (izmir_store, invented_store):
        quads = list(store)
        assert len({quad.triple for quad in quads}) == len(quads)
        (row,) = select(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        assert int(row["n"].value) == len(quads)


# Where the store is


def test_a_folder_without_a_graph_says_how_to_make_one(tmp_path: Path) -> None:
    assert not has_graph(tmp_path)
    with pytest.raises(StoreError, match="no graph yet; `kentgraf build` makes one"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="no graph yet"):
        open_store(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["", "..", "gone", "a/b", "\0"])
def test_a_damaged_pointer_says_how_to_make_a_graph(old: Path, name: str) -> None:
    (old / "CURRENT").write_text(name, encoding="utf-8")
    with pytest.raises(StoreError, match="`kentgraf build` makes"):
        open_store(old)


def test_a_damaged_graph_says_how_to_make_it_anew(old: Path) -> None:
    folder = current_build(old)
    assert folder
    for file in folder.glob("MANIFEST*"):
        file.write_bytes(b"nonsense")
    with pytest.raises(StoreError, match=r"damaged \(MANIFEST-\d+: found 8 bytes.*`kentgraf build` makes it anew"):
        open_store(old)
    record_checksums(folder)
    with pytest.raises(StoreError, match=r"can't be opened .*`kentgraf build` makes it anew"):
        open_store(old)


def test_a_folder_that_is_a_file_is_refused_with_a_sentence(invented_path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I was here first", encoding="utf-8")
    with pytest.raises(StoreError, match="a store can't be written here"):
        build(invented_path, tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "I was here first"


def test_a_graph_opened_for_reading_cannot_be_changed(invented_store: Store) -> None:
    with pytest.raises(RuntimeError, match="read-write"):
        invented_store.add(Quad(NamedNode("https://x/a"), NamedNode("https://x/b"), NamedNode("https://x/c")))


# A build that fails


def break_a_shape(tables: Path) -> None:
    damage(tables, "plan", "target,1.1.1,1.1,", "target,1.1.1,,")


def break_a_cell(tables: Path) -> None:
    damage(tables, "plan", "target,1.1.1,1.1,", "target,eins,1.1,")


def lose_the_descriptor(tables: Path) -> None:
    (tables / "datapackage.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "error", "sentence"),
    [
        (break_a_shape, ShapeViolation, r"target/1\.1\.1 \(.*line=160,161\): A performance target must be part of"),
        (break_a_cell, TableError, r"plan\.csv, row 6, column code: found 'eins'; expected"),
        (lose_the_descriptor, SourceError, "found no datapackage.json; expected"),
    ],
)
def test_a_build_that_fails_says_why_and_leaves_the_graph_that_was_there(
    old: Path, tables: Path, spoil: Callable[[Path], None], error: type[KentgrafError], sentence: str
) -> None:
    spoil(tables)
    before = builds_in(old)
    with pytest.raises(error, match=sentence):
        build(tables, old)
    assert base_of(old) == OLD_BASE
    assert builds_in(old) == before


def test_a_first_build_that_fails_leaves_no_graph_and_no_half_of_one(tables: Path, tmp_path: Path) -> None:
    break_a_shape(tables)
    with pytest.raises(ShapeViolation):
        build(tables, tmp_path / "store")
    assert not has_graph(tmp_path / "store")
    assert builds_in(tmp_path / "store") == []


def test_every_violation_gets_its_sentence(tables: Path, tmp_path: Path) -> None:
    break_a_shape(tables)
    damage(tables, "plan", "objective,2.1,2,", "objective,2.1,,")
    with pytest.raises(ShapeViolation) as caught:
        build(tables, tmp_path / "store")
    told = "\n".join(caught.value.sentences)
    assert "deniz/plan/2031-2035/target/1.1.1" in told
    assert "deniz/plan/2031-2035/objective/2.1" in told
    assert str(caught.value) == told


def test_what_fails_while_the_store_is_written_leaves_nothing(old: Path) -> None:
    before = builds_in(old)
    with pytest.raises(RuntimeError, match="power"), new_build(old) as folder:
        Store(str(folder)).flush()
        raise RuntimeError("power cut")
    assert builds_in(old) == before
    assert base_of(old) == OLD_BASE


# Several at once


def test_a_second_build_at_the_same_time_is_refused_with_a_sentence(old: Path, invented_path: Path) -> None:
    with pytest.raises(RuntimeError, match="give up"), new_build(old) as folder:
        folder.mkdir()
        with pytest.raises(StoreError, match="somebody else is building here; try again when that is done"):
            build(invented_path, old)
        assert folder.is_dir()  # the second one took nothing away from the first
        raise RuntimeError("give up")
    assert base_of(old) == OLD_BASE
    build(invented_path, old)
    assert base_of(old) == DEFAULT_BASE


def test_a_reader_keeps_its_graph_while_a_new_one_is_built(old: Path, invented_path: Path) -> None:
    reader = open_store(old)
    facts = len(reader)
    build(invented_path, old)
    assert base_of(old) == DEFAULT_BASE
    (row,) = select(reader, "SELECT ?city { ?city a kg:Municipality }")
    assert row["city"].value == f"{OLD_BASE}deniz"
    assert len(list(reader)) == facts


def test_old_builds_do_not_pile_up(old: Path, invented_path: Path) -> None:
    for _ in range(3):
        build(invented_path, old)
    assert len(builds_in(old)) == 2


def test_a_clock_that_was_set_back_loses_no_build(old: Path, invented_path: Path) -> None:
    now = current_build(old)
    assert now
    future = now.with_name("29991231T235959000000")
    now.rename(future)
    (old / "CURRENT").write_text(future.name, encoding="utf-8")
    build(invented_path, old)
    assert base_of(old) == DEFAULT_BASE
    assert len(builds_in(old)) == 2


def test_a_build_that_is_killed_leaves_the_graph_that_was_there(old: Path, invented_path: Path) -> None:
    """After a process is killed at a random moment, the graph is the old one or the complete new one."""
    moments = random.Random(2025)
    command = [sys.executable, "-c", BUILD_WHEN_TOLD, str(invented_path), str(old)]
    with ExitStack() as running:
        builders = [
            running.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
            )
            for _ in range(KILLS)
        ]
        answers = []
        for builder in builders:
            assert builder.stdin
            assert builder.stdout
            assert builder.stdout.readline() == "ready\n"
            builder.stdin.write("go\n")
            builder.stdin.flush()
            time.sleep(moments.uniform(0, 0.35))
            builder.kill()
            answers.append(builder.stdout.read())
            assert base_of(old) in (OLD_BASE, DEFAULT_BASE)
    assert "" in answers  # at least one was killed before it was done
    build(invented_path, old, base="https://new.example/id/")
    assert base_of(old) == "https://new.example/id/"
    assert len(builds_in(old)) <= 2


# What the graph tells of itself


def test_the_checks_findings_stand_in_the_graph_with_their_lines(invented_store: Store) -> None:
    rows = select(
        invented_store,
        """SELECT DISTINCT ?focus ?printed ?computed ?difference ?line WHERE {
             GRAPH <https://w3id.org/kentgraf/id/graph/deniz-2031/findings> {
               ?finding a kg:Finding ; sh:sourceShape ?rule ; sh:resultSeverity sh:Info ; sh:focusNode ?focus ;
                        kg:printedValue ?printed ; kg:computedValue ?computed ; kg:difference ?difference ;
                        prov:wasQuotedFrom ?quoted
               FILTER(STRENDS(STR(?rule), "#spending-stays-within-the-net-budget")) }
             ?quoted kg:line ?line .
           } ORDER BY ?focus""",
    )
    told = [tuple(row[name].value for name in ("printed", "computed", "difference", "line")) for row in rows]
    assert told == [("90", "50", "40", "270")] * 2
    assert [row["focus"].value.rpartition("/")[2] for row in rows] == ["allFunds", "onBudget"]


def test_the_graph_says_when_and_from_what_it_was_made(invented_store: Store) -> None:
    (row,) = select(
        invented_store,
        """SELECT ?load ?source ?dataset ?start ?end ?sum ?agent WHERE {
             ?load a prov:Activity ; prov:used ?source ; prov:generated ?dataset ; prov:startedAtTime ?start ;
                   prov:endedAtTime ?end ; prov:wasAssociatedWith/schema:softwareVersion ?agent .
             ?dataset prov:wasGeneratedBy ?load .
             ?source a kg:Source ; spdx:checksum/spdx:checksumValue ?sum .
           }""",
    )
    assert row["source"].value == f"{DEFAULT_BASE}source/deniz-2031"
    assert row["dataset"].value == f"{DEFAULT_BASE}dataset/deniz-2031"
    assert len(row["sum"].value) == 64
    start, end = (datetime.fromisoformat(row[name].value) for name in ("start", "end"))
    now = datetime.now(UTC)
    assert now - timedelta(hours=1) < start <= end <= now
    assert row["start"].datatype == term("xsd:dateTime")


def test_the_dataset_counts_its_own_statements(izmir_store: Store, invented_store: Store) -> None:
    for store in (izmir_store, invented_store):
        (row,) = select(
            store,
            "SELECT ?dataset ?n ?entities { ?dataset void:triples ?n ; void:entities ?entities ; a void:Dataset }",
        )
        facts = NamedNode(row["dataset"].value.replace("/dataset/", "/graph/"))
        quads = list(store.quads_for_pattern(None, None, None, facts))
        assert int(row["n"].value) == len(quads)
        assert int(row["entities"].value) == len({quad.subject for quad in quads})
        parts = select(store, "SELECT ?class ?n { ?d void:classPartition [ void:class ?class ; void:entities ?n ] }")
        assert len(parts) == 6
        for part in parts:
            members = store.quads_for_pattern(None, term("rdf:type"), part["class"], None)
            assert int(part["n"].value) == len(list(members))
