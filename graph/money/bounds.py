"""How money of known size can lie on several places of known room: feasible, too much, full, and between which bounds.

Pure arithmetic on integers (the smallest unit of money): `x[a,d] >= 0`, the parts of each activity make up its amount, and
the parts on each department fit into its capacity. Solved exactly as a flow; nothing here knows of graphs or reports.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import networkx as nx

_SOURCE: Final = ("source", "")
_SINK: Final = ("sink", "")
_CAPACITY: Final = "capacity"


@dataclass(frozen=True)
class Flow:
    """As much of the activities' amounts as fits on their departments, in one of the ways in which it fits.

    `amounts` are above zero; `possible` names the departments of each activity; a department without `capacity` takes
    anything. `parts` holds what lies where, without zeros.
    """

    amounts: Mapping[str, int]
    possible: Mapping[str, Collection[str]]
    capacity: Mapping[str, int]
    parts: Mapping[tuple[str, str], int]
    _known: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How much fits in all: the sum of the amounts if the ledgers can hold them."""
        return sum(self.parts.values())

    @cached_property
    def used(self) -> dict[str, int]:
        """What lies on each department."""
        used = {department: 0 for several in self.possible.values() for department in several}
        for (_, department), money in self.parts.items():
            used[department] += money
        return used

    def without_fixed(self) -> Flow:
        """The same without the activities of one possible department, which take room and can't be moved."""
        fixed = {activity for activity, several in self.possible.items() if len(several) == 1}
        capacity = dict(self.capacity)
        for (activity, department), money in self.parts.items():
            if activity in fixed and department in capacity:
                capacity[department] -= money
        return Flow(
            {activity: amount for activity, amount in self.amounts.items() if activity not in fixed},
            {activity: several for activity, several in self.possible.items() if activity not in fixed},
            capacity,
            {ends: money for ends, money in self.parts.items() if ends[0] not in fixed},
        )

    def too_much(self) -> frozenset[str]:
        """The activities that their departments can't hold, together (the smallest cut's); none if everything fits."""
        placed: dict[str, int] = {}
        lying: dict[str, list[str]] = {}
        for (activity, department), money in self.parts.items():
            placed[activity] = placed.get(activity, 0) + money
            lying.setdefault(department, []).append(activity)
        waiting = [activity for activity, amount in self.amounts.items() if placed.get(activity, 0) < amount]
        reached = set(waiting)
        while waiting:
            for department in self.possible[waiting.pop()]:
                further = set(lying.get(department, ())) - reached
                reached |= further
                waiting.extend(further)
        return frozenset(reached)

    def full_groups(self, loose: Iterable[str] = ()) -> list[tuple[frozenset[str], frozenset[str]]]:
        """Groups of departments that are full however the money lies, each with the activities that fill it.

        Those activities lie wholly on the group, and no others on any part of it. Departments in `loose` are never
        full. A group can't be divided into smaller full ones. Only for flows in which everything fits.
        """
        moves: Any = nx.DiGraph()
        moves.add_nodes_from(self.used)
        for activity, department in self.parts:
            moves.add_edges_from((department, other) for other in self.possible[activity] if other != department)
        reached = {d for d, used in self.used.items() if d not in self.capacity or used < self.capacity[d]} | set(loose)
        waiting = list(reached & set(moves))
        while waiting:
            further = set(moves.predecessors(waiting.pop())) - reached
            reached |= further
            waiting.extend(further)
        full = moves.subgraph(set(moves) - reached)
        groups = [frozenset(group) for group in nx.strongly_connected_components(full)]
        return [(group, frozenset(a for a, d in self.parts if d in group)) for group in sorted(groups, key=min)]

    def bounds(self, activity: str, department: str) -> tuple[int, int]:
        """The least and the most of the activity that can lie on the department, wherever the rest lies."""
        if (activity, department) not in self._known:
            money = self.parts.get((activity, department), 0)
            ends = ("activity", activity), ("department", department)
            more, less = self._movable(ends[1], ends[0]), min(money, self._movable(*ends))
            self._known[activity, department] = money - less, money + more
        return self._known[activity, department]

    def most(self, department: str) -> int:
        """The most that can lie on the department from all its activities at once."""
        used = self.used.get(department)
        if used is None:
            return 0
        room = self._unbounded if department not in self.capacity else self.capacity[department] - used
        return used + min(room, self._movable(_SINK, ("department", department)))

    def _movable(self, start: tuple[str, str], end: tuple[str, str]) -> int:
        """How much can be moved from one end to the other other than straight."""
        around = nx.restricted_view(self._residual, [], [(start, end), (end, start)])
        return int(nx.maximum_flow_value(around, start, end, capacity=_CAPACITY))

    @cached_property
    def _unbounded(self) -> int:
        return sum(self.amounts.values()) + 1

    @cached_property
    def _residual(self) -> Any:
        """What can still be moved along each edge, both ways; amounts stay whole, so the source is left out."""
        graph: Any = nx.DiGraph()
        graph.add_node(_SINK)
        for activity, several in self.possible.items():
            for department in several:
                money = self.parts.get((activity, department), 0)
                ends = ("activity", activity), ("department", department)
                graph.add_edge(*ends, capacity=self.amounts[activity] - money)
                graph.add_edge(ends[1], ends[0], capacity=money)
        for department, used in self.used.items():
            node = ("department", department)
            graph.add_edge(node, _SINK, capacity=self.capacity.get(department, self._unbounded) - used)
            graph.add_edge(_SINK, node, capacity=used)
        return graph


def find_flow(amounts: Mapping[str, int], possible: Mapping[str, Collection[str]], capacity: Mapping[str, int]) -> Flow:
    """The most of `amounts` that fits; all units the same, whole numbers."""
    unbounded = sum(amounts.values()) + 1
    graph: Any = nx.DiGraph()
    graph.add_nodes_from([_SOURCE, _SINK])
    for activity, amount in amounts.items():
        graph.add_edge(_SOURCE, ("activity", activity), capacity=amount)
        for department in sorted(possible[activity]):
            graph.add_edge(("activity", activity), ("department", department), capacity=amount)
            if not graph.has_edge(("department", department), _SINK):
                graph.add_edge(("department", department), _SINK, capacity=capacity.get(department, unbounded))
    _, flow = nx.maximum_flow(graph, _SOURCE, _SINK, capacity=_CAPACITY)
    parts = {
        (activity, department): int(money)
        for activity in amounts
        for (_, department), money in flow[("activity", activity)].items()
        if money > 0
    }
    return Flow(amounts, {activity: possible[activity] for activity in amounts}, capacity, parts)
