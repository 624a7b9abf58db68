"""The soak itself: it takes an answer in another order for the same, and finds every answer that has another content."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from soak.answers import Canonicalizer, Expected, Request
from soak.ordinary_clients import OrdinaryClients
from soak.tally import Tally

JSON = "application/sparql-results+json"
ROWS = [{"n": {"type": "literal", "value": str(number)}} for number in range(3)]
CANONICALIZER = Canonicalizer(triples=101_714)


def table(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": rows}}).encode()


def faults_of(status: int, content: bytes, media_type: str = JSON, expected: bytes = table(ROWS)) -> Tally:
    """What is noted of an answer where `expected` was expected."""
    tally = Tally()
    clients = OrdinaryClients("http://localhost", CANONICALIZER, tally, lambda: 0.0)
    right = CANONICALIZER.canonical(media_type, expected)
    answer = httpx.Response(status, content=content, headers={"Content-Type": media_type})
    clients.judge(Expected.of(Request("small query", "/sparql?query=x"), right), answer)
    assert tally.outcomes == {"small query": {str(status): 1}}
    return tally


def test_rows_in_another_order_are_the_same_answer() -> None:
    assert not faults_of(200, table(ROWS[::-1])).faults
    assert not faults_of(200, b"n\r\n2\r\n1\r\n", "text/csv", b"n\r\n1\r\n2\r\n").faults
    assert not faults_of(200, b"<a:b> <a:c> <a:e> .\n<a:b> <a:c> <a:d> .\n", "application/n-triples",
                         b"<a:b> <a:c> <a:d> .\n<a:b> <a:c> <a:e> .\n").faults  # fmt: skip


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, table([])),
        (200, table(ROWS[1:])),
        (200, table([*ROWS, ROWS[0]])),
        (200, table(ROWS)[:-9]),
        (200, b""),
        (400, b'{"error": "no"}'),
        (404, b'{"error": "no"}'),
        (500, b'{"error": "no"}'),
        (503, b""),
        (503, b"Traceback (most recent call last)"),
    ],
)
def test_an_empty_cut_or_wrong_answer_is_a_fault(status: int, content: bytes) -> None:
    tally = faults_of(status, content)
    assert tally.faults == {"small query": 1}
    assert "/sparql?query=x" in str(tally.examples[0])


@pytest.mark.parametrize("status", [429, 503])
def test_an_orderly_refusal_is_counted_and_no_fault(status: int) -> None:
    assert not faults_of(status, b'{"error": "All workers are busy."}').faults


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("<p>101.714 triples, 30.11.2026 06:12 UTC", "<p>101.734 triples, 30.11.2026 06:13 UTC", True),
        ("<p>101,714 triples", "<p>101,734 triples", True),
        (
            '"triples": 101714, "loaded": "2026-11-30T06:12:08Z"',
            '"triples": 101734, "loaded": "2026-11-30T07:12:08Z"',
            True,
        ),
        ('"name-can-be-read": 2294', '"name-can-be-read": 2296', True),
        ('"moment-can-be-read": 0, "x"', '"moment-can-be-read": 5, "x"', True),
        ("<p>101.714 triples", "<p>0 triples", False),
        ("<p>101.714 triples", "<p>99.714 triples", False),
        ("<p>101.714 triples", "<p>201.714 triples", False),
        ('"name-can-be-read": 2294', '"name-can-be-read": 0', False),
        ("10.856.148,80 TL", "10.856.148,81 TL", False),
        ("<td>5.905.674,40", "<td>", False),
    ],
)
def test_only_what_updates_and_builds_change_is_masked(before: str, after: str, is_same: bool) -> None:
    assert (CANONICALIZER.mask(before) == CANONICALIZER.mask(after)) is is_same
