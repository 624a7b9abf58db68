"""What a server allows: every limit by name, with a default that suits a small machine on the open internet.

Each can be set by an environment variable, `KENTGRAF_` and the name in capitals; the usual ones by an option of `serve`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from kentgraf.ontology.errors import StoreError

_PREFIX: Final = "KENTGRAF_"
_MEBIBYTE: Final = 1 << 20


def _half_of_the_memory() -> int:
    """Half of the machine's memory in MiB, where it can be known; else 2 GiB."""
    try:
        return max(512, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2 // _MEBIBYTE)
    except (AttributeError, OSError, ValueError):
        return 2048


@dataclass(frozen=True)
class Settings:
    """The limits of one server; those on memory are in MiB and count what is held beyond the graph.

    A query: `query_seconds` from its arrival to its end, `query_memory`, `most_rows` of its answer (rows or triples;
    more are cut, and the answer says so). All queries together: `workers` at once, of which `short_workers` are kept for
    those that take less than `short_seconds`; `wait_seconds` for a free one before the client is sent away, and at most
    `waiting` clients that wait; `total_memory`. A request: `request_seconds` to send it whole, `longest_query` in
    characters, `longest_body` and `longest_headers` in bytes.

    `memory_triples`: a graph of at most so many is held in memory, a larger one read from disk. `cache_memory` holds
    answers for those who ask the same again. `max_age`: for how many seconds clients and proxies may keep an answer
    without asking again; they always learn by `ETag` whether it still holds.

    `service_hosts` are those that `SERVICE` and `LOAD` may name, none by default. With an `update_token`, whoever sends
    it may change the graph; such a change may take `update_seconds`.
    """

    query_seconds: float = 30.0
    query_memory: int = 1024
    most_rows: int = 100_000
    workers: int = 40
    short_workers: int = 8
    short_seconds: float = 0.015
    wait_seconds: float = 10.0
    waiting: int = 200
    total_memory: int = _half_of_the_memory()
    request_seconds: float = 30.0
    longest_query: int = 250_000
    longest_body: int = 1_000_000
    longest_headers: int = 65_536
    memory_triples: int = 3_000_000
    cache_memory: int = 64
    max_age: int = 60
    service_hosts: tuple[str, ...] = ()
    update_token: str = ""
    update_seconds: float = 300.0

    @property
    def long_workers(self) -> int:
        """How many queries that take long may run at once."""
        return max(1, self.workers - self.short_workers)


def read_settings(base: Settings | None = None) -> Settings:
    """The settings with what the environment says; StoreError, naming the variable, for a value that can't be."""
    settings = base or Settings()
    said: dict[str, Any] = {}
    for field in fields(Settings):
        name = _PREFIX + field.name.upper()
        text = os.environ.get(name)
        if text is not None:
            said[field.name] = _read(name, text, getattr(settings, field.name))
    return replace(settings, **said)


def _read(name: str, text: str, before: object) -> object:
    """A value of the kind that `before` has."""
    if isinstance(before, str):
        return text
    if isinstance(before, tuple):
        return tuple(text.replace(",", " ").split())
    try:
        value = float(text) if isinstance(before, float) else int(text)
    except ValueError:
        value = 0
    if value <= 0:
        raise StoreError(f"{name} is {text!r}; it must be a number above zero.")
    return value


def with_values(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with other values for some names; a value of None leaves what is there."""
    return replace(settings, **{name: value for name, value in values.items() if value is not None})
