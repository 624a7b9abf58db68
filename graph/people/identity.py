"""Identity of people in the graph: numbers of people, spellings and inferences, and open cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import integer_of, read_rows


@dataclass(frozen=True)
class OpenCase:
    """A case that the rules couldn't decide: the table, row and field, the value found, what was expected, and the line."""

    about: str
    row: str | None
    field: str | None
    found: str | None
    expected: str
    line: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return the case as a JSON object."""
        return dict(vars(self))


def identity_counts(store: Store) -> dict[str, int]:
    """Return the numbers of people, spellings, spellings by rule, inferred affiliations and notes by kind."""
    rows = select(store, query_text("_identity_counts"))
    return dict(read_rows(rows, lambda row: (row["what"].value, integer_of(row, "count"))))


def open_cases(store: Store) -> list[OpenCase]:
    """Return all open cases, which a person has to decide, in the order of the source's lines."""
    return list(read_rows(select(store, query_text("_open_cases")), _open_case))


def _open_case(row: QuerySolution) -> OpenCase:
    return OpenCase(
        about=row["about"].value,
        row=value_of(row, "row"),
        field=value_of(row, "field"),
        found=value_of(row, "found"),
        expected=row["expected"].value,
        line=integer_of(row, "line") if row["line"] else None,
    )
