"""Where a graph lives, as people write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kentgraf.graph.store.location import Address, default_place, read_place
from kentgraf.ontology.errors import StoreError


def test_a_folder_stays_a_folder_and_an_address_keeps_both_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_place("some/folder") == Path("some/folder")
    assert str(read_place("https://example.org:8890/sparql/")) == "https://example.org:8890/sparql"
    monkeypatch.setenv("KENTGRAF_STORE", "http://[::1]:7878")
    assert str(default_place()) == "http://[::1]:7878"


def test_a_password_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    place = read_place("https://anna:s%40same@example.org/query")
    assert isinstance(place, Address)
    assert place.login == "anna:s@same"
    assert "same" not in f"{place} {place!r}"
    monkeypatch.setenv("KENTGRAF_STORE_LOGIN", "bora:key")
    assert read_place("https://example.org/query") == Address("https://example.org/query", login="bora:key")


@pytest.mark.parametrize("text", ["http://", "https:///sparql", "http://host:port/sparql"])
def test_an_address_without_a_host_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(StoreError, match=text) as refused:
        read_place(text.replace("://", "://anna:sesame@"))
    assert "sesame" not in str(refused.value)
