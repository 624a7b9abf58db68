"""Whatever a command is given, it ends: with a sentence that names the cause, with status 2, and never with a traceback."""

from __future__ import annotations

import os
import resource
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from support.attacks.odd_files import ODD_FILES

from kentgraf.api import cli
from kentgraf.api.commands.app import COMMANDS
from kentgraf.loaders.documents import bounded_files

TYPED_CITY = Path(__file__).parents[2] / "support" / "typed_city"
NOT_READ = {"zero", "urandom", "full", "memory", "pipe", "socket", "endless", "folder"}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


End = Callable[..., Ended]


@pytest.fixture
def end(typed_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> End:
    """Runs a command in this process, on the graph of the typed city."""
    monkeypatch.setenv("KENTGRAF_STORE", str(typed_store))

    def call(*words: str | Path) -> Ended:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["kentgraf", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        assert "Traceback" not in told.err and "internal error" not in told.err, told.err
        return Ended(ended.value.code, told.out, told.err)

    return call


def is_refused(ended: Ended) -> bool:
    """Return whether a command wrote nothing, told a sentence (after the day that it chose) and ended with status 2."""
    said = ended.err.partition(" chooses another.\n")[2] or ended.err
    return ended.status == 2 and ended.out == "" and said.startswith("kentgraf: ") and said.endswith(".\n")


@pytest.mark.parametrize("kind", ODD_FILES)
def test_what_is_no_document_is_refused_by_every_command_that_reads_one(kind: str, end: End, tmp_path: Path) -> None:
    odd = ODD_FILES[kind](tmp_path)
    for words in (
        ("build", odd, "--store", tmp_path / "store"),
        ("extract", odd, "--out", tmp_path / "tables"),
        ("verify", odd),
        ("query", f"@{odd}"),
    ):
        ended = end(*words)
        assert is_refused(ended), (words, ended)
        if kind in NOT_READ and words[0] != "build":
            assert ("expected" in ended.err and "found" in ended.err) or "link" in ended.err, ended.err
    assert not (tmp_path / "tables").exists()


@pytest.mark.parametrize("kind", ["folder", "binary", "huge line", "zero", "pipe", "socket", "endless", "loop"])
def test_what_is_no_table_in_a_folder_of_tables_is_refused_with_its_name(kind: str, end: End, tmp_path: Path) -> None:
    for name in ("datapackage.json", "members.csv"):
        tables = tmp_path / name.partition(".")[0]
        shutil.copytree(TYPED_CITY, tables)
        (tables / name).unlink()
        (odd := tmp_path / f"odd {name}").mkdir()
        ODD_FILES[kind](odd).rename(tables / name) if kind != "loop" else (tables / name).symlink_to(name)
        ended = end("build", tables, "--store", tmp_path / "store")
        assert ended.status == 2
        # a link that leads to itself is a file that is missing, and all tables but the descriptor may be missing
        assert name in ended.err, ended.err


@pytest.mark.parametrize("nested", ["[" * 100_000, '{"kentgraf": "x"}', "[]", '{"kentgraf": {}, "licenses": ["x"]}'])
def test_json_of_another_shape_is_refused(nested: str, end: End, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(nested, encoding="utf-8")
    assert is_refused(end("build", tmp_path, "--store", tmp_path / "store"))


@pytest.mark.parametrize("kind", [kind for kind in ODD_FILES if kind not in ("missing", "folder")])
def test_what_is_no_folder_of_a_graph_is_refused_by_readers_and_builders(kind: str, end: End, tmp_path: Path) -> None:
    odd = ODD_FILES[kind](tmp_path)
    assert is_refused(end("members", "--store", odd))
    assert is_refused(end("build", TYPED_CITY, "--store", odd))


@pytest.mark.parametrize("kind", ["folder", "full", "loop", "socket", "long name", "memory"])
def test_an_output_that_cannot_be_written_is_named(kind: str, end: End, tmp_path: Path, invented_path: Path) -> None:
    odd = ODD_FILES[kind](tmp_path)
    for words in (("export",), ("audit",), ("network",), ("export", "--format", "csv"), ("extract", invented_path)):
        if kind == "folder" and words in (("export", "--format", "csv"), ("extract", invented_path)):
            continue  # these write folders
        ended = end(*words, "--out", odd)
        assert is_refused(ended), (words, ended)
        assert odd.name in ended.err and ("writ" in ended.err or "too long" in ended.err), (words, ended.err)


def test_an_output_that_fails_half_way_leaves_the_file_that_stood_there(end: End, tmp_path: Path) -> None:
    out = tmp_path / "graph.ttl"
    assert end("export", "--out", out).status == 0
    whole = out.read_bytes()
    out.chmod(0o640)
    ended = _in_a_child(partial(end, "export", "--format", "nquads", "--out", out), {resource.RLIMIT_FSIZE: 1000})
    assert is_refused(ended) and "too large" in ended.err, ended
    assert [path.name for path in tmp_path.iterdir()] == [out.name] and out.read_bytes() == whole
    link = tmp_path / "link.ttl"
    link.symlink_to(out.name)
    assert end("export", "--format", "nquads", "--out", link).status == 0
    assert link.is_symlink() and out.read_bytes() != whole and out.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("command", ["members", "export", "audit", "network", "measures", "query", "show", "trace"])
def test_a_full_disk_behind_standard_output_is_told(
    command: str, typed_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    argument = {"query": ["ASK {}"], "show": ["kg:Seat"], "trace": ["1"]}.get(command, [])
    monkeypatch.setattr(sys, "argv", ["kentgraf", command, *argument, "--store", str(typed_store)])
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith("kentgraf: Standard output can't be written: no space left on device.\n")


def test_a_full_disk_behind_standard_error_changes_nothing_of_the_answer(
    end: End, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = end("members")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stderr", full)
        ended = end("members")
    assert (ended.status, ended.out) == (0, expected.out) and ended.out


ODD_WORDS = ("", " ", "\udcff", "a\nb", "\x1b[2J", "x" * 100_000, "-1", "’", "\u202e", "%s{}", "../..", "١")


@pytest.mark.parametrize("command", COMMANDS)
def test_odd_words_for_every_argument_and_option_end_with_a_sentence(command: str, end: End, tmp_path: Path) -> None:
    takes = {
        "extract": [["{}", "--out", str(tmp_path / "t")]],
        "build": [["{}"], [str(TYPED_CITY), "--base", "{}"], [str(TYPED_CITY), "--base", "http://[{}"]],
        "add": [["{}"], [str(TYPED_CITY), "--registers", "{}"]],
        "remove": [["{}"]],
        "sources": [["--format", "{}"]],
        "register": [["{}"], ["derekent", "--format", "{}"]],
        "query": [["{}"], ["@{}"], ["ASK {{}}", "--format", "{}"]],
        "trace": [["{}"], ["1", "--format", "{}"]],
        "network": [["--on", "{}"], ["--until", "{}"], ["--projection", "{}"]],
        "measures": [["--on", "{}"], ["--since", "{}"]],
        "audit": [["--rule", "{}"], ["--lang", "{}"], ["--severity", "{}"]],
        "export": [["--format", "{}"]],
        "members": [
            ["--on", "{}"],
            ["--city", "{}"],
            ["--year", "{}"],
            ["--store", "http://{}"],
            ["--store", "http://[{}"],
        ],
        "body": [["{}"], ["Meclis", "--on", "{}"]],
        "person": [["{}"], ["Ada", "--on", "{}"]],
        "show": [["{}"], ["http://{}"]],
        "verify": [["{}"]],
        "serve": [["--port", "{}"], ["--host", "a\nb{}"], ["--query-seconds", "{}"], ["--workers", "{}"]],
    }
    store = (
        [] if command == "extract" else ["--store", str(tmp_path / "no store")] if command in ("build", "add") else []
    )
    for form in takes[command]:
        for odd in ODD_WORDS:
            if (odd, form) == ("", ["--store", "http://{}"]):
                continue
            words = [word.replace("{}", odd) for word in form]
            if command in ("build", "add") and form == ["{}"] and not odd.strip("./ "):
                continue  # a folder that there is
            if command == "members" and "http://{}" in form and odd not in ("", " ", "\udcff", "\x1b[2J"):
                continue  # a name that is asked for in the network
            ended = end(command, *words, *store)
            assert ended.status in (0, 1, 2), (words, ended)
            assert ended.status == 0 or ended.err.strip(), words


@pytest.mark.parametrize("word", ["--no-such-option", "nothing", "--version=1"])
def test_what_is_no_command_is_refused(word: str, end: End) -> None:
    assert end(word).status == 2


@pytest.mark.parametrize("columns", ["1", "0", "abc", "-5", "99999999999999999999"])
def test_an_odd_width_of_the_terminal_costs_no_answer(columns: str, end: End, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ended = end("members")
    assert ended.status == 0 and ended.out


def test_a_file_that_may_not_be_read_or_written_is_named(end: End, typed_store: Path, invented_path: Path) -> None:
    """Root may read all, so this is asked by a child that is nobody, and away from pytest's folders, which are root's."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as made:
        (here := Path(made)).chmod(0o755)
        store = here / "store"
        shutil.copytree(typed_store, store)
        for path in (store, *store.rglob("*")):
            path.chmod(0o755)
        tables = here / "tables"
        shutil.copytree(TYPED_CITY, tables)
        report = here / "report.txt"
        shutil.copy(invented_path, report)
        kept = here / "kept"
        kept.mkdir()
        shutil.copy(report, kept)
        asked: tuple[tuple[str | Path, ...], ...] = (
            ("extract", kept / "report.txt", "--out", here / "t"),
            ("build", kept / "report.txt", "--store", here / "s"),
            ("query", f"@{kept / 'report.txt'}", "--store", store),
            ("export", "--out", kept / "x", "--store", store),
            ("network", "--out", kept / "x", "--store", store),
            ("extract", report, "--out", kept / "t"),
            ("build", tables, "--store", kept),
        )
        for words in asked:
            end(*words)  # loads all modules, which nobody may perhaps not read
        (kept / "x").unlink()
        kept.chmod(0)
        for words in asked:
            ended = _in_a_child(partial(end, *words), as_nobody=True)
            assert is_refused(ended) and "ermission denied" in ended.err, (words, ended)


def test_a_limit_on_processes_and_threads_is_told(end: End) -> None:
    """The store's library would abort the process without a sentence."""
    end("members")
    ended = _in_a_child(partial(end, "members"), {resource.RLIMIT_NPROC: 1}, as_nobody=True)
    assert is_refused(ended) and "threads" in ended.err, ended


def _in_a_child(ask: Callable[[], Ended], limits: Mapping[int, int] = {}, *, as_nobody: bool = False) -> Ended:
    """Return what `ask` returns in a copy of this process under limits, and without rights if it is nobody."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if as_nobody and os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            for limit, most in limits.items():
                resource.setrlimit(limit, (most, most))
            ended = ask()
            os.write(writing, f"{ended.status}\0{ended.out}\0{ended.err}".encode()[:60_000])
        except BaseException as error:
            os.write(writing, f"-1\0\0{error!r}".encode()[:60_000])
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as told:
        status, out, err = told.read().split("\0")
    return Ended(int(status), out, err)


def test_an_error_of_the_program_is_one_sentence_and_a_traceback_only_for_developers(
    typed_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("kentgraf.api.commands.members.members_on", fail)
    monkeypatch.setattr(sys, "argv", ["kentgraf", "members", "--store", str(typed_store)])
    for debug, traceback_shown in (("", False), ("1", True)):
        monkeypatch.setenv("KENTGRAF_DEBUG", debug)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr().err
        assert ended.value.code == 2
        assert "internal error ZeroDivisionError (planted) in kentgraf.api.commands.members, line " in told
        assert ("Traceback" in told) is traceback_shown


@pytest.mark.parametrize("error", [MemoryError(), ImportError("x.so: failed to map segment from shared object")])
def test_a_lack_of_memory_is_a_sentence(error: Exception, end: End, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("kentgraf.api.commands.members.members_on", fail)
    ended = end("members")
    assert is_refused(ended) and "memory" in ended.err


def test_a_file_at_the_bound_is_read_and_one_byte_more_is_refused_with_the_bound(
    end: End, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_files, "MOST_BYTES", 1 << 20)
    path = tmp_path / "query"
    path.write_bytes(b"ASK {}".ljust(1 << 20))
    assert end("query", f"@{path}").status == 0
    path.write_bytes(b"ASK {}".ljust((1 << 20) + 1))
    ended = end("query", f"@{path}")
    assert is_refused(ended) and "1 MiB" in ended.err
