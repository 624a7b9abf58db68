"""Which graphs of a server are ours: its list stands there in a graph of its own and changes in one step with them.

A server may hold other people's graphs and some that it needs itself; only what the list names is read or replaced. Where
there is no list, because the graphs came there by another way, what the datasets themselves name as their parts is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
_INTEGER: Final = term("xsd:integer")
_SIZE: Final = term("void:triples")
_READ_LIST: Final = f"""
SELECT ?build ?graph ?size WHERE {{
  GRAPH {LIST} {{ {STORE} {_BUILD} ?build ; {_PART} ?graph . ?graph {_SIZE} ?size }}
}}
"""
_READ_NOTES: Final = f"SELECT ?graph WHERE {{ GRAPH {NOTES} {{ {STORE} {_PART} ?graph }} }}"
_READ_DATASETS: Final = f"""
SELECT DISTINCT ?build ?graph WHERE {{
  GRAPH ?about {{ ?dataset {term("void:vocabulary")} <{KG_NS}> ; {_PART} ?graph ; {term("dcterms:modified")} ?build }}
}}
"""


@dataclass(frozen=True)
class Manifest:
    """The name of the build that holds, its graphs in order, and how many statements they have where that was noted."""

    build: str
    graphs: tuple[NamedNode, ...]
    size: int | None = None


def list_of(build: str, sizes: Mapping[NamedNode, int]) -> str:
    """The list of the graphs of a build, with how many statements each has, for INSERT DATA."""
    graphs = "".join(
        f'{STORE} {_PART} {graph} . {graph} {_SIZE} "{size}"^^{_INTEGER} .\n' for graph, size in sizes.items()
    )
    return f'GRAPH {LIST} {{ {STORE} {_BUILD} "{build}" .\n{graphs}}}'


def note_of(graphs: Iterable[NamedNode]) -> str:
    """The note on graphs that are being uploaded, for INSERT DATA and DELETE DATA."""
    return f"GRAPH {NOTES} {{ {' '.join(f'{STORE} {_PART} {graph} .' for graph in graphs)} }}"


def read_notes(ask: Ask) -> list[NamedNode]:
    """The graphs that are noted as being uploaded."""
    return [row["graph"] for row in ask(_READ_NOTES)]


def read_list(ask: Ask) -> Manifest | None:
    """What builds put on the server, which `ask` puts a SELECT to; None if none did."""
    rows = list(ask(_READ_LIST))
    if not rows:
        return None
    sizes = {row["graph"]: int(row["size"].value) for row in rows}
    return Manifest(_latest(rows), tuple(sorted(sizes, key=str)), sum(sizes.values()))


def read_manifest(ask: Ask) -> Manifest | None:
    """What the server holds of ours, also without a list; None if that is nothing."""
    listed = read_list(ask)
    if listed is not None:
        return listed
    rows = list(ask(_READ_DATASETS))
    if not rows:
        return None
    graphs = {VOCABULARY_GRAPH, *(row["graph"] for row in rows)}
    return Manifest(_latest(rows), tuple(sorted(graphs, key=str)))


def _latest(rows: Sequence[QuerySolution]) -> str:
    return max(str(row["build"].value) for row in rows)
