"""Every limit can be set by an environment variable."""

from __future__ import annotations

import pytest

from kentgraf.api.query_service.settings import read_settings
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
