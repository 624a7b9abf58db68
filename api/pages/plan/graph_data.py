"""The plan, read once per build."""

from __future__ import annotations

from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.plan.tree import Plan, read_plan


@cached_per_build
def graph_plan(snapshot: GraphSnapshot) -> Plan:
    """Return the plan of the graph."""
    return read_plan(snapshot.store)
