"""The layering of the packages: every folder imports only from those before it, and folders and modules are small."""

from __future__ import annotations

import ast
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
MOST_MODULES = 20
MOST_LINES = 350
ROOMS = {
    "": ("ontology", "shapes", "loaders", "graph", "api"),
    "loaders": ("profiles", "documents", "tables", "identity", "mapping", "sections", "completeness.py", "load.py"),
    "loaders/mapping": (
        "statements.py",
        "labels.py",
        "cubes.py",
        "departments.py",
        "source.py",
        "top_concepts.py",
        "strategy",
        "governance",
        "money",
        "retired.py",
        "package.py",
    ),
    "graph": ("sparql", "people", "money", "plan", "search", "audit", "exports", "store"),
    "api": (
        "i18n",
        "query_service",
        "workers",
        "charts",
        "terminal",
        "json_api",
        "pages",
        "protocol",
        "middleware",
        "error_responses.py",
        "graph_app.py",
        "server.py",
        "commands",
        "cli.py",
    ),
    "api/pages": ("layout", "sources", "findings", "plan", "people", "money", "search", "site"),
}
"""The subfolders of each folder, each after those from which it may import. Folders such as `graph/queries` hold no Python."""


def modules(folder: Path) -> dict[str, Path]:
    return {
        ".".join(("kentgraf", *path.relative_to(HOUSE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in folder.rglob("*.py")
    }


def imported(path: Path) -> set[str]:
    """Return the modules, and the names in them, that a module imports at any time."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def room_of(name: str, folder: str) -> int | None:
    """Return the index of the subfolder that holds a module, or None."""
    above = ".".join(("kentgraf", *Path(folder).parts))
    own = [
        place
        for place, room in enumerate(ROOMS[folder])
        if f"{name}.".startswith(f"{above}.{room.removesuffix('.py')}.")
    ]
    return own[0] if own else None


@pytest.mark.parametrize("folder", ROOMS)
def test_a_room_imports_only_from_those_before_it(folder: str) -> None:
    upwards = []
    for name, path in modules(HOUSE / folder).items():
        here = room_of(name, folder)
        for other in imported(path) if here is not None else ():
            there = room_of(other, folder)
            if there is not None and there > here:
                upwards.append(f"{name} imports {other}")
    assert upwards == []


@pytest.mark.parametrize("folder", [folder for folder in ROOMS if folder])
def test_every_room_of_a_folder_has_its_place_in_the_order(folder: str) -> None:
    found = {
        path.name
        for path in (HOUSE / folder).iterdir()
        if path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
    }
    assert found - {"__init__.py"} == set(ROOMS[folder])


def test_no_modules_import_each_other_in_a_circle() -> None:
    own = {name: path for room in ROOMS[""] for name, path in modules(HOUSE / room).items()}
    assert len(own) > 150
    needs = {name: {other for other in imported(path) if other in own and other != name} for name, path in own.items()}
    tuple(TopologicalSorter(needs).static_order())  # raises CycleError, which names the circle


def test_folders_and_modules_are_small() -> None:
    """A module may be longer than MOST_LINES if its docstring gives the reason, with the word `lines`."""
    own = [path for room in ROOMS[""] for path in modules(HOUSE / room).values()]
    folders = {folder: len(list(folder.glob("*.py"))) - 1 for folder in {path.parent for path in own}}
    assert {str(folder): size for folder, size in folders.items() if size > MOST_MODULES} == {}
    long = [path for path in own if len(path.read_text("utf-8").splitlines()) > MOST_LINES]
    assert [
        str(path) for path in long if "lines" not in (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")
    ] == []


def test_the_wheel_holds_every_package_and_no_other() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]
    folders = {
        path.parent.relative_to(HOUSE)
        for room in (*ROOMS[""], "data")
        for path in (HOUSE / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    # folders of data count too: setuptools warns of each that could be imported and isn't listed
    packages = {".".join(("kentgraf", *folder.parts)) for folder in folders if all(map(str.isidentifier, folder.parts))}
    assert set(project["setuptools"]["packages"]) == packages
    assert {name for name in packages if name.count(".") == 1} == set(project["setuptools"]["package-dir"])
    checked = set(project["mypy"]["packages"])
    assert {name for name in packages if name.count(".") == 1} == checked
