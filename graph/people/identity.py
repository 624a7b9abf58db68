"""How sure the graph is of its people: how many there are under how many spellings, what was inferred, what stays open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyoxigraph import Store

from kentgraf.graph.sparql.queries import query_text, select, value_of


@dataclass(frozen=True)
class OpenCase:
    """Something that the rules couldn't settle: table, row and field, what stands there, what was expected or done, the line."""

    about: str
    row: str | None
    field: str | None
    found: str | None
    expected: str
    line: int | None

    def as_dict(self) -> dict[str, Any]:
        """The case for JSON."""
        return dict(vars(self))


def identity_counts(store: Store) -> dict[str, int]:
    """People, spellings, spellings by rule, inferred affiliations and notes by kind, by their names."""
    return {row["what"].value: int(row["count"].value) for row in select(store, query_text("_people_counts"))}


def open_cases(store: Store) -> list[OpenCase]:
    """Everything doubtful that a person has to decide, in the order of the source's lines."""
    return [
        OpenCase(
            about=row["about"].value,
            row=value_of(row, "row"),
            field=value_of(row, "field"),
            found=value_of(row, "found"),
            expected=row["expected"].value,
            line=int(row["line"].value) if row["line"] else None,
        )
        for row in select(store, query_text("_open_cases"))
    ]
