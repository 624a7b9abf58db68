"""Networks as GraphML, GEXF and node-link JSON for other programs, and as SVG and HTML for people.

The output is deterministic. The layout of the picture is computed by `network_layout`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any, Final

import jinja2
import networkx as nx

from kentgraf.graph.exports.gexf import graph_for_xml, write_gexf
from kentgraf.graph.people.network_layout import draw_network
from kentgraf.ontology.characters import replace_for_xml
from kentgraf.ontology.turkish import sort_key


def _flat(graph: nx.Graph) -> nx.Graph:
    """Return a copy whose attributes are scalars, since GraphML and GEXF have no lists."""
    copy = nx.Graph(**graph.graph)
    for node, data in graph.nodes(data=True):
        copy.add_node(node, **data)
    for one, two, data in graph.edges(data=True):
        copy.add_edge(one, two, **{k: " | ".join(v) if isinstance(v, list) else v for k, v in data.items()})
    return copy


def to_graphml(graph: nx.Graph) -> bytes:
    """Return the network as GraphML; lists of commissions are joined by ` | `."""
    out = io.BytesIO()
    nx.write_graphml(graph_for_xml(_flat(graph)), out)
    return out.getvalue()


def to_gexf(graph: nx.Graph) -> bytes:
    """Return the network as GEXF; lists of commissions are joined by ` | `."""
    return write_gexf(_flat(graph))


def as_node_link(graph: nx.Graph) -> dict[str, Any]:
    """Return the network as node-link data, which `networkx.node_link_graph` reads."""
    return dict(nx.node_link_data(graph, edges="edges"))


def to_json(graph: nx.Graph) -> bytes:
    """Return the network as node-link JSON."""
    return (json.dumps(as_node_link(graph), ensure_ascii=False, indent=1) + "\n").encode()


def to_svg(graph: nx.Graph) -> bytes:
    """Return the network as SVG: people with their names, parties by colour and shape, commissions as black squares."""
    drawn = _template("network.svg").render(drawing=draw_network(graph), on=graph.graph.get("on", ""))
    return replace_for_xml(drawn).encode()


def to_html(graph: nx.Graph) -> bytes:
    """Return the network as a self-contained HTML page: the picture, and a table of all people in it."""
    people = [(node, data) for node, data in graph.nodes(data=True) if data["kind"] == "person"]
    rows = [
        (
            data["label"],
            data.get("party", ""),
            data.get("district", ""),
            ", ".join(sorted((graph.nodes[other]["label"] for other in graph[node]), key=sort_key)),
            graph.degree(node),
        )
        for node, data in sorted(people, key=lambda item: (sort_key(item[1]["label"]), item[0]))
    ]
    svg = to_svg(graph).decode()
    return _template("network.html").render(svg=svg, rows=rows, on=graph.graph.get("on", "")).encode()


WRITERS: Final[dict[str, Callable[[nx.Graph], bytes]]] = {
    "graphml": to_graphml,
    "gexf": to_gexf,
    "json": to_json,
    "svg": to_svg,
    "html": to_html,
}
"""The writers of networks, by format."""


def _template(name: str) -> jinja2.Template:
    text = (files("kentgraf.graph.exports") / name).read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
