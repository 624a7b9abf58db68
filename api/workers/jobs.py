"""What the server asks of its worker processes besides queries, and how it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kentgraf.api.query_service.evaluation import PageResult
from kentgraf.api.query_service.settings import Settings
from kentgraf.graph.store.sources.source_list import SourceEntry

QUERY_OUTCOME: Final = "kentgraf.query_outcome"
"""The key of the ASGI scope under which the page of `/sparql` finds a QueryOutcome to show."""
_SCOPE_KEYS: Final = (
    "type",
    "asgi",
    "http_version",
    "method",
    "scheme",
    "path",
    "raw_path",
    "query_string",
    "root_path",
    "headers",
    "client",
    "server",
)


@dataclass(frozen=True)
class InfoJob:
    """Asks for the GraphInfo of the graph."""


@dataclass(frozen=True)
class CountJob:
    """Asks for the number of triples, as a sign that the graph can be read; None where it isn't held in memory."""


@dataclass(frozen=True)
class PageJob:
    """A request for a page or an answer in JSON, as an ASGI scope of plain values. Such requests have no body."""

    scope: Mapping[str, Any]


@dataclass(frozen=True)
class PageAnswer:
    """The answer to a PageJob: status, headers as ASGI has them, and the whole body."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    content: bytes


@dataclass(frozen=True)
class QueryOutcome:
    """A query and its result, or the error with which it was refused, for the page of `/sparql`."""

    text: str
    result: PageResult | None = None
    error: str | None = None
    status: int = 200


@dataclass(frozen=True)
class LargeResult:
    """Announces a result of so many bytes, which the worker sends when the server has room for it."""

    size: int


@dataclass(frozen=True)
class WorkerConfig:
    """How the fork server is started.

    `location` is the folder of a build or the address of a server, `build` the name of the build. `triples` is the number
    that the graph must have, None where it isn't known yet. `pages` names the function that makes the application for
    pages, as `module:function`. `listed` are the sources of the store where there are several.
    """

    location: str
    build: str
    triples: int | None
    pages: str
    settings: Settings
    listed: tuple[SourceEntry, ...] = ()


def plain_scope(scope: Mapping[str, Any], **extensions: Any) -> dict[str, Any]:
    """Return the parts of an ASGI scope that another process can use, with `extensions` by their keys."""
    state = {"base_url": scope.get("state", {}).get("base_url")}
    return {key: scope[key] for key in _SCOPE_KEYS if key in scope} | {"state": state} | extensions
