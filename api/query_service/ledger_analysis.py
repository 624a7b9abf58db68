"""The analysis of the graph's ledgers, made once per build."""

from __future__ import annotations

from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.money.evidence import Analysis
from kentgraf.graph.money.trace import analyse


@cached_per_build
def graph_analysis(snapshot: GraphSnapshot) -> Analysis:
    """Return the analysis of the graph's ledgers. Raises NotInGraph for a graph without money."""
    return analyse(snapshot.store)
