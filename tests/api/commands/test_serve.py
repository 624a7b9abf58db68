"""`kentgraf serve` as a user starts it: it builds a missing graph, prints its address, and serves each new build."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from support.servers.quiet_times import best_quarter
from support.servers.server_process import children_of, running_server

from kentgraf.graph.store.build import build

pytestmark = pytest.mark.alone
COMMAND = [sys.executable, "-m", "kentgraf.api.cli"]


@contextmanager
def _serving(store: Path) -> Iterator[str]:
    """A server on a free port; its address."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--store", str(store)], stderr=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"http://[\d.:]+", line):
                yield found[0]
                break
        else:
            raise AssertionError("the server ended before it said where it is")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) in (0, 130)
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()


def test_serve_builds_a_missing_graph_and_reloads_without_a_failed_request(tmp_path: Path, invented_path: Path) -> None:
    with _serving(tmp_path) as address:
        assert httpx.get(f"{address}/api/summary", timeout=120).json()["sources"][0]["year"] == 2025
        goals = {"query": "SELECT (COUNT(*) AS ?n) WHERE { ?x a kg:Goal }"}
        before = httpx.get(f"{address}/sparql", params=goals, headers={"Accept": "text/csv"}, timeout=120).text
        build(invented_path, tmp_path)
        assert before.split()[1] == "5"
        deadline = time.monotonic() + 120
        answer = before
        while answer == before:
            assert time.monotonic() < deadline, "the new build is not served"
            response = httpx.get(f"{address}/sparql", params=goals, headers={"Accept": "text/csv"}, timeout=120)
            assert response.status_code == 200
            answer = response.text


def test_answers_on_a_kept_connection_are_not_delayed(store_dir: Path) -> None:
    with _serving(store_dir) as address, httpx.Client(base_url=address, timeout=120) as asking:
        seconds = [asking.get("/healthz").elapsed.total_seconds() for _ in range(21)]
    assert best_quarter(seconds) < 0.03


def test_an_idle_worker_that_was_killed_loses_no_answer(store_dir: Path) -> None:
    with running_server(store_dir) as served, httpx.Client(base_url=served.address, timeout=120) as asking:
        assert asking.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        workers = [worker for maker in children_of(served.process.pid) for worker in children_of(maker)]
        assert workers
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        time.sleep(0.2)
        assert asking.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def test_a_port_in_use_gets_a_message(store_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "serve", "--port", port, "--store", str(store_dir)],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_is_no_error(store_dir: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "export"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "KENTGRAF_STORE": str(store_dir)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
