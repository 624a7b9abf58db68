"""Write networkx graphs as GEXF, static or dynamic. The output is deterministic."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kentgraf.ontology.characters import replace_for_xml


def graph_for_xml(graph: nx.Graph) -> nx.Graph:
    """Return a copy of a graph whose texts XML can hold."""
    copy = nx.Graph(**_for_xml(graph.graph))
    copy.add_nodes_from((node, _for_xml(data)) for node, data in graph.nodes(data=True))
    copy.add_edges_from((one, two, _for_xml(data)) for one, two, data in graph.edges(data=True))
    return copy


def _for_xml(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: replace_for_xml(value) if isinstance(value, str) else value for name, value in data.items()}


def write_gexf(graph: nx.Graph, **attributes: str) -> bytes:
    """Return a graph as GEXF, without the date of writing.

    `attributes` are those of the element `graph`, such as `start` and `end`, which networkx reads but doesn't write.
    """
    writer = GEXFWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph(graph_for_xml(graph))
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # would make the output depend on the day
    for element in writer.xml.iter("graph"):
        element.attrib |= attributes
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
