"""The location of a store is parsed from text and from the environment, and secrets are never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from kentgraf.graph.store.location import ServerAddress, default_location, parse_location
from kentgraf.ontology.errors import StoreError


def test_a_folder_stays_a_folder_and_an_address_keeps_both_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse_location("some/folder") == Path("some/folder")
    assert str(parse_location("https://example.org:8890/sparql/")) == "https://example.org:8890/sparql"
    monkeypatch.setenv("KENTGRAF_STORE", "http://[::1]:7878")
    assert str(default_location()) == "http://[::1]:7878"


def test_a_password_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    place = parse_location("https://anna:s%40same@example.org/query")
    assert isinstance(place, ServerAddress)
    assert place.login == "anna:s@same"
    assert "same" not in f"{place} {place!r}"
    monkeypatch.setenv("KENTGRAF_STORE_LOGIN", "bora:key")
    assert parse_location("https://example.org/query") == ServerAddress("https://example.org/query", login="bora:key")


@pytest.mark.parametrize("text", ["http://", "https:///sparql", "http://host:port/sparql"])
def test_an_address_without_a_host_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(StoreError, match=text) as refused:
        parse_location(text.replace("://", "://anna:sesame@"))
    assert "sesame" not in str(refused.value)


def test_the_store_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KENTGRAF_STORE", str(tmp_path / "mine"))
    assert default_location() == tmp_path / "mine"


@pytest.mark.parametrize("value", [None, ""])
def test_the_store_is_below_the_working_folder_otherwise(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("KENTGRAF_STORE", raising=False)
    if value is not None:
        monkeypatch.setenv("KENTGRAF_STORE", value)
    assert default_location() == Path(".kentgraf/store")
