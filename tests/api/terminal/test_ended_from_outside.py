"""Commands in processes of their own, as the system ends them: Ctrl+C, SIGTERM, closed streams, small limits, odd surroundings."""

from __future__ import annotations

import os
import resource
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

KENTGRAF = [sys.executable, "-c", "from kentgraf.api.cli import main; main()"]
TYPED_CITY = Path(__file__).parents[2] / "support" / "typed_city"
PATIENCE = 60
_ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="the system doesn't tell what a process does"
)


def _begin(*words: str | Path, **surroundings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*KENTGRAF, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **surroundings},
    )


def _wait_until(process: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _has_loaded(process: subprocess.Popen[str], library: str) -> Callable[[], bool]:
    return lambda: library in Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8", errors="replace")


def _has_open(process: subprocess.Popen[str], store: Path) -> Callable[[], bool]:
    def look() -> bool:
        held = []
        for handle in Path(f"/proc/{process.pid}/fd").iterdir():
            try:
                held.append(str(handle.readlink()))
            except OSError:
                continue
        return any(name.startswith(str(store)) for name in held)

    return look


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_query_that_never_ends_is_ended_by_the_user(sent: signal.Signals, store_dir: Path) -> None:
    """The store works on it without a look at signals, so that Python alone would never hear of them."""
    process = _begin("query", _ENDLESS, "--store", store_dir)
    try:
        _wait_until(process, _has_open(process, store_dir))
        time.sleep(0.5)
        process.send_signal(sent)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert (process.returncode, out, err) == (-sent, "", "")


@pytest.mark.parametrize("command", ["build", "extract", "members", "export", "serve"])
def test_ctrl_c_while_a_command_is_loading_leaves_no_traceback(
    command: str, invented_path: Path, store_dir: Path, tmp_path: Path
) -> None:
    words = {
        "build": (TYPED_CITY, "--store", tmp_path / "s"),
        "extract": (invented_path, "--out", tmp_path / "t"),
        "serve": ("--port", "0", "--store", store_dir),
    }.get(command, ("--store", store_dir))
    process = _begin(command, *words)
    _wait_until(process, _has_loaded(process, "pydantic_core"))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, -signal.SIGINT)
    assert (out, err.count("Traceback"), "internal error" in err) == ("", 0, False), err


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_ended_leaves_no_graph_and_no_traceback(sent: signal.Signals, tmp_path: Path) -> None:
    process = _begin("build", "--store", tmp_path / "store")
    _wait_until(process, (tmp_path / "store" / "builds").is_dir)
    process.send_signal(sent)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode in (128 + sent, -sent)
    assert err == ""
    assert not (tmp_path / "store" / "CURRENT").exists()
    if sent is signal.SIGINT:
        assert process.returncode == 130
        assert list((tmp_path / "store" / "builds").iterdir()) == []


def _under(limit: int, most: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(limit, (most, most))


@pytest.mark.parametrize(
    ("limit", "most", "word"),
    [
        (resource.RLIMIT_AS, 60 << 20, "memory"),
        (resource.RLIMIT_AS, 300 << 20, "memory"),
        (resource.RLIMIT_AS, 450 << 20, "memory"),
        (resource.RLIMIT_NOFILE, 5, "file"),
        (resource.RLIMIT_NOFILE, 20, "file"),
        (resource.RLIMIT_FSIZE, 1000, "too large"),
    ],
)
def test_limits_of_the_system_end_with_a_sentence(
    limit: int, most: int, word: str, typed_store: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [*KENTGRAF, "export", "--out", str(tmp_path / "out"), "--store", str(typed_store)],
        capture_output=True,
        encoding="utf-8",
        preexec_fn=_under(limit, most),
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kentgraf: ") and word in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_a_folder_on_a_full_disk_keeps_its_graph(tmp_path: Path) -> None:
    mounted = tmp_path / "small"
    mounted.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(mounted)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk")
    try:
        for words in (("build", TYPED_CITY, "--store", mounted), ("export", "--out", mounted / "out")):
            process = _begin(*words)
            out, err = process.communicate(timeout=PATIENCE)
            assert (process.returncode, out) == (2, "")
            assert err.startswith("kentgraf: ") and "Traceback" not in err and "internal error" not in err
        assert not (mounted / "CURRENT").exists()
    finally:
        subprocess.run(["umount", str(mounted)], check=False)


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", "<&- 2>&-", "<&- >&- 2>&-", "| head -c 1 >/dev/null"])
def test_closed_streams_are_told_or_do_without(closed: str, typed_store: Path) -> None:
    command = f'"$@" {closed}; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", command, "bash", *KENTGRAF, "members", "--store", str(typed_store)],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == (2 if ">&-" in closed.replace("2>&-", "") else 0), done.stderr
    assert "Traceback" not in done.stderr and "internal error" not in done.stderr and "Exception" not in done.stderr
    if closed == ">&-":
        assert done.stderr.endswith("kentgraf: Standard output can't be written: it is closed.\n")
    elif "head" not in closed and done.returncode == 0:
        assert done.stdout


def test_a_build_with_closed_streams_writes_no_message_into_the_store(tmp_path: Path) -> None:
    """The first file that a program opens takes the place of a stream that is closed."""
    store = tmp_path / "store"
    command = ["bash", "-c", '"$@" <&- >&- 2>&-', "bash", *KENTGRAF]
    subprocess.run([*command, "build", str(TYPED_CITY), "--store", str(store)], timeout=PATIENCE, check=True)
    done = subprocess.run(
        [*KENTGRAF, "members", "--store", str(store)], capture_output=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0


def test_odd_surroundings_change_nothing_of_an_answer(typed_store: Path, tmp_path: Path) -> None:
    plain = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    odd = {
        "LANG": "C",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
        "TMPDIR": "/nowhere",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "TZ": "Nowhere/Atall",
        "KENTGRAF_WORKERS": "nan",
        "KENTGRAF_DEBUG": "\udcff",
    }
    gone = tmp_path / "gone"
    gone.mkdir()
    command = ["bash", "-c", f'cd "{gone}"; rmdir "{gone}" 2>/dev/null; "$@"', "bash", *KENTGRAF]
    answers = [
        subprocess.run(
            [*start, "members", "--store", str(typed_store)], env=env, capture_output=True, timeout=PATIENCE, check=True
        ).stdout
        for start, env in ((KENTGRAF, plain), (command, {**plain, **odd}))
    ]
    assert answers[0] == answers[1] and answers[0]


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", "<&- >&-"])
def test_a_server_needs_no_standard_streams(closed: str, typed_store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = f"exec {shlex.join(map(str, (*KENTGRAF, 'serve', '--port', port, '--store', typed_store)))} {closed}"
    process = subprocess.Popen(["bash", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until(process, lambda: _is_answered(port))
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _is_answered(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE).status_code == 200
    except httpx.TransportError:
        return False
