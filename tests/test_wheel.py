"""The installed wheel works away from the checkout: it holds every data file that building, querying and serving need."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import httpx
import pytest

HOUSE = Path(__file__).parents[1]
PARTS = ("ontology", "shapes", "loaders", "graph", "api", "data", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing is written into the checkout."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for part in PARTS:
        source = HOUSE / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / part)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
        ".",
    ]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def kentgraf(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of an environment that holds the wheel; the other packages are those of the tests."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    packages = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    return [str(python), "-m", "kentgraf.api.cli"]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """A folder away from the checkout, and an environment in which other packages are found but no editable install is."""
    return {
        "cwd": tmp_path_factory.mktemp("elsewhere"),
        "env": {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")},  # its .pth files are not read
    }


def test_the_wheel_holds_no_tests_and_no_generators_of_documentation(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("graph/money/trace.py") for name in names)
    assert [name for name in names if not re.match(r"kentgraf(/|-[\d.]+\.dist-info/)", name)] == []
    assert [name for name in names if "/tests/" in name or "/docs/" in name or "deviation_reasons" in name] == []


def test_the_installed_wheel_builds_queries_and_serves(kentgraf: list[str], elsewhere: dict[str, object]) -> None:
    where = subprocess.run(
        [kentgraf[0], "-c", "import kentgraf.graph; print(kentgraf.graph.__file__)"],
        check=True, capture_output=True, text=True, **elsewhere,
    ).stdout  # type: ignore[call-overload]  # fmt: skip
    assert str(HOUSE) not in where
    done = subprocess.run([*kentgraf, "build"], capture_output=True, text=True, **elsewhere)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    query = [*kentgraf, "query", "SELECT (COUNT(?s) AS ?n) WHERE { ?s a kg:Seat }", "--format", "csv"]
    answer = subprocess.run(query, capture_output=True, text=True, check=True, **elsewhere)  # type: ignore[call-overload]
    assert answer.stdout.split() == ["n", "184"]
    server = subprocess.Popen([*kentgraf, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True, **elsewhere)  # type: ignore[call-overload]
    try:
        address = next(found[0] for line in server.stderr if (found := re.search(r"http://[\d.]+:\d+", line)))
        for path in (
            "/healthz",
            "/?lang=en",
            "/council",
            "/money?goal=5",
            "/network.svg",
            "/static/style.css",
            "/docs",
        ):
            assert httpx.get(address + path, timeout=60).status_code == 200, path
        counted = httpx.get(f"{address}/sparql", params={"query": "ASK { ?s a kg:Seat }"}, timeout=60)
        assert "true" in counted.text
    finally:
        server.terminate()
        server.wait()
