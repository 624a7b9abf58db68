"""The first minute: `make run` installs what running needs, says a line a step, and nothing warns."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ROOMS = ("ontology", "shapes", "loaders", "graph", "api", "data")
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))


def dry_run(folder: Path, target: str) -> list[str]:
    """Return the commands that `make` would run for a target in a fresh copy of the project, a line each."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(HOUSE / name, folder)
    done = subprocess.run(
        ["make", "-n", "VENV=fresh", target], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.splitlines()


def names(requirements: list[str]) -> set[str]:
    """Return the names of distributions, as they are written in one way."""
    return {plain(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def all_needed(wanted: set[str]) -> set[str]:
    """Return distributions with all that they need themselves, without their extras."""
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        found.add(name)
        try:
            needed = [text for text in requires(name) or () if "extra ==" not in text]
        except ModuleNotFoundError:  # for another system or Python
            continue
        wanted |= names(needed) - found
    return found


def test_make_run_installs_no_tools_of_the_tests_and_make_test_adds_them(tmp_path: Path) -> None:
    run = [line for line in dry_run(tmp_path, "run") if "pip install" in line]
    test = [line for line in dry_run(tmp_path, "test") if "pip install" in line]
    assert run and not any("[test]" in line for line in run)
    assert test[: len(run)] == run
    assert [line for line in test if "[test]" in line] == test[len(run) :] != []
    assert all("-c constraints.txt" in line and " -qq " in line for line in test)


def test_make_run_says_a_line_a_step(tmp_path: Path) -> None:
    """A step is told before it begins; its own commands and warnings are not shown."""
    told = [line for line in dry_run(tmp_path, "run") if line.startswith("echo ")]
    assert 2 <= len(told) <= 5
    recipe = (HOUSE / "Makefile").read_text("utf-8").partition("$(RUNNABLE):")[2].partition("\n\n")[0]
    assert [line for line in recipe.splitlines()[1:] if not line.startswith("\t@")] == []


def test_what_the_modules_import_is_what_running_installs() -> None:
    """Imports within functions count: what only the tests install would be missing when a command needs it."""
    installed = all_needed(names(PROJECT["project"]["dependencies"]))
    distributions = packages_distributions()
    wrong = []
    for path in (path for room in ROOMS for path in (HOUSE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for module in (name.partition(".")[0] for name in modules):
                if module != "kentgraf" and module not in sys.stdlib_module_names:
                    owners = {plain(name) for name in distributions.get(module, [])}
                    if not owners & installed:
                        wrong.append(f"{path.relative_to(HOUSE)} imports {module} of {sorted(owners)}")
    assert wrong == []


def test_every_module_loads_where_the_tools_of_the_tests_are_missing() -> None:
    """The distributions that only the tests need are blocked, also for what the libraries themselves import."""
    running = all_needed(names(PROJECT["project"]["dependencies"]))
    testing = all_needed(names(PROJECT["project"]["optional-dependencies"]["test"])) - running
    blocked = sorted(
        module for module, owners in packages_distributions().items() if {plain(owner) for owner in owners} <= testing
    )
    assert "pytest" in blocked and "lxml" in blocked and "rdflib" not in blocked
    modules = sorted(
        ".".join(("kentgraf", *path.relative_to(HOUSE).with_suffix("").parts)).removesuffix(".__init__")
        for room in ROOMS
        for path in (HOUSE / room).rglob("*.py")
    )
    script = (
        "import importlib, sys\n"
        f"for name in {blocked!r}: sys.modules[name] = None\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_readme_names_the_two_commands_and_make_knows_them(tmp_path: Path) -> None:
    readme = (HOUSE / "README.md").read_text("utf-8")
    for target in ("run", "test"):
        assert re.search(rf"^make {target} ", readme, re.MULTILINE)
        assert dry_run(tmp_path, target)


@pytest.mark.parametrize("group", ["dependencies", "test"])
def test_every_requirement_is_pinned(group: str) -> None:
    project = PROJECT["project"]
    pinned = names((HOUSE / "constraints.txt").read_text("utf-8").split())
    wanted = names(project["dependencies"] if group == "dependencies" else project["optional-dependencies"]["test"])
    assert wanted - pinned == set()
