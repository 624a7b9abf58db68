"""Every limit can be set by an environment variable."""

from __future__ import annotations

from dataclasses import Field, fields

import pytest

from kentgraf.api.query_service.settings import Settings, override, read_settings
from kentgraf.ontology.errors import StoreError


def test_every_kind_of_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KENTGRAF_MOST_ROWS", "5")
    monkeypatch.setenv("KENTGRAF_SERVICE_HOSTS", "a.example, b.example:8080")
    monkeypatch.setenv("KENTGRAF_UPDATE_TOKEN", "open sesame")
    settings = read_settings()
    assert settings.most_rows == 5
    assert settings.service_hosts == ("a.example", "b.example:8080")
    assert settings.update_token == "open sesame"


def test_limits_come_from_the_environment_and_invalid_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KENTGRAF_QUERY_SECONDS", "2.5")
    monkeypatch.setenv("KENTGRAF_WORKERS", "3")
    assert (read_settings().query_seconds, read_settings().workers) == (2.5, 3)
    monkeypatch.setenv("KENTGRAF_WORKERS", "many")
    with pytest.raises(StoreError, match="KENTGRAF_WORKERS is 'many'"):
        read_settings()


@pytest.mark.parametrize(
    "odd", ["", " ", "nan", "inf", "-inf", "-1", "0", "1e400", "9" * 5000, "2e9", "abc", "\udc80", "1 2"]
)
@pytest.mark.parametrize("field", [field for field in fields(Settings) if not isinstance(field.default, str | tuple)])
def test_what_no_limit_can_be_is_refused_with_its_name(
    odd: str, field: Field[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"KENTGRAF_{field.name.upper()}"
    monkeypatch.setenv(name, odd)
    with pytest.raises(StoreError, match=f"{name} is .* above zero"):
        read_settings()


def test_an_option_that_no_limit_can_be_is_refused_with_its_name() -> None:
    with pytest.raises(StoreError, match="--query-seconds is nan"):
        override(Settings(), {"query_seconds": float("nan"), "workers": None})


def test_bounds_that_contradict_each_other_are_refused_with_both() -> None:
    """Otherwise the reader of one large answer would always be sent away as one who doesn't read."""
    with pytest.raises(StoreError, match=r"unread_bytes is 1048576, and answer_memory 1 MiB"):
        Settings(unread_bytes=1 << 20, answer_memory=1)
    Settings(unread_bytes=(1 << 20) + 1, answer_memory=1)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://kent.example", "https://kent.example"),
        ("HTTPS://Kent.Example/", "https://kent.example"),
        ("https://kent.example:443/", "https://kent.example"),
        ("http://kent.example:8080/a/b-c.d/", "http://kent.example:8080/a/b-c.d"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_base_url_is_read_in_one_form(monkeypatch: pytest.MonkeyPatch, text: str, read: str) -> None:
    monkeypatch.setenv("KENTGRAF_BASE_URL", text)
    assert read_settings().base_url == read


@pytest.mark.parametrize(
    "text",
    [
        "kent.example",
        "//kent.example",
        "ftp://kent.example",
        "https://",
        "https:///kent",
        "https://a@kent.example",
        "https://kent.example?",
        "https://kent.example/?a=b",
        "https://kent.example/#a",
        "https://kent.example/a//b",
        "https://kent.example/../b",
        "https://kent.example/a%20b",
        "https://kent.example/a b",
        " https://kent.example",
        "https://kent.example/\n",
        "https://kent.example:65536",
        "https://kentı.example",
        "https://kent.example/ı",
    ],
)
def test_a_base_url_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("KENTGRAF_BASE_URL", text)
    with pytest.raises(StoreError, match="KENTGRAF_BASE_URL"):
        read_settings()


def test_trusted_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KENTGRAF_TRUSTED_PROXIES", "10.0.0.1, fd00::/8")
    assert read_settings().trusted_proxies == ("10.0.0.1", "fd00::/8")
    for text in ("*", "proxy.example", "10.0.0.0/33", "10.0.0"):
        monkeypatch.setenv("KENTGRAF_TRUSTED_PROXIES", text)
        with pytest.raises(StoreError, match="KENTGRAF_TRUSTED_PROXIES"):
            read_settings()
