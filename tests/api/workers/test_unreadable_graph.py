"""A process that ends, a folder that is gone, a graph that is not whole: never an empty answer, and it heals by itself."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.store.build import build
from kentgraf.graph.store.folder import current_build
from kentgraf.ontology.errors import StoreError

TYPED_CITY = Path(__file__).parents[2] / "support" / "typed_city"
COUNT = {"query": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"}
CSV = {"Accept": "text/csv"}
HTML = {"Accept": "text/html"}
PATIENCE = 120


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it didn't heal"
        time.sleep(0.1)


@pytest.fixture
def folder(typed_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(typed_store, tmp_path / "store"))


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder, Settings(workers=2, **PATIENT)), raise_server_exceptions=False) as asking:
        yield asking


def fork_server_of(client: TestClient) -> int:
    return client.app.state.builds.current().fork_server._process.pid  # type: ignore[attr-defined]


def test_a_graph_whose_folder_is_gone_when_its_process_is_replaced_is_never_empty(
    client: TestClient, folder: Path
) -> None:
    whole = client.get("/sparql", params=COUNT, headers=CSV).text
    page = client.get("/council", headers={"Accept": "text/html"}).text
    assert client.get("/readyz").status_code == 200
    folder.rename(folder.with_name("away"))
    os.kill(fork_server_of(client), signal.SIGKILL)
    wait_until(lambda: client.get("/readyz").status_code == 503)
    for _ in range(20):
        answers = [
            client.get("/sparql", params={"query": f"{COUNT['query']} # {time.monotonic()}"}, headers=CSV),
            client.get("/api/members", headers={"Accept-Language": str(time.monotonic())}),
            client.get("/council", params={"lang": "en", "x": str(time.monotonic())}, headers={"Accept": "text/html"}),
        ]
        for answer in answers:
            assert answer.status_code in (200, 503), answer.text
        assert answers[0].status_code == 503 or answers[0].text == whole
        time.sleep(0.05)
    folder.with_name("away").rename(folder)
    wait_until(lambda: client.get("/readyz").status_code == 200)
    assert client.get("/sparql", params=COUNT, headers=CSV).text == whole
    assert client.get("/council", headers={"Accept": "text/html"}).text == page


def test_the_process_that_holds_the_graph_is_replaced_when_it_ends(client: TestClient) -> None:
    whole = client.get("/sparql", params=COUNT, headers=CSV).text
    for number in range(3):
        before = fork_server_of(client)
        os.kill(before, signal.SIGKILL)
        query = {"query": f"{COUNT['query']} # {number}"}
        wait_until(lambda query=query: client.get("/sparql", params=query, headers=CSV).text == whole)  # type: ignore[misc]
        wait_until(lambda before=before: fork_server_of(client) != before or client.get("/readyz").status_code == 200)  # type: ignore[misc]
        wait_until(lambda: client.get("/readyz").status_code == 200)


def test_a_process_that_was_stopped_and_not_ended_is_replaced(folder: Path) -> None:
    """It answers nobody, takes no signal but the last one, and must hold up neither a build nor the end of the server."""
    settings = Settings(workers=2, query_seconds=3.0)
    with TestClient(create_app(folder, settings), raise_server_exceptions=False) as client:
        whole = client.get("/sparql", params=COUNT, headers=CSV).text
        os.kill(fork_server_of(client), signal.SIGSTOP)
        for worker in client.app.state.builds.current().queries._pool._idle:  # type: ignore[attr-defined]
            worker.kill()
        answer = client.get("/sparql", params={"query": f"{COUNT['query']} # 1"}, headers=CSV)
        assert answer.status_code == 503, answer.text
        wait_until(lambda: client.get("/sparql", params={"query": f"{COUNT['query']} # 2"}, headers=CSV).text == whole)
        os.kill(fork_server_of(client), signal.SIGSTOP)
        build(TYPED_CITY, folder)
        after = current_build(folder)
        assert after is not None
        wait_until(lambda: client.app.state.builds.current().build == after.name)  # type: ignore[attr-defined]
        os.kill(fork_server_of(client), signal.SIGSTOP)


def test_the_process_that_forks_the_workers_for_pages_is_replaced_when_it_was_stopped(folder: Path) -> None:
    settings = Settings(workers=1, page_workers=1, page_seconds=8.0)
    with TestClient(create_app(folder, settings), raise_server_exceptions=False) as client:

        def is_shown() -> bool:
            return client.get("/council", params={"x": time.monotonic()}, headers=HTML).status_code == 200

        wait_until(is_shown)
        served = client.app.state.builds.current()  # type: ignore[attr-defined]
        for _ in range(2):
            stopped = served.fork_server._page_maker.pid
            os.kill(stopped, signal.SIGSTOP)
            for worker in served.pages._pool._idle:
                worker.kill()
            answer = client.get("/council", params={"x": stopped, "lang": "en"}, headers=HTML)
            assert answer.status_code == 503
            assert "no process that makes pages begins" in answer.text
            wait_until(is_shown)
            assert served.fork_server._page_maker.pid != stopped
            assert has_ended(stopped)


def has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_graph_that_comes_back_with_other_triples_is_refused(client: TestClient, folder: Path) -> None:
    """As after a disk that lost some of its files' last bytes: the engine may open it with fewer triples, without a word."""
    current = current_build(folder)
    assert current is not None
    whole = client.get("/sparql", params=COUNT, headers=CSV).text
    spoiled = Store(str(folder / "spoiled"))
    spoiled.bulk_extend(list(Store.read_only(str(current)))[:-5])
    spoiled.flush()
    del spoiled
    shutil.rmtree(current)
    (folder / "spoiled").rename(current)
    os.kill(fork_server_of(client), signal.SIGKILL)
    wait_until(lambda: client.get("/readyz").status_code == 503)
    answer = client.get("/sparql", params=COUNT | {"query": COUNT["query"] + " #"}, headers=CSV)
    assert answer.status_code == 503 or answer.text == whole
    assert client.get("/readyz").status_code == 503


READER_BEGINS = """
import os, sys

if "kentgraf.api.workers.graph_dump" in sys.orig_argv:
"""


@pytest.mark.parametrize(
    ("what_it_does", "told", "untold"),
    [
        ("os.abort()", "was ended.*too little memory .*or too few processes", "build` makes it anew"),
        (r"os.write(1, b'# 7\\n<urn:a> <urn:'); os.abort()", "was ended", "build` makes it anew"),
        ("os._exit(1)", "can't be read; `kentgraf build` makes it anew", "ulimit"),
    ],
)
def test_a_reader_that_the_system_ends_is_not_told_as_damage(
    what_it_does: str, told: str, untold: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"{READER_BEGINS}    {what_it_does}\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(StoreError, match=told) as refused:
        create_app(folder, Settings(workers=1, **PATIENT))
    assert untold not in str(refused.value)


def test_the_next_build_is_served_after_any_fault_of_the_watcher(
    client: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    builds = client.app.state.builds  # type: ignore[attr-defined]
    before = builds.current().build
    with caplog.at_level(logging.WARNING, "kentgraf.api"):
        with monkeypatch.context() as patched:

            def fail() -> str:
                raise RuntimeError("can't start new thread")

            patched.setattr(builds._versions, "current", fail)
            time.sleep(1.5)
        build(TYPED_CITY, folder)
        wait_until(lambda: builds.current().build != before)
    told = [record.getMessage() for record in caplog.records if "can't start new thread" in record.getMessage()]
    assert len(told) == 1, "a fault that stays is told once"
    assert client.get("/readyz").text.endswith(f"of {builds.current().build}\n")


def test_a_build_that_cannot_be_read_is_told_once_and_the_last_one_stays(
    client: TestClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = client.get("/sparql", params=COUNT, headers=CSV).text
    (folder / "builds" / "29990101T000000000000").mkdir()
    with caplog.at_level(logging.WARNING, "kentgraf.api"):
        (folder / "CURRENT").write_text("29990101T000000000000\n", "utf-8")
        wait_until(lambda: bool(caplog.records))
        time.sleep(4)
        assert client.get("/sparql", params=COUNT, headers=CSV).text == whole
    assert len({record.getMessage() for record in caplog.records}) == len(caplog.records) == 1
