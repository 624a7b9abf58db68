"""A full disk, a failing disk or a folder without the right to write leaves the graph that was there, and nothing else."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store
from support.stores.damage import LATER, TYPED_CITY

from kentgraf.graph.store.build import build
from kentgraf.graph.store.checksums import check_files, has_checksums
from kentgraf.graph.store.commit import write_store
from kentgraf.graph.store.folder import current_build, new_build
from kentgraf.graph.store.opening import open_store
from kentgraf.ontology.errors import StoreError

LIMITED = """
import resource, sys
from pathlib import Path
from kentgraf.graph.store.build import build
from kentgraf.graph.store.changes import Update
from kentgraf.graph.store.updates import apply_change
from kentgraf.ontology.errors import StoreError
store, tables, writes = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(",")
for limit in map(int, sys.argv[4:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    change = Update("INSERT DATA { GRAPH <urn:x-test:g> { <urn:x-test:a> rdfs:comment 'b' } }")
    for write in writes:
        try:
            build(tables, store) if write == "build" else apply_change(change, store)
            print("written")
        except StoreError as error:
            print(error)
"""
"""Files of at most so many bytes: as on a full disk, each write beyond fails (SIGXFSZ is ignored by Python)."""


@pytest.fixture
def store(tmp_path: Path, built_twice: Path) -> Path:
    """A store of two builds of a small city."""
    return Path(shutil.copytree(built_twice, tmp_path / "store"))


def assert_nothing_is_half_written(store: Path, most: int = 2) -> None:
    """Assert that the store has one to `most` builds, all of them whole, and that there is nothing beside them."""
    builds = list((store / "builds").iterdir())
    assert 1 <= len(builds) <= most
    for folder in builds:
        assert has_checksums(folder)
        check_files(folder, anew=True)
    assert {path.name for path in store.iterdir()} <= {"CURRENT", "builds", ".lock"}
    assert len(open_store(store)) > 0


def call(store: Path, *limits: int, writes: str = "build,update", prefix: tuple[str, ...] = ()) -> list[str]:
    command = [*prefix, sys.executable, "-c", LIMITED, str(store), str(TYPED_CITY), writes, *map(str, limits)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_full_disk_is_told_and_leaves_the_graph_that_was_there(store: Path) -> None:
    """It fails in the first byte, and in the blocks of the graph."""
    told = call(store, 0, 100_000)
    assert len(told) == 4
    for sentence in told:
        assert sentence.startswith(str(store)) and "can't be written" in sentence
        assert "file too large" in sentence.lower()
    current = current_build(store)
    assert current and current.name == LATER
    assert_nothing_is_half_written(store)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root mounts a small disk")
def test_a_disk_that_is_full_while_a_graph_is_replaced_keeps_it(tmp_path: Path, built_twice: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3200k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this system mounts nothing here")
    try:
        store = Path(shutil.copytree(built_twice, disk / "store"))
        with pytest.raises(StoreError, match="No space left on device"):
            build(TYPED_CITY, store)
        current = current_build(store)
        assert current and current.name == LATER
        assert_nothing_is_half_written(store)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_folder_without_the_right_to_write_is_told_and_stays_readable(store: Path) -> None:
    prefix = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
    if prefix and not shutil.which("setpriv"):
        pytest.skip("root writes everywhere, and there is no setpriv")
    for path in (store / "builds", store):
        mode = path.stat().st_mode
        path.chmod(0o555)
        try:
            told = call(store, 1 << 30, writes="update", prefix=prefix)
        finally:
            path.chmod(mode)
        (sentence,) = told
        assert "can't be written" in sentence and "ermission denied" in sentence
    assert_nothing_is_half_written(store)


def test_a_disk_that_fails_in_any_sync_leaves_a_whole_graph(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Store()
    facts.add(Quad(NamedNode("urn:x-test:a"), NamedNode("urn:x-test:b"), NamedNode("urn:x-test:c")))
    real, calls, failing = os.fsync, 0, 1

    def sync(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    done = False
    while not done:
        calls = 0
        try:
            with new_build(store) as folder:
                write_store(facts, folder)
            done = True
        except StoreError as error:
            assert "can't be written here (input/output error)" in str(error)
            failing += 1
        assert_nothing_is_half_written(store, most=3)  # if the last sync fails, none is removed
    assert failing > 15  # each file, its folder, the list, and CURRENT
    assert len(open_store(store)) == 1
    assert_nothing_is_half_written(store)


def test_a_lock_that_is_a_pipe_is_told_and_not_waited_for(store: Path) -> None:
    (store / ".lock").unlink(missing_ok=True)
    os.mkfifo(store / ".lock")
    with pytest.raises(StoreError, match="a store can't be written here"), new_build(store):
        pass
    assert_nothing_is_half_written(store)
