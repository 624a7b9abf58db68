"""The plan and the evidence of its money, read once per build."""

from __future__ import annotations

from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.money.evidence import Analysis
from kentgraf.graph.money.trace import analyse
from kentgraf.graph.plan.tree import Plan, read_plan


@cached_per_build
def graph_plan(snapshot: GraphSnapshot) -> Plan:
    """Return the plan of the graph."""
    return read_plan(snapshot.store)


@cached_per_build
def graph_analysis(snapshot: GraphSnapshot) -> Analysis:
    """Return the analysis of the graph's ledgers. Raises NotInGraph for a graph without money."""
    return analyse(snapshot.store)
