"""The manifest of a server: the list of our graphs, in a named graph of its own that changes in one step with them.

A server may hold graphs of other users and of its own, so only the graphs in the manifest are read or replaced. Where there is
no manifest, because the graphs were loaded in another way, the parts of our datasets (`dcterms:hasPart`) are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, QuerySolution

from kentgraf.ontology.namespaces import KG_NS, term
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH

Select = Callable[[str], Iterable[QuerySolution]]
"""Runs a SELECT query on the server."""

STORE: Final = NamedNode(f"{KG_NS.removesuffix('/ns#')}/store")
"""The subject of the manifest."""
MANIFEST_GRAPH: Final = NamedNode(f"{STORE.value}/current")
"""The graph that holds the manifest."""
STAGING_GRAPH: Final = NamedNode(f"{STORE.value}/staging")
"""The graph that lists the graphs of uploads in progress, so that those of an aborted build can be removed later."""

_BUILD: Final = term("dcterms:identifier")
_PART: Final = term("dcterms:hasPart")
_INTEGER: Final = term("xsd:integer")
_SIZE: Final = term("void:triples")
_SELECT_MANIFEST: Final = f"""
SELECT ?build ?graph ?size WHERE {{
  GRAPH {MANIFEST_GRAPH} {{ {STORE} {_BUILD} ?build ; {_PART} ?graph . ?graph {_SIZE} ?size }}
}}
"""
_SELECT_STAGED: Final = f"SELECT ?graph WHERE {{ GRAPH {STAGING_GRAPH} {{ {STORE} {_PART} ?graph }} }}"
_SELECT_DATASETS: Final = f"""
SELECT DISTINCT ?build ?graph WHERE {{
  GRAPH ?about {{ ?dataset {term("void:vocabulary")} <{KG_NS}> ; {_PART} ?graph ; {term("dcterms:modified")} ?build }}
}}
"""


@dataclass(frozen=True)
class Manifest:
    """The name of the current build, its graphs in order, and the number of their statements, if it is recorded."""

    build: str
    graphs: tuple[NamedNode, ...]
    size: int | None = None


def manifest_data(build: str, sizes: Mapping[NamedNode, int]) -> str:
    """Return the manifest of a build, with the number of statements of each graph, as quad data for INSERT DATA."""
    graphs = "".join(
        f'{STORE} {_PART} {graph} . {graph} {_SIZE} "{size}"^^{_INTEGER} .\n' for graph, size in sizes.items()
    )
    return f'GRAPH {MANIFEST_GRAPH} {{ {STORE} {_BUILD} "{build}" .\n{graphs}}}'


def staging_data(graphs: Iterable[NamedNode]) -> str:
    """Return the list of graphs that are being uploaded, as quad data for INSERT DATA and DELETE DATA."""
    return f"GRAPH {STAGING_GRAPH} {{ {' '.join(f'{STORE} {_PART} {graph} .' for graph in graphs)} }}"


def read_staged_graphs(select: Select) -> list[NamedNode]:
    """Return the graphs that are listed as being uploaded."""
    return [row["graph"] for row in select(_SELECT_STAGED)]


def read_stored_manifest(select: Select) -> Manifest | None:
    """Return the manifest that the last build wrote, or None if no build did."""
    rows = list(select(_SELECT_MANIFEST))
    if not rows:
        return None
    sizes = {row["graph"]: int(row["size"].value) for row in rows}
    return Manifest(_latest_build(rows), tuple(sorted(sizes, key=str)), sum(sizes.values()))


def read_manifest(select: Select) -> Manifest | None:
    """Return the stored manifest, or one made from our datasets if there is none; None if the server has none of them."""
    stored = read_stored_manifest(select)
    if stored is not None:
        return stored
    rows = list(select(_SELECT_DATASETS))
    if not rows:
        return None
    graphs = {VOCABULARY_GRAPH, *(row["graph"] for row in rows)}
    return Manifest(_latest_build(rows), tuple(sorted(graphs, key=str)))


def _latest_build(rows: Sequence[QuerySolution]) -> str:
    return max(str(row["build"].value) for row in rows)
