"""Hold a reading against what stands in the store for the same source: nearly nothing never replaces a good graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, Store

from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.graph.sparql.values import integer_of, read_rows
from kentgraf.graph.store.failures import explained_failures
from kentgraf.graph.store.location import StoreLocation
from kentgraf.graph.store.opening import has_graph, open_source
from kentgraf.graph.store.sources.scope import Scope
from kentgraf.loaders.completeness import require_content, require_no_losses
from kentgraf.ontology.errors import IncompleteReading, NotTold
from kentgraf.ontology.literals import integer_or_none
from kentgraf.ontology.namespaces import term


@dataclass(frozen=True)
class StandingGraph:
    """What a store holds of a source: rows by table, and the number of statements; nothing of a source that isn't there.

    A graph of an older version doesn't tell the rows of its tables.
    """

    source: str
    rows: Mapping[str, int]
    statements: int

    def require_as_many_rows(self, rows: Mapping[str, int]) -> None:
        """Raise IncompleteReading for rows of nearly nothing, or of much less than what stands."""
        require_content(self.source, rows)
        require_no_losses(self.source, self.rows, rows)

    def require_as_many_statements(self, statements: int) -> None:
        """Raise IncompleteReading if no rows are known, and there are less than half as many statements as stand."""
        if not self.rows and statements * 2 < self.statements:
            raise IncompleteReading(
                f"Much less was read of {self.source} than stands there: had {self.statements} statements, has {statements}."
            )


def standing_graph(location: StoreLocation, source: str) -> StandingGraph:
    """Return what stands at `location` for `source`. Raises StoreError if what stands there can't be read."""
    with explained_failures():
        if has_graph(location):
            try:
                store, _ = open_source(location, Scope(source=source))
            except NotTold:
                return StandingGraph(source, {}, 0)
            return StandingGraph(source, _rows(store, source), _statements(store, source))
    return StandingGraph(source, {}, 0)


def _rows(store: Store, source: str) -> dict[str, int]:
    rows = select(store, query_text("_table_sizes"))
    of_source = (row for row in rows if row["dataset"].value.endswith(f"/dataset/{source}"))
    return dict(read_rows(of_source, lambda row: (row["table"].value, integer_of(row, "rows"))))


def _statements(store: Store, source: str) -> int:
    counted = store.quads_for_pattern(None, term("void:triples"), None, None)
    numbers = (
        integer_or_none(quad.object.value)
        for quad in counted
        if isinstance(quad.object, Literal) and str(quad.subject).endswith(f"/dataset/{source}>")
    )
    return max((number for number in numbers if number is not None), default=0)
