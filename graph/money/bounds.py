"""Allocation of the amounts of activities to departments of limited capacity, as a maximum flow problem.

The variables are `x[a,d] >= 0`: the sum over an activity is its amount, and the sum over a department is at most its capacity.
All numbers are integers (the smallest unit of money), so the solutions are exact. Nothing here depends on graphs or reports.
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
    """A maximum flow: an allocation of as much of the amounts as the capacities allow.

    `amounts` by activity are positive, `candidates` are the possible departments of each activity, and a department without
    `capacity` is unlimited. `allocation` holds the allocated amount by activity and department, without zeros.
    """

    amounts: Mapping[str, int]
    candidates: Mapping[str, Collection[str]]
    capacity: Mapping[str, int]
    allocation: Mapping[tuple[str, str], int]
    _bounds: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The total allocated amount, which is the sum of all amounts if the problem is feasible."""
        return sum(self.allocation.values())

    @cached_property
    def used(self) -> dict[str, int]:
        """The amount allocated to each department."""
        used = {department: 0 for several in self.candidates.values() for department in several}
        for (_, department), money in self.allocation.items():
            used[department] += money
        return used

    def without_fixed(self) -> Flow:
        """Return the flow without activities of a single candidate, with the capacities reduced by their amounts."""
        fixed = {activity for activity, several in self.candidates.items() if len(several) == 1}
        capacity = dict(self.capacity)
        for (activity, department), money in self.allocation.items():
            if activity in fixed and department in capacity:
                capacity[department] -= money
        return Flow(
            {activity: amount for activity, amount in self.amounts.items() if activity not in fixed},
            {activity: several for activity, several in self.candidates.items() if activity not in fixed},
            capacity,
            {ends: money for ends, money in self.allocation.items() if ends[0] not in fixed},
        )

    def infeasible_activities(self) -> frozenset[str]:
        """Return the activities whose departments can't hold them together (by the minimum cut); none if all amounts fit."""
        allocated: dict[str, int] = {}
        activities_at: dict[str, list[str]] = {}
        for (activity, department), money in self.allocation.items():
            allocated[activity] = allocated.get(activity, 0) + money
            activities_at.setdefault(department, []).append(activity)
        waiting = [activity for activity, amount in self.amounts.items() if allocated.get(activity, 0) < amount]
        reached = set(waiting)
        while waiting:
            for department in self.candidates[waiting.pop()]:
                further = set(activities_at.get(department, ())) - reached
                reached |= further
                waiting.extend(further)
        return frozenset(reached)

    def saturated_groups(self, loose: Iterable[str] = ()) -> list[tuple[frozenset[str], frozenset[str]]]:
        """Return the groups of departments that are saturated in every feasible allocation, with the activities that fill them.

        Those activities are allocated completely to the group, and no others are allocated to it. Departments in `loose` never
        count as saturated. The groups are minimal. The flow must be feasible.
        """
        moves: Any = nx.DiGraph()
        moves.add_nodes_from(self.used)
        for activity, department in self.allocation:
            moves.add_edges_from((department, other) for other in self.candidates[activity] if other != department)
        reached = {d for d, used in self.used.items() if d not in self.capacity or used < self.capacity[d]} | set(loose)
        waiting = list(reached & set(moves))
        while waiting:
            further = set(moves.predecessors(waiting.pop())) - reached
            reached |= further
            waiting.extend(further)
        full = moves.subgraph(set(moves) - reached)
        groups = [frozenset(group) for group in nx.strongly_connected_components(full)]
        return [(group, frozenset(a for a, d in self.allocation if d in group)) for group in sorted(groups, key=min)]

    def bounds(self, activity: str, department: str) -> tuple[int, int]:
        """Return the minimum and the maximum of an activity's amount at a department over all feasible allocations."""
        if (activity, department) not in self._bounds:
            money = self.allocation.get((activity, department), 0)
            ends = ("activity", activity), ("department", department)
            more, less = self._movable_amount(ends[1], ends[0]), min(money, self._movable_amount(*ends))
            self._bounds[activity, department] = money - less, money + more
        return self._bounds[activity, department]

    def maximum_of(self, department: str) -> int:
        """Return the maximum of the total amount at a department over all feasible allocations."""
        used = self.used.get(department)
        if used is None:
            return 0
        room = self._unbounded if department not in self.capacity else self.capacity[department] - used
        return used + min(room, self._movable_amount(_SINK, ("department", department)))

    def _movable_amount(self, start: tuple[str, str], end: tuple[str, str]) -> int:
        """Return the maximum flow in the residual graph from one node to another without the edges between them."""
        detours = nx.restricted_view(self._residual, [], [(start, end), (end, start)])
        return int(nx.maximum_flow_value(detours, start, end, capacity=_CAPACITY))

    @cached_property
    def _unbounded(self) -> int:
        return sum(self.amounts.values()) + 1

    @cached_property
    def _residual(self) -> Any:
        """The residual graph without the source, since the allocated total of each activity doesn't change."""
        graph: Any = nx.DiGraph()
        graph.add_node(_SINK)
        for activity, several in self.candidates.items():
            for department in several:
                money = self.allocation.get((activity, department), 0)
                ends = ("activity", activity), ("department", department)
                graph.add_edge(*ends, capacity=self.amounts[activity] - money)
                graph.add_edge(ends[1], ends[0], capacity=money)
        for department, used in self.used.items():
            node = ("department", department)
            graph.add_edge(node, _SINK, capacity=self.capacity.get(department, self._unbounded) - used)
            graph.add_edge(_SINK, node, capacity=used)
        return graph


def find_maximum_flow(
    amounts: Mapping[str, int], candidates: Mapping[str, Collection[str]], capacity: Mapping[str, int]
) -> Flow:
    """Return a maximum flow for `amounts`, in integers of one unit."""
    unbounded = sum(amounts.values()) + 1
    graph: Any = nx.DiGraph()
    graph.add_nodes_from([_SOURCE, _SINK])
    for activity, amount in amounts.items():
        graph.add_edge(_SOURCE, ("activity", activity), capacity=amount)
        for department in sorted(candidates[activity]):
            graph.add_edge(("activity", activity), ("department", department), capacity=amount)
            if not graph.has_edge(("department", department), _SINK):
                graph.add_edge(("department", department), _SINK, capacity=capacity.get(department, unbounded))
    _, flow = nx.maximum_flow(graph, _SOURCE, _SINK, capacity=_CAPACITY)
    allocation = {
        (activity, department): int(money)
        for activity in amounts
        for (_, department), money in flow[("activity", activity)].items()
        if money > 0
    }
    return Flow(amounts, {activity: candidates[activity] for activity in amounts}, capacity, allocation)
