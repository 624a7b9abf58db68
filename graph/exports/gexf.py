"""Write networkx graphs as GEXF, static or dynamic. The output is deterministic."""

from __future__ import annotations

import io

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter


def write_gexf(graph: nx.Graph, **attributes: str) -> bytes:
    """Return a graph as GEXF, without the date of writing.

    `attributes` are those of the element `graph`, such as `start` and `end`, which networkx reads but doesn't write.
    """
    writer = GEXFWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph(graph)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # would make the output depend on the day
    for element in writer.xml.iter("graph"):
        element.attrib |= attributes
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
