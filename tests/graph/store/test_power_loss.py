"""A loss of power at any moment of a build or an update leaves a complete graph: what names a build is on disk after it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.stores.power_loss import TRACED, Disk, calls_of

SCRIPT = Path(__file__).parents[2] / "support" / "stores" / "build_and_update.py"


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder of a store, and the calls by which it was built and changed."""
    if not shutil.which("strace"):
        pytest.skip("there is no strace")
    folder = tmp_path_factory.mktemp("traced")
    store, trace = folder / "new" / "store", folder / "trace"
    command = ["strace", "-f", "-y", "-s", "200", "-e", f"trace={TRACED}", "-o", str(trace)]
    done = subprocess.run(
        [*command, sys.executable, str(SCRIPT), str(store)],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    if "PTRACE" in done.stderr.upper():
        pytest.skip("this system lets nobody trace a process")
    assert done.returncode == 0, done.stderr
    return store, trace.read_text("utf-8", "replace").splitlines()


def test_a_loss_of_power_at_any_moment_leaves_a_complete_graph(traced: tuple[Path, list[str]]) -> None:
    disk = Disk(traced[0]).follow(traced[1])
    assert disk.switches == 2  # the build and the update
    assert disk.faults == []


def test_a_build_is_on_disk_before_current_names_it(traced: tuple[Path, list[str]]) -> None:
    store, lines = traced
    told = [f"{name}({arguments})" for name, arguments in calls_of(lines) if str(store) in arguments]
    switches = [place for place, call in enumerate(told) if re.match(r"rename.*/store/CURRENT\"", call)]
    assert len(switches) == 2
    for begin, switch in zip((0, switches[0]), switches, strict=True):
        order = [
            r"fsync\(.*/builds/\w+/\d+\.sst>",
            r"fsync\(.*/builds/\w+>",
            r"fsync\(.*/\.SHA256SUMS\.new>",
            r"rename.*/SHA256SUMS\"",
            r"fsync\(.*/builds/\w+>",
            r"fsync\(.*/store/builds>",
            r"fsync\(.*/store/\.CURRENT\.new>",
        ]
        place = begin
        for step in order:
            place = next((at for at in range(place, switch) if re.match(step, told[at])), switch)
            assert place < switch, f"{step} is missing before CURRENT is replaced"
        assert re.match(r"fsync\(\d+<.*/store>", next(call for call in told[switch:] if call.startswith("fsync")))


@pytest.mark.parametrize(
    "lost",
    [
        r"/\d+\.sst>\)",
        r"/MANIFEST-\d+>\)",
        r"/builds/\w+>\)",
        r"/store/builds>\)",
        r"/\.CURRENT\.new>\)",
        r"/\.SHA256SUMS\.new>\)",
    ],
)
def test_a_sync_that_is_left_out_is_found(lost: str, traced: tuple[Path, list[str]]) -> None:
    """The model isn't blind."""
    kept = [line for line in traced[1] if not re.search(rf"sync\(\d+<.*{lost}", line)]
    assert len(kept) < len(traced[1])
    assert Disk(traced[0]).follow(kept).faults
