"""A query or body that is longer than allowed, or encoded, is refused, with the limit or the encoding in the message."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from support.servers.raw_http import send_raw
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

MOST = 7
TOKEN = "open sesame"
SEATS = "SELECT ?seat WHERE { ?seat a kg:Seat }"


@pytest.fixture(scope="module")
def narrow(store_dir: Path) -> Iterator[TestClient]:
    """A server that gives seven rows at most."""
    settings = Settings(most_rows=MOST, longest_query=500, longest_body=2000, **PATIENT)
    with TestClient(create_app(store_dir, settings)) as client:
        yield client


def test_long_queries_and_bodies_are_refused(narrow: TestClient) -> None:
    assert narrow.get("/sparql", params={"query": SEATS + " " * 500}).status_code == 413
    body = narrow.post("/sparql", content=b" " * 3000, headers={"Content-Type": "application/sparql-query"})
    assert body.status_code == 413
    assert "2000 bytes" in body.json()["error"]


@pytest.fixture(scope="module")
def writable(typed_store: Path) -> Iterator[TestClient]:
    """A server that reads bodies at all its addresses that can: queries, updates and whole graphs."""
    with TestClient(create_app(typed_store, Settings(workers=1, update_token=TOKEN, **PATIENT))) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "GZIP", "x-gzip", "identity, gzip", "gzip, identity"])
@pytest.mark.parametrize("in_chunks", [False, True])
@pytest.mark.parametrize(
    ("method", "path", "media_type"),
    [
        ("POST", "/sparql", "application/sparql-query"),
        ("POST", "/sparql", "application/x-www-form-urlencoded"),
        ("POST", "/sparql", "application/sparql-update"),
        ("POST", "/sparql", "text/plain"),
        ("PUT", "/graphs?default", "text/turtle"),
        ("POST", "/graphs?graph=http://a.example/", "text/turtle"),
    ],
)
def test_an_encoded_body_is_refused_with_what_is_taken(
    writable: TestClient, method: str, path: str, media_type: str, in_chunks: bool, encoding: str
) -> None:
    body = gzip.compress(b"ASK {}")
    headers = {"Content-Type": media_type, "Content-Encoding": encoding}
    answer = writable.request(method, path, content=iter([body]) if in_chunks else body, headers=headers)
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"
    assert encoding.lower().replace("identity", "").strip(", ") in answer.json()["error"]


@pytest.mark.parametrize("encoding", ["identity", "Identity", "", "identity, identity"])
def test_a_body_that_is_not_encoded_is_read(writable: TestClient, encoding: str) -> None:
    for body in (b"ASK {}", iter([b"ASK", b" {}"])):
        headers = {"Content-Type": "application/sparql-query", "Content-Encoding": encoding}
        assert writable.post("/sparql", content=body, headers=headers).json()["boolean"] is True


@pytest.mark.parametrize(
    "codings", ["gzip, chunked", "deflate, chunked", "gzip", "chunked, gzip", "gzip, gzip, chunked"]
)
def test_a_transfer_coding_other_than_chunks_is_refused(server: str, codings: str) -> None:
    body = gzip.compress(b"ASK {}")
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: {codings}\r\n"
    answer = send_raw(server, head.encode() + b"Connection: close\r\n\r\n" + chunks, "POST")
    assert answer.status in (400, 501)
