"""A build or an update that is killed at any moment, without a chance to clean up, loses nothing that was committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kentgraf.graph.store.build import build
from kentgraf.graph.store.checksums import check_files, has_checksums
from kentgraf.graph.store.folder import current_build, go_back
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.writing import write_package

TRIALS = 25


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="this system has no fork")
def test_no_committed_change_is_lost_when_a_writer_is_killed_at_a_random_moment(
    tmp_path: Path, invented_path: Path
) -> None:
    tables, store = tmp_path / "tables", tmp_path / "store"
    write_package(extract_report(invented_path), tables)
    build(tables, store)
    script = Path(__file__).parents[2] / "support" / "stores" / "crash_consistency.py"
    done = subprocess.run(
        [sys.executable, str(script), str(store), str(tables), str(TRIALS), "20250413"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.search(r"(\d+) kills, (\d+) changes landed, 0 wrong", done.stdout)
    assert told, done.stdout
    assert int(told[1]) == TRIALS
    assert int(told[2]) > 0, "nothing ever landed, so nothing could be lost"
    assert len(list((store / "builds").iterdir())) <= 3
    before = current_build(store)
    assert before
    build(tables, store)
    after = current_build(store)
    assert set((store / "builds").iterdir()) == {before, after}  # nothing half-written stays
    assert after
    for folder in (before, after):
        assert has_checksums(folder)
        check_files(folder, anew=True)
    assert {path.name for path in store.iterdir()} == {"CURRENT", "builds", ".lock"}
    assert go_back(store) == before
