"""The result of a SELECT as rows of cells for people, on the terminal and on pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kentgraf.api.i18n.labels import Node
from kentgraf.api.i18n.numbers import format_column
from kentgraf.ontology.namespaces import PREFIXES

_MOST_DIGITS: Final = 60
"""Longer numbers are shown as they are: Python writes whole numbers of some thousand digits only."""
_NUMBER_TYPES: Final = {PREFIXES["xsd"] + name for name in ("decimal", "integer", "long", "int", "short")}


@dataclass(frozen=True)
class Cell:
    """A cell: its text, its IRI if it holds one, and its exact number if it holds one."""

    text: str
    iri: str | None = None
    number: Decimal | int | None = None

    @property
    def is_number(self) -> bool:
        """Return whether the cell holds a number."""
        return self.number is not None


@dataclass(frozen=True)
class Rows:
    """The first rows of a result; `count` is the number of all rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int

    def numeric(self) -> tuple[int, ...]:
        """Return the indices of the columns in which every cell that isn't empty holds a number."""
        filled = [[row[index] for row in self.rows if row[index].text] for index in range(len(self.columns))]
        return tuple(n for n, cells in enumerate(filled) if cells and all(cell.is_number for cell in cells))


def read_rows(
    solutions: QuerySolutions, label_of: Callable[[NamedNode], str], limit: int | None = None, language: str = "tr"
) -> Rows:
    """Return the solutions as rows, with IRIs labelled by `label_of` and equally many decimals within a column.

    At most `limit` rows are kept; all are counted.
    """
    columns = tuple(variable.value for variable in solutions.variables)
    kept: list[list[Node | None]] = []
    count = 0
    for solution in solutions:
        count += 1
        if limit is None or count <= limit:
            kept.append(list(solution))
    cells = [_format_column([row[index] for row in kept], label_of, language) for index in range(len(columns))]
    return Rows(columns, tuple(zip(*cells, strict=True)) if kept and columns else tuple(() for _ in kept), count)


def _format_column(nodes: list[Node | None], label_of: Callable[[NamedNode], str], language: str) -> list[Cell]:
    numbers = [_number(node) for node in nodes]
    formatted = iter(format_column([n for n in numbers if n is not None], language))
    return [
        _format_node(node, label_of) if number is None else Cell(next(formatted), number=number)
        for node, number in zip(nodes, numbers, strict=True)
    ]


def _number(node: Node | None) -> Decimal | int | None:
    if not isinstance(node, Literal) or node.datatype.value not in _NUMBER_TYPES or len(node.value) > _MOST_DIGITS:
        return None
    try:
        number = Decimal(node.value)
    except ArithmeticError:
        return None
    return number if node.datatype.value.endswith("decimal") else int(number)


def _format_node(node: Node | None, label_of: Callable[[NamedNode], str]) -> Cell:
    if node is None:
        return Cell("")
    if isinstance(node, NamedNode):
        return Cell(label_of(node), node.value)
    return Cell(node.value if isinstance(node, Literal) else str(node))
