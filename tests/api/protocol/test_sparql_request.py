"""Requests are parsed as the SPARQL 1.1 Protocol defines them; others are refused with the right status."""

from __future__ import annotations

import pytest
from fastapi import HTTPException

from kentgraf.api.protocol.sparql_request import QueryRequest, UpdateRequest, read_request

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
LONGEST = 1000


def read_query(method: str, address: bytes, media_type: str | None, body: bytes) -> QueryRequest | None:
    """What a server reads that takes no updates."""
    request = read_request(method, address, media_type, body, takes_updates=False, longest_query=LONGEST)
    assert not isinstance(request, UpdateRequest)
    return request


def read_update(method: str, address: bytes, media_type: str | None, body: bytes) -> UpdateRequest:
    """What a server reads that takes updates."""
    request = read_request(method, address, media_type, body, takes_updates=True, longest_query=LONGEST)
    assert isinstance(request, UpdateRequest)
    return request


def test_a_query_comes_in_three_ways() -> None:
    ways = [
        read_query("GET", b"query=ASK%20%7B%7D", None, b""),
        read_query("POST", b"", FORM, b"query=ASK+%7B%7D"),
        read_query("POST", b"", DIRECT, b"ASK {}"),
    ]
    assert [way.text for way in ways if way] == ["ASK {}"] * 3


def test_percent_signs_in_a_form_are_decoded_once() -> None:
    request = read_query("POST", b"", FORM, b"query=ASK%20%7B%20%22100%2525%22%20%7D")
    assert request is not None
    assert request.text == 'ASK { "100%25" }'


def test_graphs_named_in_the_address_and_in_the_form_make_one_dataset() -> None:
    request = read_query(
        "POST", b"default-graph-uri=http%3A%2F%2Fg%2F1", FORM, b"query=ASK+%7B%7D&named-graph-uri=http%3A%2F%2Fg%2F2"
    )
    assert request is not None
    assert request.default_graphs == ("http://g/1",)
    assert request.named_graphs == ("http://g/2",)


def test_no_dataset_is_distinguished_from_an_empty_one() -> None:
    request = read_query("GET", b"query=ASK%7B%7D", None, b"")
    assert request is not None
    assert request.default_graphs is None
    assert request.named_graphs is None


def test_a_get_without_parameters_asks_for_the_form_or_the_description() -> None:
    assert read_query("GET", b"", None, b"") is None
    assert read_query("GET", b"lang=en", None, b"") is None


@pytest.mark.parametrize(
    ("method", "address", "media_type", "body", "status"),
    [
        ("GET", b"query=ASK%7B%7D&query=ASK%7B%7D", None, b"", 400),
        ("GET", b"default-graph-uri=http%3A%2F%2Fg", None, b"", 400),
        ("GET", b"query=ASK%7B%7D&default-graph-uri=g", None, b"", 400),
        ("GET", b"query=%FF", None, b"", 400),
        ("GET", b"update=CLEAR+ALL", None, b"", 400),
        ("POST", b"", FORM, b"", 400),
        ("POST", b"", FORM, b"query=\xff", 400),
        ("POST", b"", FORM, b"update=CLEAR+ALL", 400),
        ("POST", b"query=ASK%7B%7D", DIRECT, b"ASK {}", 400),
        ("POST", b"", DIRECT, "ASK {}".encode("utf-16"), 400),
        ("POST", b"", f"{DIRECT}; charset=UTF-16", "ASK {}".encode("utf-16"), 415),
        ("POST", b"", "application/sparql-update", b"CLEAR ALL", 415),
        ("POST", b"", "text/plain", b"ASK {}", 415),
        ("POST", b"", None, b"ASK {}", 415),
        ("POST", b"", DIRECT, b" " * (LONGEST + 1), 413),
        ("GET", b"&".join([b"a=b"] * 500), None, b"", 400),
    ],
)
def test_an_invalid_request_is_refused(
    method: str, address: bytes, media_type: str | None, body: bytes, status: int
) -> None:
    with pytest.raises(HTTPException) as refusal:
        read_query(method, address, media_type, body)
    assert refusal.value.status_code == status
    assert refusal.value.detail.endswith(".")


def test_an_update_comes_in_two_ways_and_names_its_graphs() -> None:
    address = b"using-graph-uri=http%3A%2F%2Fg%2F1&using-named-graph-uri=http%3A%2F%2Fg%2F2"
    ways = [
        read_update("POST", address, UPDATE, b"CLEAR ALL"),
        read_update("POST", address, FORM, b"update=CLEAR+ALL"),
    ]
    assert ways == [UpdateRequest("CLEAR ALL", ("http://g/1",), ("http://g/2",))] * 2


def test_an_update_may_be_longer_than_a_query() -> None:
    text = "INSERT DATA { }" + " " * LONGEST
    assert read_update("POST", b"", UPDATE, text.encode()).text == text


@pytest.mark.parametrize(
    ("method", "address", "media_type", "body"),
    [
        ("GET", b"update=CLEAR+ALL", None, b""),
        ("POST", b"update=CLEAR+ALL", UPDATE, b"CLEAR ALL"),
        ("POST", b"query=ASK%7B%7D", UPDATE, b"CLEAR ALL"),
        ("POST", b"default-graph-uri=http%3A%2F%2Fg", UPDATE, b"CLEAR ALL"),
        ("POST", b"using-graph-uri=g", UPDATE, b"CLEAR ALL"),
        ("POST", b"using-graph-uri=http%3A%2F%2Fg", FORM, b""),
    ],
)
def test_an_invalid_update_is_refused(method: str, address: bytes, media_type: str | None, body: bytes) -> None:
    with pytest.raises(HTTPException) as refusal:
        read_update(method, address, media_type, body)
    assert refusal.value.status_code == 400


def test_of_very_many_or_very_long_formats_only_the_beginning_is_kept() -> None:
    form = ",".join(["x" * 10_000, *(f"word{number}" for number in range(10_000))])
    asked = read_query("POST", b"", FORM, f"query=ASK{{}}&format={form}".encode())
    assert asked is not None
    assert asked.formats[1] == "word0"
    assert len(asked.formats) <= 20
    assert len("".join(asked.formats)) < 2000
