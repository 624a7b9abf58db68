"""Every command ends on a damaged graph with one sentence and status 2, which names the damage and the ways on."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.stores.damage import LATER, TYPED_CITY, flip

from kentgraf.api import cli
from kentgraf.graph.store.checksums import record_checksums
from kentgraf.graph.store.folder import current_build

Call = Callable[..., tuple[int, str, str]]
COMMANDS = (
    ("query", "SELECT * { ?s ?p ?o }"),
    ("members",),
    ("audit",),
    ("trace", "1"),
    ("export",),
    ("measures",),
    ("network",),
    ("body", "a"),
    ("person", "a"),
    ("show", "kg:Goal"),
    ("verify", str(TYPED_CITY / "plan.csv")),
    ("serve", "--port", "0"),
)


@pytest.fixture
def store(tmp_path: Path, built_twice: Path) -> Path:
    return Path(shutil.copytree(built_twice, tmp_path / "store"))


@pytest.fixture
def call(store: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Runs `kentgraf` with the arguments in this process; returns its status, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kentgraf", *arguments, "--store", str(store)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capfd.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def assert_told(answer: tuple[int, str, str], store: Path, cause: str) -> None:
    status, out, told = answer
    assert (status, out) == (2, ""), told
    assert told.startswith(f"kentgraf: {store}: {cause}"), told
    assert told.count("\n") == 1
    assert "; `kentgraf build` makes it anew; the build before it, " in told
    assert told.endswith(f"is intact: `kentgraf build --previous --store {store}` goes back to it.\n")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_names_the_damage_of_a_file(command: tuple[str, ...], call: Call, store: Path) -> None:
    """Which damage is found is tested with the store."""
    path = max((store / "builds" / LATER).glob("*.sst"), key=lambda path: path.stat().st_size)
    flip(0.5)(path)
    assert_told(call(*command), store, f"the graph is damaged ({path.name}: found SHA-256 ")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_names_the_damage_of_the_pointer(command: tuple[str, ...], call: Call, store: Path) -> None:
    """`serve` too, which builds the packaged tables only where there is no graph."""
    (store / "CURRENT").write_bytes(b"gone")
    assert_told(call(*command), store, "the graph is damaged (CURRENT: found 'gone'; expected the name of a build)")
    assert (store / "CURRENT").read_bytes() == b"gone"


@pytest.mark.parametrize(
    "command", [("query", "SELECT * { ?s ?p ?o }"), ("export", "--format", "nquads")], ids=" ".join
)
def test_a_command_tells_what_the_engine_finds_in_a_graph_that_was_damaged_before_its_checksums(
    command: tuple[str, ...], call: Call, store: Path
) -> None:
    folder = store / "builds" / LATER
    for path in folder.glob("*.sst"):
        if path.stat().st_size > 10_000:
            flip(0.3)(path)
    record_checksums(folder)
    assert_told(call(*command), store, "the graph can't be read (Corruption: ")


def test_a_build_over_a_damaged_graph_tells_that_it_was_not_compared(call: Call, store: Path) -> None:
    flip(0.5)(max((store / "builds" / LATER).glob("*.sst")))
    status, _, told = call("build", str(TYPED_CITY))
    assert status == 0
    assert "What stood there was not compared, since it can't be read: " in told
    assert call("members")[0] == 0


def test_one_goes_back_to_the_build_before_by_the_command_that_is_told(call: Call, store: Path) -> None:
    flip(0.5)(max((store / "builds" / LATER).glob("*.sst")))
    assert call("members")[0] == 2
    status, _, told = call("build", "--previous")
    before = current_build(store)
    assert before and before.name < LATER
    assert (status, told) == (0, f"The graph in {store} is the build {before.name} again.\n")
    assert call("members")[0] == 0
    assert call("build", "--previous")[0] == 2  # there is none before it


@pytest.mark.parametrize("arguments", [(str(TYPED_CITY),), ("--store", "http://127.0.0.1:9/sparql")])
def test_going_back_takes_no_source_and_no_server(
    arguments: tuple[str, ...], store: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kentgraf", "build", "--previous", "--store", str(store), *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "--previous" in capfd.readouterr().err
