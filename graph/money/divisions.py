"""All divisions of the amounts of activities among departments of limited capacity, and the bounds of sums over them.

The variables are what each activity spent at each of its candidates; they add up to the activity's amount, and a department's add
up to at most its capacity. A negative amount (a refund) is divided in the same way and makes room where it stands. Bounds are
found as flows of minimal cost. All numbers are integers (the smallest unit of money), so the bounds are exact, and each is reached
by a division. Nothing here depends on graphs or reports.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import networkx as nx

Pair = tuple[str, str]
"""An activity and a department."""

_SLACK: Final = ("slack", "")
_ELSEWHERE: Final = ("elsewhere", "")


@dataclass(frozen=True)
class Divisions:
    """All divisions of `amounts` by activity among its `candidates`.

    A department without `capacity` is unlimited. Up to `elsewhere` of all amounts together can be spent at none of the candidates.
    """

    amounts: Mapping[str, int]
    candidates: Mapping[str, Collection[str]]
    capacity: Mapping[str, int]
    elsewhere: int = 0
    _known: dict[frozenset[Pair], tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)

    def bounds(self, pairs: Iterable[Pair]) -> tuple[int, int]:
        """Return the minimum and the maximum of the sum of the pairs' amounts over all divisions.

        Pairs that are none of these activities' are ignored. Raises `networkx.NetworkXUnfeasible` if there is no division.
        """
        wanted = frozenset(pair for pair in pairs if pair[1] in self.candidates.get(pair[0], ()))
        if wanted not in self._known:
            low = high = 0
            for network in self._networks:
                there = wanted & network.pairs
                if there:
                    low += network.minimum(there)
                    high += network.maximum(there)
            self._known[wanted] = low, high
        return self._known[wanted]

    def is_feasible(self) -> bool:
        """Return whether there is any division."""
        try:
            for network in self._networks:
                network.minimum(frozenset())
        except nx.NetworkXUnfeasible:
            return False
        return True

    def connected(self) -> list[frozenset[str]]:
        """Return the activities in groups that share departments, directly or through others."""
        groups = nx.connected_components(self._links) if len(self._links) else ()
        return [frozenset(name for kind, name in group if kind == "activity") for group in groups]

    @cached_property
    def _links(self) -> Any:
        links: Any = nx.Graph()
        for activity in self.amounts:
            links.add_node(("activity", activity))
            links.add_edges_from((("activity", activity), ("department", one)) for one in self.candidates[activity])
        return links

    @cached_property
    def _networks(self) -> list[_Network]:
        """The independent parts of the problem; what can be spent elsewhere couples all parts."""
        groups = [frozenset(self.amounts)] if self.elsewhere else self.connected()
        return [_Network.create(self, activities) for activities in groups]


@dataclass(frozen=True)
class _Network:
    """The divisions of some activities as a flow: from positive amounts through departments to capacities and refunds."""

    graph: Any
    pairs: frozenset[Pair]
    refunds: frozenset[str]

    @classmethod
    def create(cls, divisions: Divisions, activities: frozenset[str]) -> _Network:
        graph: Any = nx.DiGraph()
        amounts = {activity: divisions.amounts[activity] for activity in sorted(activities)}
        departments = sorted({one for activity in amounts for one in divisions.candidates[activity]})
        unlimited = sum(abs(amount) for amount in amounts.values()) + 1
        capacity = {one: divisions.capacity.get(one, unlimited) for one in departments}
        refunded = -sum(amount for amount in amounts.values() if amount < 0)
        held = sum(capacity.values()) + refunded + divisions.elsewhere
        graph.add_node(_SLACK, demand=sum(amount for amount in amounts.values() if amount > 0) - held)
        for department, room in capacity.items():
            graph.add_node(("department", department), demand=room)
            graph.add_edge(_SLACK, ("department", department), weight=0)
        if divisions.elsewhere:
            graph.add_node(_ELSEWHERE, demand=divisions.elsewhere)
            graph.add_edge(_SLACK, _ELSEWHERE, weight=0)
        for activity, amount in amounts.items():
            node = ("activity", activity)
            graph.add_node(node, demand=-amount)
            for department in sorted(divisions.candidates[activity]):
                graph.add_edge(*cls._ends(activity, department, amount < 0), weight=0)
            if divisions.elsewhere and amount > 0:
                graph.add_edge(node, _ELSEWHERE, weight=0)
        pairs = frozenset((activity, one) for activity in amounts for one in divisions.candidates[activity])
        return cls(graph, pairs, frozenset(activity for activity, amount in amounts.items() if amount < 0))

    @staticmethod
    def _ends(activity: str, department: str, refund: bool) -> tuple[tuple[str, str], tuple[str, str]]:
        ends = ("activity", activity), ("department", department)
        return (ends[1], ends[0]) if refund else ends

    def minimum(self, pairs: frozenset[Pair]) -> int:
        return self._cost(pairs, 1)

    def maximum(self, pairs: frozenset[Pair]) -> int:
        return -self._cost(pairs, -1)

    def _cost(self, pairs: frozenset[Pair], weight: int) -> int:
        """Return the minimal cost if each unit of the pairs costs `weight`, and of a refund its opposite."""
        graph = self.graph.copy()
        for activity, department in pairs:
            refund = activity in self.refunds
            start, end = self._ends(activity, department, refund)
            graph[start][end]["weight"] = -weight if refund else weight
        cost, _ = nx.network_simplex(graph)
        return int(cost)
