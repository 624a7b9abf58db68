"""Where everybody stands in the picture of a network: two rings, so that every name can be read.

Commissions stand on the inner ring, people on the outer one beside their commissions; without commissions there is one
ring, with those who share much beside each other. The same network always gives the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import networkx as nx

from kentgraf.ontology.turkish import sort_key

_COLOURS: Final = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#994455", "#997700", "#bbbbbb")
_SHAPES: Final = ("circle", "square", "diamond", "triangle")
_SEAT_WIDTH: Final = 15.0
_COMMISSION_WIDTH: Final = 26.0
_LETTER: Final = 8.2
_LONGEST_LABEL: Final = 40
"""So many letters of a label are drawn: the longer they are, the smaller the whole picture is shown."""
_ROUNDS: Final = 24


@dataclass(frozen=True)
class Mark:
    """A node as it is drawn, by its name in the network; its label is turned by `turn` degrees and ends at the node where
    `ends` is true."""

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
    turn: float
    ends: bool
    node: str

    @property
    def text(self) -> str:
        """The label as it is drawn: the end of a long one is left out."""
        return _drawn(self.label)


@dataclass(frozen=True)
class Link:
    """An edge as it is drawn: a curve by way of a point (`x`, `y`) that bends it inwards."""

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
    """A picture of `width` and `height`; `legend` names the groups with their colour and shape."""

    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    legend: tuple[tuple[str, str, str], ...]
    width: int
    height: int


def draw_network(graph: nx.Graph) -> Drawing:
    """Lay out people and commissions, or people alone."""
    people, commissions = _of_kind(graph, "person"), _of_kind(graph, "commission")
    if commissions:
        commissions, people = _order_rings(graph, _chain(_shared_members(graph, commissions), commissions), people)
    else:
        people = _chain(graph, people)
    inner = (
        max(_ring(len(commissions), _COMMISSION_WIDTH), 75 + _LETTER * _longest(graph, commissions))
        if commissions
        else 0.0
    )
    outer = max(inner + 120, _ring(len(people), _SEAT_WIDTH), 160.0)
    half = outer + 30 + _LETTER * _longest(graph, people)
    looks = _looks(graph, people)
    angles = _spread(people) | _spread(commissions)
    radius = {**dict.fromkeys(people, outer), **dict.fromkeys(commissions, inner)}
    places = {node: _point(half, radius[node], angle) for node, angle in angles.items()}
    marks = [
        _mark(node, graph.nodes[node], half, radius[node], angles[node], looks) for node in (*commissions, *people)
    ]
    links = [
        _link((one, two), places, half, data, bend=0.0 if commissions else 0.75)
        for one, two, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2])
    ]
    legend = tuple((group or "–", *look) for group, look in looks.items())
    return Drawing(tuple(marks), tuple(links), legend, math.ceil(2 * half), math.ceil(2 * half + 40))


def _of_kind(graph: nx.Graph, kind: str) -> list[str]:
    found = [(sort_key(data["label"]), node) for node, data in graph.nodes(data=True) if data["kind"] == kind]
    return [node for _, node in sorted(found)]


def _longest(graph: nx.Graph, nodes: Iterable[str]) -> int:
    return max((len(_drawn(graph.nodes[node]["label"])) for node in nodes), default=0)


def _drawn(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…"


def _ring(count: int, width: float) -> float:
    return count * width / (2 * math.pi)


def _spread(nodes: Sequence[str]) -> dict[str, float]:
    return {node: 2 * math.pi * place / len(nodes) for place, node in enumerate(nodes)}


def _shared_members(graph: nx.Graph, commissions: Sequence[str]) -> nx.Graph:
    """Commissions linked by how many members they share."""
    shared = nx.Graph()
    shared.add_nodes_from(commissions)
    for one, two in combinations(commissions, 2):
        weight = len(set(graph[one]) & set(graph[two]))
        if weight:
            shared.add_edge(one, two, weight=weight)
    return shared


def _chain(graph: nx.Graph, nodes: Sequence[str]) -> list[str]:
    """The nodes in a row in which each is linked as strongly as can be to those just before it."""
    left = {node: place for place, node in enumerate(nodes)}
    row: list[str] = []
    while left:
        pull = dict.fromkeys(left, 0.0)
        for distance, before in enumerate(reversed(row[-6:]), start=1):
            for node, data in graph[before].items():
                if node in pull:
                    pull[node] += data.get("weight", 1) / distance
        chosen = min(left, key=lambda node: (-pull[node], left[node]))
        row.append(chosen)
        del left[chosen]
    return row


def _order_rings(graph: nx.Graph, inner: list[str], outer: list[str]) -> tuple[list[str], list[str]]:
    """Both rings in an order that keeps links short: each ring in turn follows the middle of its links in the other."""
    best = (math.inf, inner, outer)
    for _ in range(_ROUNDS):
        outer = _follow(graph, outer, _spread(inner))
        length = _length(graph, _spread(inner), _spread(outer))
        if length < best[0]:
            best = (length, inner, outer)
        inner = _follow(graph, inner, _spread(outer))
    return best[1], best[2]


def _follow(graph: nx.Graph, nodes: Sequence[str], others: Mapping[str, float]) -> list[str]:
    """The nodes in the order of the middle of their neighbours' angles."""

    def middle(node: str) -> float:
        x = sum(math.cos(others[other]) for other in sorted(graph[node]))
        y = sum(math.sin(others[other]) for other in sorted(graph[node]))
        return round(math.atan2(y, x) % (2 * math.pi), 6)

    return sorted(nodes, key=lambda node: (middle(node), node))


def _length(graph: nx.Graph, inner: Mapping[str, float], outer: Mapping[str, float]) -> float:
    return sum(1 - math.cos(angle - inner[other]) for node, angle in outer.items() for other in sorted(graph[node]))


def _point(half: float, radius: float, angle: float) -> tuple[float, float]:
    return round(half + radius * math.sin(angle), 1), round(half - radius * math.cos(angle), 1)


def _looks(graph: nx.Graph, people: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Colour and shape of every group, so that neither alone has to be told apart."""
    groups = sorted({graph.nodes[node].get("party", "") for node in people}, key=sort_key)
    return {group: (_COLOURS[n % len(_COLOURS)], _SHAPES[n % len(_SHAPES)]) for n, group in enumerate(groups)}


def _mark(
    node: str, data: Mapping[str, Any], half: float, radius: float, angle: float, looks: Mapping[str, tuple[str, str]]
) -> Mark:
    person = data["kind"] == "person"
    group = data.get("party", "") if person else ""
    colour, shape = looks[group] if person else ("#222222", "square")
    on_the_left = angle > math.pi
    turn = math.degrees(angle) + (90 if on_the_left else -90)
    text_x, text_y = _point(half, radius + (11 if person else -13), angle)
    # people's names run outwards, commissions' inwards
    ends = on_the_left if person else not on_the_left
    place = _point(half, radius, angle)
    return Mark(
        *place,
        4.5 if person else 7.0,
        data["label"],
        data["kind"],
        group,
        colour,
        shape,
        text_x,
        text_y,
        round(turn, 1),
        ends,
        node,
    )


def _link(
    nodes: tuple[str, str],
    places: Mapping[str, tuple[float, float]],
    half: float,
    data: Mapping[str, Any],
    *,
    bend: float,
) -> Link:
    one, two = (places[node] for node in nodes)
    x, y = (round((a + b) / 2 * (1 - bend) + half * bend, 1) for a, b in zip(one, two, strict=True))
    title = ", ".join(data["commissions"]) if "commissions" in data else str(data.get("role", ""))
    leads = "chair" in title.split(", ") and "weight" not in data
    width = 0.6 * data.get("weight", 3 if leads else 1.2)
    return Link(*one, x, y, *two, round(width, 2), title, bool(data.get("uncertain")), nodes)
