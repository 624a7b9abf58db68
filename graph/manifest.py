"""Which graphs of a server are ours: its list stands there in a graph of its own and changes in one step with them.

A server may hold other people's graphs and some that it needs itself; only what the list names is read or replaced. Where
there is no list, because the graphs came there by another way, what the datasets themselves name as their parts is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, QuerySolution

from kentgraf.ontology.namespaces import KG_NS, term
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH

Ask = Callable[[str], Iterable[QuerySolution]]

STORE: Final = NamedNode(f"{KG_NS.removesuffix('/ns#')}/store")
"""The thing that the list is about."""
LIST: Final = NamedNode(f"{STORE.value}/current")
"""The graph that holds the list."""
NOTES: Final = NamedNode(f"{STORE.value}/staging")
"""The graph that notes which graphs are being uploaded, so that those of a build that broke off are found again."""

_BUILD: Final = term("dcterms:identifier")
_PART: Final = term("dcterms:hasPart")
_READ_LIST: Final = f"SELECT ?build ?graph WHERE {{ GRAPH {LIST} {{ {STORE} {_BUILD} ?build ; {_PART} ?graph }} }}"
_READ_NOTES: Final = f"SELECT ?graph WHERE {{ GRAPH {NOTES} {{ {STORE} {_PART} ?graph }} }}"
_READ_DATASETS: Final = f"""
SELECT DISTINCT ?build ?graph WHERE {{
  GRAPH ?about {{ ?dataset {term("void:vocabulary")} <{KG_NS}> ; {_PART} ?graph ; {term("dcterms:modified")} ?build }}
}}
"""


@dataclass(frozen=True)
class Manifest:
    """The name of the build that holds, and its graphs in order."""

    build: str
    graphs: tuple[NamedNode, ...]

    def as_triples(self) -> str:
        """The list as N-Triples."""
        parts = "".join(f"{STORE} {_PART} {graph} .\n" for graph in self.graphs)
        return f'{STORE} {_BUILD} "{self.build}" .\n{parts}'


def note_of(graphs: Iterable[NamedNode]) -> str:
    """The note on graphs that are being uploaded, for INSERT DATA and DELETE DATA."""
    return f"GRAPH {NOTES} {{ {' '.join(f'{STORE} {_PART} {graph} .' for graph in graphs)} }}"


def read_notes(ask: Ask) -> list[NamedNode]:
    """The graphs that are noted as being uploaded."""
    return [row["graph"] for row in ask(_READ_NOTES)]


def read_list(ask: Ask) -> Manifest | None:
    """What builds put on the server, which `ask` puts a SELECT to; None if none did."""
    rows = list(ask(_READ_LIST))
    return _made_of(rows, ()) if rows else None


def read_manifest(ask: Ask) -> Manifest | None:
    """What the server holds of ours, also without a list; None if that is nothing."""
    listed = read_list(ask)
    if listed is not None:
        return listed
    rows = list(ask(_READ_DATASETS))
    return _made_of(rows, (VOCABULARY_GRAPH,)) if rows else None


def _made_of(rows: Sequence[QuerySolution], besides: Iterable[NamedNode]) -> Manifest:
    graphs = {row["graph"] for row in rows} | set(besides)
    return Manifest(max(row["build"].value for row in rows), tuple(sorted(graphs, key=str)))
