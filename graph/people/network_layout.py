"""Circular layout of a network, deterministic and with room for every label.

Commissions are placed on an inner circle and people on an outer one, near their commissions. A network without commissions has
one circle, with strongly linked people next to each other. The order on both circles is improved by the barycenter heuristic.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx

from kentgraf.graph.people.network import project_on_commissions
from kentgraf.ontology.turkish import sort_key

_COLOURS: Final = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#994455", "#997700", "#bbbbbb")
_SHAPES: Final = ("circle", "square", "diamond", "triangle")
_PERSON_SPACING: Final = 15.0
_COMMISSION_SPACING: Final = 26.0
_LETTER_WIDTH: Final = 8.2
_MAX_LABEL_LENGTH: Final = 40
"""Longer labels are truncated, since long labels make the whole picture smaller."""
_ROUNDS: Final = 24
_WINDOW: Final = 6


@dataclass(frozen=True)
class Mark:
    """A node in the picture. Its label is rotated by `rotation` degrees, and ends at the node if `anchor_end` is true."""

    x: float
    y: float
    size: float
    label: str
    kind: str
    group: str
    colour: str
    shape: str
    text_x: float
    text_y: float
    rotation: float
    anchor_end: bool
    node: str

    @property
    def text(self) -> str:
        """The label, truncated if it is long."""
        return _truncate(self.label)


@dataclass(frozen=True)
class Link:
    """An edge in the picture: a quadratic curve with the control point (`x`, `y`), which bends it inwards."""

    x1: float
    y1: float
    x: float
    y: float
    x2: float
    y2: float
    width: float
    title: str
    uncertain: bool
    nodes: tuple[str, str]


@dataclass(frozen=True)
class Drawing:
    """A picture of a network. `legend` has the name, colour and shape of each group."""

    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    legend: tuple[tuple[str, str, str], ...]
    width: int
    height: int


def draw_network(graph: nx.Graph) -> Drawing:
    """Return the layout of a network of people and commissions, or of people only."""
    people, commissions = _of_kind(graph, "person"), _of_kind(graph, "commission")
    if commissions:
        commissions = _order_by_links(project_on_commissions(graph), commissions)
        commissions, people = _order_circles(graph, commissions, people)
    else:
        people = _order_by_links(graph, people)
    inner = (
        max(_radius(len(commissions), _COMMISSION_SPACING), 75 + _LETTER_WIDTH * _max_length(graph, commissions))
        if commissions
        else 0.0
    )
    outer = max(inner + 120, _radius(len(people), _PERSON_SPACING), 160.0)
    half = outer + 30 + _LETTER_WIDTH * _max_length(graph, people)
    styles = _group_styles(graph, people)
    angles = _angles(people) | _angles(commissions)
    radius = {**dict.fromkeys(people, outer), **dict.fromkeys(commissions, inner)}
    points = {node: _point(half, radius[node], angle) for node, angle in angles.items()}
    marks = [
        _mark(node, graph.nodes[node], half, radius[node], angles[node], styles) for node in (*commissions, *people)
    ]
    links = [
        _link((one, two), points, half, data, bend=0.0 if commissions else 0.75)
        for one, two, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2])
    ]
    legend = tuple((group or "–", *style) for group, style in styles.items())
    return Drawing(tuple(marks), tuple(links), legend, math.ceil(2 * half), math.ceil(2 * half + 40))


def _of_kind(graph: nx.Graph, kind: str) -> list[str]:
    found = [(sort_key(data["label"]), node) for node, data in graph.nodes(data=True) if data["kind"] == kind]
    return [node for _, node in sorted(found)]


def _max_length(graph: nx.Graph, nodes: Iterable[str]) -> int:
    return max((len(_truncate(graph.nodes[node]["label"])) for node in nodes), default=0)


def _truncate(label: str) -> str:
    return label if len(label) <= _MAX_LABEL_LENGTH else f"{label[: _MAX_LABEL_LENGTH - 1].rstrip()}…"


def _radius(count: int, spacing: float) -> float:
    return count * spacing / (2 * math.pi)


def _angles(nodes: Sequence[str]) -> dict[str, float]:
    return {node: 2 * math.pi * index / len(nodes) for index, node in enumerate(nodes)}


def _order_by_links(graph: nx.Graph, nodes: Sequence[str]) -> list[str]:
    """Order nodes greedily: the next one is that with the strongest links to the last few."""
    left = {node: index for index, node in enumerate(nodes)}
    ordered: list[str] = []
    while left:
        strength = dict.fromkeys(left, 0.0)
        for distance, before in enumerate(reversed(ordered[-_WINDOW:]), start=1):
            for node, data in graph[before].items():
                if node in strength:
                    strength[node] += data.get("weight", 1) / distance
        chosen = min(left, key=lambda node: (-strength[node], left[node]))
        ordered.append(chosen)
        del left[chosen]
    return ordered


def _order_circles(graph: nx.Graph, inner: list[str], outer: list[str]) -> tuple[list[str], list[str]]:
    """Order both circles in turn by the barycenter heuristic, and return the orders with the shortest edges."""
    best = (math.inf, inner, outer)
    for _ in range(_ROUNDS):
        outer = _order_by_barycenter(graph, outer, _angles(inner))
        length = _edge_length(graph, _angles(inner), _angles(outer))
        if length < best[0]:
            best = (length, inner, outer)
        inner = _order_by_barycenter(graph, inner, _angles(outer))
    return best[1], best[2]


def _order_by_barycenter(graph: nx.Graph, nodes: Sequence[str], others: Mapping[str, float]) -> list[str]:
    """Order nodes by the mean direction of their neighbours on the other circle."""

    def barycenter(node: str) -> float:
        x = sum(math.cos(others[other]) for other in sorted(graph[node]))
        y = sum(math.sin(others[other]) for other in sorted(graph[node]))
        return round(math.atan2(y, x) % (2 * math.pi), 6)

    return sorted(nodes, key=lambda node: (barycenter(node), node))


def _edge_length(graph: nx.Graph, inner: Mapping[str, float], outer: Mapping[str, float]) -> float:
    """Return a measure of the total length of edges, from the angles of their ends."""
    return sum(1 - math.cos(angle - inner[other]) for node, angle in outer.items() for other in sorted(graph[node]))


def _point(half: float, radius: float, angle: float) -> tuple[float, float]:
    return round(half + radius * math.sin(angle), 1), round(half - radius * math.cos(angle), 1)


def _group_styles(graph: nx.Graph, people: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the colour and shape of every group: two features, so that colour alone needn't be recognised."""
    groups = sorted({graph.nodes[node].get("party", "") for node in people}, key=sort_key)
    return {group: (_COLOURS[n % len(_COLOURS)], _SHAPES[n % len(_SHAPES)]) for n, group in enumerate(groups)}


def _mark(
    node: str, data: Mapping[str, Any], half: float, radius: float, angle: float, styles: Mapping[str, tuple[str, str]]
) -> Mark:
    person = data["kind"] == "person"
    group = data.get("party", "") if person else ""
    colour, shape = styles[group] if person else ("#222222", "square")
    on_the_left = angle > math.pi
    rotation = math.degrees(angle) + (90 if on_the_left else -90)
    text_x, text_y = _point(half, radius + (11 if person else -13), angle)
    # names of people extend outwards, those of commissions inwards
    anchor_end = on_the_left if person else not on_the_left
    point = _point(half, radius, angle)
    return Mark(
        *point,
        4.5 if person else 7.0,
        data["label"],
        data["kind"],
        group,
        colour,
        shape,
        text_x,
        text_y,
        round(rotation, 1),
        anchor_end,
        node,
    )


def _link(
    nodes: tuple[str, str],
    points: Mapping[str, tuple[float, float]],
    half: float,
    data: Mapping[str, Any],
    *,
    bend: float,
) -> Link:
    one, two = (points[node] for node in nodes)
    x, y = (round((a + b) / 2 * (1 - bend) + half * bend, 1) for a, b in zip(one, two, strict=True))
    title = ", ".join(data["commissions"]) if "commissions" in data else str(data.get("role", ""))
    is_chair = "chair" in title.split(", ") and "weight" not in data
    width = 0.6 * data.get("weight", 3 if is_chair else 1.2)
    return Link(*one, x, y, *two, round(width, 2), title, bool(data.get("uncertain")), nodes)
