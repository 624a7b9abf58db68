"""`kentgraf export` as files, folders and zips."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from kentgraf.graph.exports.stratml import stratml_schema

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_plan_comes_as_stratml(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "plan.xml"
    assert run("export", "--format", "stratml", "--out", str(out)).returncode == 0
    etree.XMLSchema(etree.fromstring(stratml_schema())).assertValid(etree.parse(str(out)))
    assert run("export", "--format", "stratml").stdout == out.read_text(encoding="utf-8")


@pytest.mark.parametrize(("form", "table"), [("fdp", "activities.csv"), ("csv", "people.csv")])
def test_a_package_comes_as_a_folder_or_a_zip(form: str, table: str, run: Run, store_dir: Path, tmp_path: Path) -> None:
    folder, packed = tmp_path / "new" / "folder", tmp_path / "package.zip"
    assert run("export", "--format", form, "--out", str(folder)).returncode == 0
    assert run("export", "--format", form, "--out", str(packed)).returncode == 0
    assert {"datapackage.json", table} <= {path.name for path in folder.iterdir()}
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }
    command = [sys.executable, "-m", "kentgraf.api.cli", "export", "--format", form, "--store", str(store_dir)]
    done = subprocess.run(command, capture_output=True, timeout=300, check=True, env={**os.environ})
    assert done.stdout == packed.read_bytes()


def test_a_folder_that_is_a_file_is_refused_with_a_sentence(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "taken"
    place.write_text("mine", encoding="utf-8")
    done = run("export", "--format", "csv", "--out", str(place))
    assert done.returncode == 2
    assert "Can't write into the folder" in done.stderr and "Traceback" not in done.stderr
    assert place.read_text(encoding="utf-8") == "mine"
