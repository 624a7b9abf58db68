"""A client gets the media type and the language that it prefers."""

from __future__ import annotations

import pytest

from kentgraf.api.query_service.content_negotiation import accepts_by_name, choose_language, choose_media_type

OFFERED = ["application/json", "text/turtle", "text/html"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        (BROWSER, "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/TURTLE", "text/turtle"),
        ("text/turtle;q=0.5, application/json;q=0.9", "application/json"),
        ("text/*", "text/turtle"),
        ("text/*;q=0.9, text/turtle;q=0.1", "text/html"),
        ("*/*, text/html", "text/html"),
        ("text/turtle;q=0, */*;q=0.1", "application/json"),
        ("application/json;q=0, text/*;q=0, */*", None),
        ("image/png", None),
        ("text/turtle; charset=utf-8; q=0.3", "text/turtle"),
        ("text/turtle;q=much", "text/turtle"),
        (";;,,", None),
    ],
)
def test_the_preferred_media_type_is_chosen(accept: str | None, expected: str | None) -> None:
    assert choose_media_type(accept, OFFERED) == expected


def test_a_named_media_type_is_distinguished_from_a_wildcard() -> None:
    assert accepts_by_name(BROWSER, ["text/html"])
    assert not accepts_by_name("*/*", ["text/html"])
    assert not accepts_by_name("text/html;q=0", ["text/html"])
    assert not accepts_by_name(None, ["text/html"])


@pytest.mark.parametrize(
    ("accept_language", "expected"),
    [
        (None, "tr"),
        ("en-GB,en;q=0.9", "en"),
        ("de", "tr"),
        ("de, en;q=0.1", "en"),
        ("tr-TR, en;q=0.9", "tr"),
        ("en;q=0", "tr"),
    ],
)
def test_the_preferred_language_is_chosen(accept_language: str | None, expected: str) -> None:
    assert choose_language(accept_language, ["tr", "en"]) == expected
