"""What a server allows: every limit by name, with a default that suits a small machine on the open internet.

Each can be set by an option of `serve` or by an environment variable, `KENTGRAF_` and the name in capitals.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from kentgraf.ontology.errors import StoreError

_PREFIX = "KENTGRAF_"


@dataclass(frozen=True)
class Settings:
    """`query_seconds`: how long a query may take. `workers`: how many queries run at once. `wait_seconds`: how long a
    query waits for a free worker before the client is sent away. `max_age`: for how many seconds clients and proxies may
    keep an answer without asking again; they always learn by `ETag` whether it still holds.
    """

    query_seconds: float = 30.0
    workers: int = max(2, os.cpu_count() or 2)
    wait_seconds: float = 10.0
    max_age: int = 60


def read_settings(base: Settings | None = None) -> Settings:
    """The settings with what the environment says; StoreError, naming the variable, for a value that is no number above zero."""
    settings = base or Settings()
    for field in fields(Settings):
        name = _PREFIX + field.name.upper()
        text = os.environ.get(name)
        if text is None:
            continue
        number = float if isinstance(getattr(settings, field.name), float) else int
        try:
            value = number(text)
        except ValueError:
            value = number(0)
        if value <= 0:
            raise StoreError(f"{name} is {text!r}; it must be a number above zero.")
        settings = with_values(settings, {field.name: value})
    return settings


def with_values(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with other values for some names; a value of None leaves what is there."""
    return replace(settings, **{name: value for name, value in values.items() if value is not None})
