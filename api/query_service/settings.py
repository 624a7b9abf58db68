"""The settings of a server: limits by name, with defaults for a small machine on the open internet.

Each can be set by an environment variable, `KENTGRAF_` and its name in capitals, and some by an option of `serve`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from kentgraf.api.query_service.base_url import read_base_url, read_ip_networks
from kentgraf.ontology.errors import StoreError

_PREFIX: Final = "KENTGRAF_"
_MEBIBYTE: Final = 1 << 20
_RENAMED: Final = "KENTGRAF_TOTAL_MEMORY"
"""A setting of older versions, which nobody may believe to hold still."""
_MOST: Final = 1_000_000_000
"""The largest value of a setting, of whatever unit: thirty years in seconds, a petabyte in MiB."""


def _half_of_memory() -> int:
    """Return half of the machine's memory in MiB, or 2048 where the system doesn't tell."""
    try:
        return max(512, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2 // _MEBIBYTE)
    except (AttributeError, OSError, ValueError):
        return 2048


@dataclass(frozen=True)
class Settings:
    """The settings of one server. Times are in seconds, memory is in MiB.

    `memory` is what all processes of the server may hold together, the graph included. Of that, the parts below can be set,
    and are smaller where `memory` has no room for them.

    Of a query: `query_seconds` from its arrival to its end; `query_memory`, which doesn't count the graph; `most_rows` of its
    result, in rows or triples, after which the result is truncated and says so; `answer_memory` of its result.

    Of all queries together: `workers` run at once, of which `short_workers` are kept for queries that take less than
    `short_seconds`; a query waits `wait_seconds` for a free worker before it is refused, and at most `waiting` queries
    wait; `answers_memory` of the results that clients haven't taken yet.

    Of pages and answers in JSON: `page_seconds` and `page_memory` of each; `page_workers` are made at once.

    Of a request: `request_seconds` until it is received; `longest_query` in characters; `longest_body` and
    `longest_headers` in bytes.

    Of connections: `max_connections` at once, fewer where the process may open fewer files; `idle_seconds` until a request
    begins; `body_bytes` of all bodies that are being received; `unread_bytes` of all answers that clients haven't taken. A
    client takes something of its answer in `send_seconds`, and in each such period at least `send_rate` bytes a second.

    Of the server: a graph of at most `memory_triples` is held in memory, a larger one is read from disk; `cache_memory`
    for the results of queries; `max_age`, for which clients and proxies may keep an answer before they revalidate it by
    its `ETag`. `base_url` is the address under which clients reach the server, such as `https://kent.example/graph`; it is
    empty if the server isn't told. `trusted_proxies` are the IP addresses and networks whose `X-Forwarded-…` headers are
    believed.

    `service_hosts` are the hosts that `SERVICE` and `LOAD` may name. `update_token` allows clients that send it to change
    the graph, and `update_seconds` and `update_memory` limit each change; without a token there are no changes.
    """

    query_seconds: float = 30.0
    query_memory: int = 1024
    most_rows: int = 100_000
    workers: int = 40
    short_workers: int = 8
    short_seconds: float = 0.015
    wait_seconds: float = 10.0
    waiting: int = 200
    memory: int = _half_of_memory()
    answer_memory: int = 64
    answers_memory: int = 256
    page_workers: int = max(2, os.cpu_count() or 1)
    page_seconds: float = 30.0
    page_memory: int = 512
    request_seconds: float = 30.0
    longest_query: int = 250_000
    longest_body: int = 1_000_000
    longest_headers: int = 65_536
    max_connections: int = 1000
    idle_seconds: int = 15
    body_bytes: int = 64 * _MEBIBYTE
    unread_bytes: int = 256 * _MEBIBYTE
    send_seconds: float = 30.0
    send_rate: int = 4096
    memory_triples: int = 3_000_000
    cache_memory: int = 64
    max_age: int = 60
    base_url: str = ""
    trusted_proxies: tuple[str, ...] = ()
    service_hosts: tuple[str, ...] = ()
    update_token: str = ""
    update_seconds: float = 300.0
    update_memory: int = 2048

    def __post_init__(self) -> None:
        """Raise StoreError for a base URL or a trusted proxy that is none, and for bounds that contradict each other."""
        if self.base_url:
            object.__setattr__(self, "base_url", read_base_url(self.base_url))
        read_ip_networks(self.trusted_proxies)
        if self.unread_bytes <= self.answer_memory * _MEBIBYTE:
            raise StoreError(
                f"unread_bytes is {self.unread_bytes}, and answer_memory {self.answer_memory} MiB; the bytes of all answers that"
                " wait for their readers must be more than one answer may have."
            )

    @property
    def processes(self) -> int:
        """The number of worker processes that may run at once."""
        return self.workers + self.page_workers

    @property
    def long_workers(self) -> int:
        """The number of long queries that may run at once."""
        return max(1, self.workers - self.short_workers)


def read_settings(base: Settings | None = None) -> Settings:
    """Return `base` with the values of the environment variables.

    Raises StoreError, which names the variable, for a value that can't be read.
    """
    settings = base or Settings()
    if _RENAMED in os.environ:
        raise StoreError(f"{_RENAMED} is not known any more; KENTGRAF_MEMORY limits all processes, the graph included.")
    values: dict[str, Any] = {}
    for field in fields(Settings):
        name = _PREFIX + field.name.upper()
        text = os.environ.get(name)
        if text is not None:
            values[field.name] = _parse(name, text, getattr(settings, field.name))
    return replace(settings, **values)


def _parse(name: str, text: str, default: object) -> object:
    """Return a value of the type of `default`."""
    if isinstance(default, str):
        return text
    if isinstance(default, tuple):
        return tuple(text.replace(",", " ").split())
    try:
        value = float(text) if isinstance(default, float) else int(text)
    except ValueError:
        value = 0
    _require_in_range(name, value, text)
    return value


def _require_in_range(name: str, value: float, text: object) -> None:
    """Raise StoreError for what no limit can be: clocks and systems know no endless ones, and NaN is above nothing."""
    if not 0 < value <= _MOST:
        raise StoreError(f"{name} is {text!r}; it must be a number above zero and at most {_MOST:,}.")


def override(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return the settings with `values` by name; None leaves a setting as it is.

    Raises StoreError, which names the option, for a number out of range.
    """
    given = {name: value for name, value in values.items() if value is not None}
    for name, value in given.items():
        if isinstance(value, int | float):
            _require_in_range(f"--{name.replace('_', '-')}", value, value)
    return replace(settings, **given)
