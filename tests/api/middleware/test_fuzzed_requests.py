"""Thousands of requests that no good client sends, over a bare socket to a real server: it refuses them and serves on.

`malformed_requests` makes them from a seed, so that a failure can be seen again.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from support.attacks.malformed_requests import STRANGER, Malformed, make_requests
from support.servers.server_process import PATIENT, RunningServer, children_of, running_server

SEED = 20251231
REQUESTS = 2100
WORKERS = 2
PAGE_WORKERS = 2
AT_ONCE = 4
PATIENCE = 30.0 + PATIENT["query_seconds"]
"""Longer than any query may take."""
GLANCE = 0.05
"""Seconds that an answer is awaited to a request that the server can't know to be whole."""
OTHER_HOST = re.compile(r"\s*(?:https?:)?[/\\]\s*[/\\]")
GOALS = "SELECT (COUNT(?g) AS ?n) WHERE { ?g a kg:Goal }"


@dataclass(frozen=True)
class Told:
    """What came back; no status if nothing did."""

    request: Malformed
    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "")

    def __str__(self) -> str:
        return f"{self.request.kind} ({self.request.content[:120]!r}): {self.status} {self.body[:200]!r}"


@pytest.fixture(scope="module")
def served(store_dir: Path) -> Iterator[RunningServer]:
    """A server that is attacked."""
    with running_server(
        store_dir, "--workers", str(WORKERS), short_seconds=2, page_workers=PAGE_WORKERS, **PATIENT
    ) as running:
        yield running


@pytest.fixture(scope="module")
def told(served: RunningServer) -> list[Told]:
    """What all the malformed requests were answered."""
    assert len(children_of(served.process.pid)) == 1, "one process makes the workers"
    with ThreadPoolExecutor(AT_ONCE) as senders:
        return list(senders.map(lambda request: _send(served, request), make_requests(SEED, REQUESTS)))


def _send(served: RunningServer, request: Malformed) -> Told:
    patience = PATIENCE if request.whole else GLANCE
    with socket.create_connection((served.host, served.port), timeout=patience) as client:
        try:
            client.sendall(request.content)
            with HTTPResponse(client, method=request.method) as answer:
                answer.begin()
                headers = {name.lower(): value for name, value in answer.getheaders()}
                return Told(request, answer.status, headers, answer.read())
        except (OSError, HTTPException):
            return Told(request, None)


def test_every_complete_request_gets_an_answer(told: list[Told]) -> None:
    assert len(told) == REQUESTS
    assert [str(one) for one in told if one.request.whole and one.status is None] == []


def test_no_malformed_request_causes_a_server_error(told: list[Told]) -> None:
    """Only a query that is too deep to be read may stop a worker; that is 503, with a sentence."""
    faults = [one for one in told if one.status is not None and one.status >= 500]
    assert [str(one) for one in faults if (one.status, one.request.kind) != (503, "deep nesting")] == []


def test_no_answer_leads_to_a_strangers_host(told: list[Told]) -> None:
    """A path may come back as a path of ours, but not as a link that a browser reads as another host's."""
    for one in told:
        links = re.findall(r'(?:href|src|action|content)="([^"]*)"', one.body.decode("utf-8", "replace"))
        for link in (one.headers.get("location", ""), *links):
            assert not (STRANGER in link and OTHER_HOST.match(link)), f"{one}: {link}"
        if one.request.kind == "another host":
            assert STRANGER not in f"{dict(one.headers)}{one.body!r}", str(one)


def test_no_answer_has_a_header_that_a_client_wrote(told: list[Told]) -> None:
    assert [str(one) for one in told if "x-injected" in one.headers] == []


def test_every_answer_says_that_browsers_must_not_guess(told: list[Told]) -> None:
    answered = [one for one in told if one.status is not None]
    assert [str(one) for one in answered if one.headers.get("x-content-type-options") != "nosniff"] == []


def test_every_refusal_says_why_and_leaks_nothing_internal(told: list[Told]) -> None:
    refused = [one for one in told if one.status is not None and one.status >= 400]
    assert len(refused) > REQUESTS // 3
    for one in refused:
        assert b"Traceback" not in one.body
        assert b'File "' not in one.body
        if one.request.method != "HEAD" and one.media_type == "application/json":
            assert json.loads(one.body)["error"]
        elif one.request.method != "HEAD":
            assert one.media_type.startswith("text/html"), str(one)
            assert b"</html>" in one.body


def test_all_workers_answer_after_the_malformed_requests(served: RunningServer, told: list[Told]) -> None:
    def count_goals(_: int) -> str:
        answer = httpx.get(
            f"{served.address}/sparql", params={"query": GOALS}, headers={"Accept": "text/csv"}, timeout=PATIENCE
        )
        return answer.text

    with ThreadPoolExecutor(WORKERS) as asking:
        answers = set(asking.map(count_goals, range(8 * WORKERS)))
    assert answers == {"n\r\n5\r\n"}
    makers = children_of(served.process.pid)
    assert len(makers) == 1
    assert 1 <= len(children_of(makers[0])) <= WORKERS + PAGE_WORKERS
    figures = httpx.get(f"{served.address}/metrics", timeout=PATIENCE).text
    assert f"kentgraf_query_workers {WORKERS}\n" in figures
    assert "kentgraf_running_requests 1\n" in figures
    assert "kentgraf_running_queries 0\n" in figures
    assert len(told) == REQUESTS


def test_the_log_has_no_traceback(served: RunningServer, told: list[Told]) -> None:
    assert told
    log = "".join(served.log)
    assert "Traceback" not in log, log[log.find("Traceback") :][:5000]


@pytest.fixture(scope="module")
def strict(store_dir: Path) -> Iterator[RunningServer]:
    """A server with narrow limits that has little patience with clients, but all with queries, however busy the machine is."""
    limits = {"request_seconds": 0.5, "longest_query": 500, "longest_body": 2000, "longest_headers": 4000}
    limits |= {**PATIENT, "short_seconds": PATIENT["query_seconds"]}
    with running_server(store_dir, "--workers", "1", **limits) as running:
        yield running


@pytest.mark.alone
@pytest.mark.parametrize(
    "beginning",
    [
        b"GET /heal",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 60\r\n\r\nASK",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /he",
    ],
)
def test_a_request_that_is_never_completed_times_out(strict: RunningServer, beginning: bytes) -> None:
    begin = time.perf_counter()
    with socket.create_connection((strict.host, strict.port), timeout=PATIENCE) as client:
        client.sendall(beginning)
        received = b""
        while part := client.recv(65536):
            received += part
    assert b"HTTP/1.1 408 " in received
    assert b"was not whole" in received
    assert time.perf_counter() - begin < 20


@pytest.mark.alone
def test_an_idle_connection_is_closed_without_an_answer(strict: RunningServer) -> None:
    with socket.create_connection((strict.host, strict.port), timeout=20) as client:
        assert client.recv(100) == b""


@pytest.mark.alone
def test_a_request_that_arrives_byte_by_byte_times_out(strict: RunningServer) -> None:
    with socket.create_connection((strict.host, strict.port), timeout=PATIENCE) as client:
        begin = time.perf_counter()
        client.settimeout(0.1)
        received = b""
        drops = iter(b"GET /" + b"a" * 1000)
        while b"408" not in received:
            assert time.perf_counter() - begin < 20
            client.sendall(bytes([next(drops)]))
            try:
                received += client.recv(65536)
            except TimeoutError:
                continue


@pytest.mark.alone
@pytest.mark.parametrize(
    ("method", "query", "headers", "status", "limit"),
    [
        ("GET", "ASK {}" + " " * 600, {}, 413, "500 characters"),
        ("POST", "ASK {}" + " " * 600, {}, 413, "500 characters"),
        ("POST", "ASK {}" + " " * 3000, {}, 413, "2000 bytes"),
        ("GET", "ASK {}" + " " * 5000, {}, 431, "4000 bytes"),
        ("GET", "ASK {}", {"X-Long": "x" * 5000}, 431, "4000 bytes"),
    ],
)
def test_a_request_beyond_a_limit_is_refused_with_that_limit(
    strict: RunningServer, method: str, query: str, headers: dict[str, str], status: int, limit: str
) -> None:
    asked = {"params": {"query": query}} if method == "GET" else {"data": {"query": query}}
    answer = httpx.request(method, f"{strict.address}/sparql", headers=headers, timeout=PATIENCE, **asked)
    assert answer.status_code == status
    assert limit in answer.json()["error"]
    assert httpx.get(f"{strict.address}/sparql", params={"query": "ASK {}"}, timeout=PATIENCE).json()["boolean"] is True


@pytest.mark.alone
def test_garbage_after_a_slow_request_doesnt_lose_its_answer(strict: RunningServer) -> None:
    slow = quote("SELECT (COUNT(*) AS ?n) WHERE { ?a a kg:BudgetLine . ?b a kg:BudgetLine }")
    with socket.create_connection((strict.host, strict.port), timeout=PATIENCE) as client:
        client.sendall(
            f"GET /sparql?query={slow} HTTP/1.1\r\nHost: x\r\n\r\n".encode() + b"\xff\xfe no request\r\n\r\n"
        )
        received = b""
        while part := client.recv(65536):
            received += part
    assert received.startswith(b"HTTP/1.1 200 "), received[:200]
