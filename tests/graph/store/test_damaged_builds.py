"""Damage to the files of a graph is found before they are read, named, and never the end of the graph that was before."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Store
from support.stores.damage import KINDS, LATER, NEED_CONTENT, TYPED_CITY, damaged, flip

from kentgraf.graph.store import opening
from kentgraf.graph.store.build import build
from kentgraf.graph.store.changes import Update
from kentgraf.graph.store.checksums import SHA256SUMS, check_files, record_checksums
from kentgraf.graph.store.failures import explained_failures
from kentgraf.graph.store.folder import current_build, go_back, new_build
from kentgraf.graph.store.opening import has_graph, open_store
from kentgraf.graph.store.updates import apply_change
from kentgraf.ontology.errors import DamagedBuild, ShapeViolation, StoreError
from kentgraf.ontology.progress import Progress

UPDATE = Update("INSERT DATA { GRAPH <urn:x-test:g> { <urn:x-test:a> rdfs:comment 'b' } }")
WAY_ON = (
    r"`kentgraf build` makes it anew; the build before it, \w+, is intact: `kentgraf build --previous --store \S+` goes"
)


@pytest.fixture
def store(tmp_path: Path, built_twice: Path) -> Path:
    """A store of two builds of a small city."""
    return Path(shutil.copytree(built_twice, tmp_path / "store"))


@pytest.fixture
def current(store: Path) -> Path:
    """The folder of its current build."""
    return store / "builds" / LATER


def data_files(build: Path) -> list[Path]:
    return [path for path in sorted(build.iterdir()) if path.name not in {"LOG", "LOCK"}]


def sst_of(build: Path) -> Path:
    return max(build.glob("*.sst"), key=lambda path: path.stat().st_size)


# Found, and named


@pytest.mark.parametrize("kind", KINDS)
def test_damage_of_each_file_is_named_with_the_ways_on(kind: str, store: Path, current: Path) -> None:
    names = [path.name for path in data_files(current)]
    assert {"CURRENT", SHA256SUMS} < set(names) and len(names) > 10
    for name in names:
        path = current / name
        if kind in NEED_CONTENT and not path.stat().st_size:
            continue
        with damaged(path, kind), pytest.raises(StoreError) as told:
            open_store(store)
        assert f"the graph is damaged ({name}: found " in str(told.value)
        assert re.search(rf"; expected \S.*\); {WAY_ON}", str(told.value)), str(told.value)
    open_store(store)  # nothing is wrong any more


def test_a_file_in_the_place_of_another_is_damage(store: Path, current: Path) -> None:
    first, second = sorted(current.glob("*.sst"), key=lambda path: path.stat().st_size)[-2:]
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    with pytest.raises(StoreError, match=r"damaged \(\d+\.sst: found"):
        open_store(store)


@pytest.mark.parametrize("name", ["000099.log", "000099.sst", "MANIFEST-000099", "notes.txt", "LOGS"])
def test_a_file_that_the_build_did_not_write_is_damage(name: str, store: Path, current: Path) -> None:
    """The engine would replay a log as part of the graph."""
    (current / name).write_bytes(b"")
    with pytest.raises(StoreError, match=re.escape(f"damaged ({name}: found a file that the build did not write")):
        open_store(store)


def test_what_may_not_be_read_is_told_and_is_no_damage(store: Path, current: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kentgraf.graph.store.opening import open_store\n"
        "try: open_store(Path(sys.argv[1]))\nexcept Exception as error: print(type(error).__name__, error)"
    )
    unprivileged = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    if unprivileged and not shutil.which("setpriv"):
        pytest.skip("root reads everything, and there is no setpriv")
    told = rf"StoreError {re.escape(str(store))}: the graph can't be read: \S+: permission denied\.\n"
    for path in (sst_of(current), current, current.parent, store / "CURRENT", store):
        rights = path.stat().st_mode
        path.chmod(0)
        command = [*unprivileged, sys.executable, "-c", script, str(store)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True)
        path.chmod(rights)
        assert re.fullmatch(told, done.stdout), (path, done.stdout)


def test_reading_and_what_the_engine_and_the_system_leave_behind_is_no_damage(store: Path, current: Path) -> None:
    before = {path.name: path.read_bytes() for path in current.iterdir()}
    assert len(list(open_store(store))) > 100
    assert {path.name: path.read_bytes() for path in current.iterdir()} == before
    (current / "LOG").write_text("told", "utf-8")
    (current / "LOG.old.1700000000000000").write_text("told before", "utf-8")
    (current / ".DS_Store").write_bytes(b"icons")
    (current / "LOCK").unlink()
    open_store(store)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum")
def test_the_list_is_one_that_sha256sum_checks(current: Path) -> None:
    command = ["sha256sum", "--strict", "-c", SHA256SUMS]
    done = subprocess.run(command, cwd=current, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(data_files(current)) - 1
    flip(0.5)(sst_of(current))
    assert subprocess.run(command, cwd=current, capture_output=True, timeout=60, check=False).returncode == 1


def test_a_build_without_checksums_is_not_read(store: Path, current: Path) -> None:
    """A query over a damaged block of it could take all memory."""
    (current / SHA256SUMS).unlink()
    with pytest.raises(StoreError, match=f"damaged \\({SHA256SUMS}: found no file; .*{WAY_ON}"):
        open_store(store)


def test_a_build_found_intact_is_read_again_only_when_a_file_has_changed(current: Path) -> None:
    check_files(current)
    path = sst_of(current)
    status = path.stat()
    flip(0.5)(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    check_files(current)  # by its name, size and time the file is the same
    with pytest.raises(DamagedBuild):
        check_files(current, anew=True)
    with pytest.raises(DamagedBuild):  # damage isn't remembered as intact
        check_files(current)


class Told(Progress):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.total: int | None = 0
        self.done = 0

    def step(self, label: str, total: int | None = None) -> None:
        self.labels.append(label)
        self.total = total

    def advance(self, count: int = 1) -> None:
        self.done += count


def test_only_the_check_of_a_large_graph_reports_its_progress(current: Path) -> None:
    small, large = Told(), Told()
    check_files(current, small, anew=True)
    check_files(current, large, anew=True, announced_bytes=1000)
    assert small.labels == []
    assert large.labels == ["checking the files of the graph (0.0 GB)"]
    assert large.total == large.done == len(data_files(current)) - 1


def test_a_graph_that_is_replaced_while_it_is_checked_is_no_damage(
    store: Path, current: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace_first(folder: Path, progress: Progress) -> None:
        if folder == current:
            newer = shutil.copytree(folder, folder.with_name(f"{folder.name}0"))
            (store / "CURRENT").write_text(newer.name, "utf-8")
            shutil.rmtree(folder)
        check_files(folder, progress)

    monkeypatch.setattr(opening, "check_files", replace_first)
    assert len(open_store(store)) > 100


# The pointer


@pytest.mark.parametrize(
    "content", [b"", b"..", b"gone", b"a/b", b"\0", b"\xff\xfe", b"x" * 300, b"29990101T00000000000\x10"]
)
def test_a_damaged_pointer_is_named_with_the_ways_on(content: bytes, store: Path) -> None:
    (store / "CURRENT").write_bytes(content)
    for read in (open_store, has_graph):
        with pytest.raises(StoreError, match=rf"damaged \(CURRENT: found .*; expected the name of a build\); {WAY_ON}"):
            read(store)
    assert current_build(store) is None


@pytest.mark.parametrize("kind", ["lost", "a folder", "a pipe", "a link"])
def test_a_pointer_that_is_no_file_is_named_with_the_ways_on(kind: str, store: Path) -> None:
    with damaged(store / "CURRENT", kind), pytest.raises(StoreError, match=rf"\(CURRENT: found no .*{WAY_ON}"):
        open_store(store)
    assert has_graph(store)


# The ways on


def test_one_goes_back_to_the_build_before(store: Path, current: Path) -> None:
    flip(0.5)(sst_of(current))
    build_before = go_back(store)
    assert build_before.name < LATER
    assert current_build(store) == build_before
    assert len(open_store(store)) > 100
    with pytest.raises(StoreError, match="no intact build before the current one; `kentgraf build` makes one"):
        go_back(store)
    assert current_build(store) == build_before


def test_one_goes_back_from_a_damaged_pointer_to_the_newest_build(store: Path, current: Path) -> None:
    (store / "CURRENT").write_text("gone", "utf-8")
    assert go_back(store) == current


def test_a_build_before_that_is_damaged_too_is_not_offered(store: Path, current: Path) -> None:
    flip(0.5)(sst_of(current))
    (before,) = (folder for folder in (store / "builds").iterdir() if folder != current)
    (before / "CURRENT").unlink()
    with pytest.raises(StoreError, match=r"`kentgraf build` makes it anew\.$"):
        open_store(store)


def test_a_build_over_a_damaged_graph_works_and_tells_that_nothing_was_compared(store: Path, current: Path) -> None:
    flip(0.5)(sst_of(current))
    summary = build(TYPED_CITY, store)
    assert summary.not_compared and "the graph is damaged" in summary.not_compared
    assert len(open_store(store)) > 100
    assert build(TYPED_CITY, store).not_compared is None
    assert len(list((store / "builds").iterdir())) == 2


def test_a_build_that_fails_over_a_damaged_graph_leaves_the_intact_one(store: Path, current: Path) -> None:
    flip(0.5)(sst_of(current))
    for pointer in (LATER, "gone"):
        (store / "CURRENT").write_text(pointer, "utf-8")
        with pytest.raises(RuntimeError, match="give up"), new_build(store) as folder:
            folder.mkdir()
            raise RuntimeError("give up")
        assert len(list((store / "builds").iterdir())) == 2
    assert go_back(store).name < LATER


def test_where_there_is_no_graph_none_can_be_gone_back_to(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere: there is no graph yet; `kentgraf build` makes one\.$"):
        go_back(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_an_update_of_a_damaged_graph_is_refused_and_changes_nothing(store: Path, current: Path) -> None:
    flip(0.5)(sst_of(current))
    with pytest.raises(StoreError, match=r"the graph is damaged \(\d+\.sst"):
        apply_change(UPDATE, store)
    assert current_build(store) == current
    assert len(list((store / "builds").iterdir())) == 2


# Failures while a graph is read


def test_damage_that_was_there_before_the_checksums_is_explained(store: Path, current: Path) -> None:
    for path in current.glob("*.sst"):
        content = bytearray(path.read_bytes())
        if len(content) > 10_000:
            for place in range(500, int(0.8 * len(content)), 500):  # the blocks of data, and not the index at the end
                content[place] ^= 4
            path.write_bytes(content)
    record_checksums(current)
    with pytest.raises(StoreError, match=rf"the graph can't be read \(Corruption: .*{WAY_ON}"), explained_failures():
        list(open_store(store))
    with pytest.raises(StoreError, match="the graph can't be read"):
        apply_change(UPDATE, store)


def test_a_fault_of_ours_stays_one_unless_the_files_explain_it(store: Path, current: Path) -> None:
    for fault in (RuntimeError("ours"), KeyError("ours"), OSError("ours"), ShapeViolation(["x"])):
        with pytest.raises(type(fault)), explained_failures():
            open_store(store)
            raise fault
    with pytest.raises(StoreError, match="the graph is damaged"), explained_failures():
        open_store(store)
        flip(0.5)(sst_of(current))
        raise KeyError("what was read was nonsense")


def test_a_store_on_disk_is_closed_before_its_files_are_listed(tmp_path: Path) -> None:
    """Else the engine would write on after the checksums were taken."""
    build(TYPED_CITY, tmp_path)
    folder = current_build(tmp_path)
    assert folder
    Store(str(folder))  # raises OSError if it is locked by another
    with pytest.raises(DamagedBuild):  # opened for writing, it is no longer what was built
        check_files(folder, anew=True)


def test_a_failure_is_explained_without_the_engine() -> None:
    asked = "import sys, kentgraf.graph.store.failures; sys.exit('pyoxigraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
