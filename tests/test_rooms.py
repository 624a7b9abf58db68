"""The house: whoever looks for something knows in which room it is, for every room builds on those before it and on no other."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOMS = ("ontology", "shapes", "loaders", "graph", "api")
FACES = (
    "wording",
    "answering",
    "charts",
    "json_api",
    "pages",
    "protocol",
    "serving",
    "server.py",
    "commands",
    "cli.py",
)
"""The rooms within `api`, from what all of them share to what people type."""


def modules(folder: Path) -> dict[str, Path]:
    return {
        ".".join(("kentgraf", *path.relative_to(HOUSE).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in folder.rglob("*.py")
    }


def imported(path: Path) -> set[str]:
    """The modules, or names in them, that a module imports when it is loaded or later."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def room_of(name: str, rooms: tuple[str, ...], above: str) -> int | None:
    """Which of the rooms a module of ours is in."""
    own = [place for place, room in enumerate(rooms) if f"{name}.".startswith(f"{above}.{room.removesuffix('.py')}.")]
    return own[0] if own else None


@pytest.mark.parametrize(
    ("folder", "rooms", "above"), [(HOUSE, ROOMS, "kentgraf"), (HOUSE / "api", FACES, "kentgraf.api")]
)
def test_a_room_imports_only_from_those_before_it(folder: Path, rooms: tuple[str, ...], above: str) -> None:
    upwards = []
    for room in rooms:
        for name, path in modules(folder / room).items() if (folder / room).is_dir() else [(room, folder / room)]:
            here = rooms.index(room)
            for other in imported(path):
                there = room_of(other, rooms, above)
                if there is not None and there > here:
                    upwards.append(f"{name} imports {other}")
    assert upwards == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    own = {name: path for room in ROOMS for name, path in modules(HOUSE / room).items()}
    assert len(own) > 150
    needs = {name: {other for other in imported(path) if other in own and other != name} for name, path in own.items()}
    tuple(TopologicalSorter(needs).static_order())  # raises CycleError, which names the circle


def test_every_room_of_the_outside_faces_is_one_of_these() -> None:
    found = {
        path.name for path in (HOUSE / "api").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert found - {"__init__.py"} == set(FACES)
