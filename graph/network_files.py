"""Networks as files: GraphML, GEXF, node-link JSON for other programs; SVG and a page of its own for people.

Positions are computed with a fixed seed, so that the same network always looks the same.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import jinja2
import networkx as nx

SEED: Final = 7
_SIZE: Final = 1000.0
_MARGIN: Final = 60.0
_COLOURS: Final = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb", "#994455", "#997700")
_SHAPES: Final = ("circle", "square", "diamond", "triangle")


@dataclass(frozen=True)
class Mark:
    """A node as it is drawn."""

    x: float
    y: float
    size: float
    label: str
    kind: str
    group: str
    colour: str
    shape: str


@dataclass(frozen=True)
class Link:
    """An edge as it is drawn."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    title: str


def _flat(graph: nx.Graph) -> nx.Graph:
    """A copy whose attributes are plain values, as the formats for other programs want them."""
    copy = nx.Graph(**graph.graph)
    for node, data in graph.nodes(data=True):
        copy.add_node(node, **data)
    for one, two, data in graph.edges(data=True):
        copy.add_edge(one, two, **{k: " | ".join(v) if isinstance(v, list) else v for k, v in data.items()})
    return copy


def to_graphml(graph: nx.Graph) -> bytes:
    """The network as GraphML; lists of commissions are joined by ` | `."""
    out = io.BytesIO()
    nx.write_graphml(_flat(graph), out)
    return out.getvalue()


def to_gexf(graph: nx.Graph) -> bytes:
    """The network as GEXF; lists of commissions are joined by ` | `."""
    flat = _flat(graph)
    out = io.BytesIO()
    nx.write_gexf(flat, out)
    return out.getvalue()


def as_node_link(graph: nx.Graph) -> dict[str, Any]:
    """The network as node-link data, as networkx reads it back."""
    return dict(nx.node_link_data(graph, edges="edges"))


def to_json(graph: nx.Graph) -> bytes:
    """The network as node-link JSON."""
    return (json.dumps(as_node_link(graph), ensure_ascii=False, indent=1) + "\n").encode()


def to_svg(graph: nx.Graph) -> bytes:
    """The network as a picture: parties by colour and shape, commissions as larger squares."""
    return _template("network.svg").render(**_drawing(graph)).encode()


def to_html(graph: nx.Graph) -> bytes:
    """The network as a page that needs nothing else: the picture, and a table of everybody in it."""
    rows = [
        (
            data["label"],
            data.get("party", ""),
            data.get("district", ""),
            ", ".join(sorted(graph.nodes[n]["label"] for n in graph[node])),
            graph.degree(node),
        )
        for node, data in sorted(graph.nodes(data=True), key=lambda item: item[1]["label"])
        if data["kind"] == "person"
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
"""What a network can be written as."""


def _template(name: str) -> jinja2.Template:
    text = (files("kentgraf.graph") / "templates" / name).read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)


def _drawing(graph: nx.Graph) -> dict[str, Any]:
    places = nx.spring_layout(graph, seed=SEED, iterations=120, k=2.4 / max(1, len(graph)) ** 0.5) if len(graph) else {}
    groups = sorted({data.get("party", "") for _, data in graph.nodes(data=True) if data["kind"] == "person"})
    look = {group: (_COLOURS[n % len(_COLOURS)], _SHAPES[n % len(_SHAPES)]) for n, group in enumerate(groups)}

    def at(node: str) -> tuple[float, float]:
        x, y = places[node]
        scale = _SIZE / 2 - _MARGIN
        return round(_SIZE / 2 + float(x) * scale, 1), round(_SIZE / 2 + float(y) * scale, 1)

    marks = []
    for node, data in graph.nodes(data=True):
        group = data.get("party", "")
        person = data["kind"] == "person"
        colour, shape = look[group] if person else ("#222222", "square")
        marks.append(Mark(*at(node), 5.0 if person else 9.0, data["label"], data["kind"], group, colour, shape))
    links = [
        Link(*at(one), *at(two), 0.4 + 0.5 * data.get("weight", 1), _link_title(data))
        for one, two, data in graph.edges(data=True)
    ]
    legend = [(group or "–", *look[group]) for group in groups]
    return {"marks": marks, "links": links, "legend": legend, "size": int(_SIZE), "on": graph.graph.get("on", "")}


def _link_title(data: dict[str, Any]) -> str:
    return ", ".join(data["commissions"]) if "commissions" in data else str(data.get("role", ""))
