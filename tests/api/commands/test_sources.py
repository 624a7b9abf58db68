"""`build` of several sources, `add`, `remove`, `sources`, and the city and year that every other command takes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cities.other_sources import TYPED_CITY, copy_source

from kentgraf.api import cli

Call = Callable[..., tuple[int, str, str]]
ALONE = (
    ("members", "--format", "json"),
    ("members",),
    ("audit",),
    ("audit", "--format", "csv"),
    ("trace", "1"),
    ("trace", "1", "--format", "csv"),
    ("network", "--format", "csv"),
    ("measures", "--format", "csv"),
    ("body", "Çevre Komisyonu"),
    ("show", "kg:Goal"),
    ("query", "@council-by-party"),
    ("query", "SELECT (COUNT(*) AS ?n) WHERE { ?s a kg:Seat }"),
    ("export", "--format", "popolo"),
    ("export", "--format", "stratml"),
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("sources")
    return [
        str(copy_source(TYPED_CITY, folder, city, year))
        for city, year in (("derekent", 2025), ("derekent", 2026), ("tepekent", 2025))
    ]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Runs `kentgraf` with the arguments in this process; returns its status, standard output and standard error."""

    def run(*arguments: str, store: str = "store") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kentgraf", *arguments, "--store", str(tmp_path / store)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capfd.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def keys(call: Call) -> list[str]:
    _, out, _ = call("sources", "--format", "json")
    return [entry["source"] for entry in json.loads(out)["sources"]]


def test_sources_come_and_go_one_by_one(call: Call, sources: list[str]) -> None:
    assert call("build", sources[0])[0] == 0
    assert keys(call) == ["derekent-2025"]
    status, _, told = call("add", sources[1], sources[2])
    assert status == 0 and "The graph holds 3 sources; `kentgraf sources` lists them." in told
    assert keys(call) == ["derekent-2025", "derekent-2026", "tepekent-2025"]
    status, out, _ = call("sources")
    assert status == 0 and out.count("2026") >= 1, out
    status, _, told = call("remove", "derekent-2026")
    assert status == 0 and "derekent-2026 is no longer in the graph." in told
    assert keys(call) == ["derekent-2025", "tepekent-2025"]
    status, _, told = call("remove", "derekent-2026")
    assert status == 2 and "There is no source 'derekent-2026'" in told
    status, _, told = call("build", sources[2])
    assert status == 0 and "derekent-2025 is no longer in the graph." in told


def test_every_command_tells_of_one_source_as_if_it_were_alone(call: Call, sources: list[str]) -> None:
    call("build", *sources)
    call("build", sources[0], store="alone")
    for command in ALONE:
        status, out, told = call(*command, "--city", "derekent", "--year", "2025")
        assert (status, out) == call(*command, store="alone")[:2], command
        assert out and "--city" not in told, command


def test_a_command_without_a_city_asks_which_and_without_a_year_takes_the_latest(
    call: Call, sources: list[str]
) -> None:
    call("build", *sources)
    status, out, told = call("trace", "1", "--city", "derekent")
    assert status == 0 and out
    assert "Derekent Belediyesi 2026, of derekent 2025, 2026; tepekent 2025; --city and --year choose another." in told
    _, _, told = call("members", "--city", "derekent", "--on", "2025-06-01")
    assert "Derekent Belediyesi 2025, of" in told, "the year of the day, where there is one"
    status, out, told = call("members")
    assert (status, out) == (2, "")
    assert told == "kentgraf: Several cities are here; say which one. Choices: derekent, tepekent.\n"
    status, _, told = call("members", "--city", "derekent", "--year", "2031")
    assert status == 1 and "No source tells of derekent 2031" in told


def test_a_query_without_a_city_sees_all_of_them(call: Call, sources: list[str]) -> None:
    call("build", *sources)
    call("build", sources[0], store="alone")
    query = ("query", "SELECT (COUNT(*) AS ?n) WHERE { ?s a kg:Seat }", "--format", "csv")
    one, all_of_them = (int(call(*query, store=store)[1].split()[1]) for store in ("alone", "store"))
    assert all_of_them == 3 * one > 0


def test_a_source_that_cannot_be_loaded_is_listed_and_the_others_stay(call: Call, sources: list[str]) -> None:
    status, _, told = call("build", sources[0], "nowhere", sources[2])
    assert status == 1 and "nowhere was not loaded: nowhere: found no such file" in told
    assert keys(call) == ["derekent-2025", "tepekent-2025"]


def test_the_register_shows_who_is_the_same_and_takes_decisions(
    call: Call, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("namesakes")
    first = copy_source(TYPED_CITY, folder, "derekent", 2025)
    other = {"2025-00": "2026-00", "Pınarbaşı": "Sarnıç", "pinarbasi": "sarnic", "commission/cevre": "commission/iklim"}
    second = copy_source(TYPED_CITY, folder, "derekent", 2026, **other)
    assert call("build", str(first), str(second))[0] == 0
    registers = tmp_path / "registers"
    status, out, _ = call("register", "derekent", "--out", str(registers / "derekent"))
    assert status == 0 and "same_indicator 1" in out
    found = json.loads(call("register", "derekent", "--format", "json")[1])
    assert {case["row"] for case in found["open"]} == {"2026-001", "2026-002", "2026-003"}, (
        "only their names are the same"
    )
    assert all(case["reason"] for case in found["open"])
    decisions = "kind,source,row,thing,reason\nperson,derekent-2026,2026-001,2025-001,she moved\n"
    (registers / "derekent" / "decisions.csv").write_text(decisions, "utf-8")
    assert call("build", str(first), str(second), "--registers", str(registers))[0] == 0
    decided = json.loads(call("register", "derekent", "--format", "json")[1])
    assert {case["row"] for case in decided["open"]} == {"2026-002", "2026-003"}
    (row,) = [row for row in decided["rows"] if row["row"] == "2026-001"]
    assert (row["thing"], row["rule"], row["evidence"]) == ("2025-001", "decided", "she moved")
    status, _, told = call("register", "ankara")
    assert status == 1 and "no register of 'ankara'" in told
