"""What is asked of a graph that changes, and the result. Nothing that makes a change is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf


@dataclass(frozen=True)
class Update:
    """A SPARQL 1.1 update, and the dataset of its request.

    Relative IRIs are resolved against `base`. SERVICE and LOAD may call `hosts` only.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class GraphChange:
    """A request of the Graph Store Protocol: replace (`put`), extend (`post`) or remove (`delete`) one graph.

    `graph` is None for the default graph. `content` is RDF of `media_type`, with relative IRIs resolved against `base`.
    """

    kind: OneOf["put", "post", "delete"]
    graph: str | None
    content: bytes = b""
    media_type: str = "text/turtle"
    base: str | None = None


@dataclass(frozen=True)
class ChangeResult:
    """The result of a committed change: statements in the store, whether a named graph is new, and findings by severity."""

    triples: int
    created: bool
    findings: dict[str, int]


Change = Update | GraphChange
