"""Excesses: activities for which only certain departments are named, and which are larger together than what these spent.

An excess belongs to the departments, not to each of the activities: at least so much of their money was spent elsewhere, and
nothing tells of which activity. The excesses of single departments are taken first, then those of groups, by the minimum cut of
a maximum flow; what a department of a group alone is named for is part of the group's excess. All numbers are integers in the
smallest unit of money. Nothing here depends on graphs or reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx

_SOURCE: Final = ("source", "")
_SINK: Final = ("sink", "")
_CAPACITY: Final = "capacity"


@dataclass(frozen=True)
class Excess:
    """Activities whose `total` is larger than the ledgers (`capacity`) of the departments, the only ones named for them."""

    activities: frozenset[str]
    departments: frozenset[str]
    total: int
    capacity: int

    @property
    def amount(self) -> int:
        """What was spent elsewhere at least."""
        return self.total - self.capacity


def find_unplaced(
    amounts: Mapping[str, int], candidates: Mapping[str, Iterable[str]], capacity: Mapping[str, int]
) -> list[frozenset[str]]:
    """Return the smallest groups of activities whose candidates can't hold them together; none if all amounts fit.

    A negative amount adds to the capacity of its candidates. A department without `capacity` is unlimited; the capacities are
    not negative.
    """
    flow = _maximum_flow(amounts, candidates, capacity)
    waiting = [
        activity for activity, amount in amounts.items() if 0 < amount != sum(flow["activity", activity].values())
    ]
    residual: Any = nx.DiGraph()
    for start, ends in flow.items():
        for end, money in ends.items():
            if _SOURCE not in (start, end) and _SINK not in (start, end):
                residual.add_edge(start, end)
                if money:
                    residual.add_edge(end, start)
    reached = {
        node
        for activity in waiting
        for node in (("activity", activity), *nx.descendants(residual, ("activity", activity)))
    }
    together: Any = residual.subgraph(reached).to_undirected()
    groups = [
        frozenset(name for kind, name in group if kind == "activity") for group in nx.connected_components(together)
    ]
    return sorted((frozenset(a for a in group if amounts[a] > 0) for group in groups), key=min)


def _maximum_flow(
    amounts: Mapping[str, int], candidates: Mapping[str, Iterable[str]], capacity: Mapping[str, int]
) -> dict[tuple[str, str], dict[tuple[str, str], int]]:
    """Return a flow from the positive amounts through departments to their capacities and to negative amounts."""
    unlimited = sum(abs(amount) for amount in amounts.values()) + 1
    graph: Any = nx.DiGraph()
    graph.add_nodes_from([_SOURCE, _SINK])
    for activity, amount in amounts.items():
        node = ("activity", activity)
        graph.add_edge(*((_SOURCE, node) if amount > 0 else (node, _SINK)), capacity=abs(amount))
        for department in candidates[activity]:
            place = ("department", department)
            graph.add_edge(*((node, place) if amount > 0 else (place, node)))
            graph.add_edge(place, _SINK, capacity=capacity.get(department, unlimited))
    _, flow = nx.maximum_flow(graph, _SOURCE, _SINK, capacity=_CAPACITY)
    return dict(flow)
