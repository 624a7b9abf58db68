"""The answer to a SELECT as rows of cells that a person reads, for the terminal and for pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kentgraf.api.i18n.labels import Node
from kentgraf.api.i18n.numbers import format_column
from kentgraf.ontology.namespaces import PREFIXES

_NUMBER_TYPES: Final = {PREFIXES["xsd"] + name for name in ("decimal", "integer", "long", "int", "short")}


@dataclass(frozen=True)
class Cell:
    """One cell: its text, the IRI that it stands for if it is one, and the number that it is, exactly."""

    text: str
    iri: str | None = None
    number: Decimal | int | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a number."""
        return self.number is not None


@dataclass(frozen=True)
class Rows:
    """The first rows of an answer; `count` says how many there are in all."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int

    def numeric(self) -> tuple[int, ...]:
        """The places of the columns in which every filled cell is a number."""
        filled = [[row[place] for row in self.rows if row[place].text] for place in range(len(self.columns))]
        return tuple(n for n, cells in enumerate(filled) if cells and all(cell.is_number for cell in cells))


def read_rows(
    solutions: QuerySolutions, call: Callable[[NamedNode], str], most: int | None = None, language: str = "tr"
) -> Rows:
    """The solutions as rows, things called as `call` says, the numbers of each column written alike.

    At most `most` rows are kept; all are counted.
    """
    columns = tuple(variable.value for variable in solutions.variables)
    kept: list[list[Node | None]] = []
    count = 0
    for solution in solutions:
        count += 1
        if most is None or count <= most:
            kept.append(list(solution))
    by_column = [_write_column([row[place] for row in kept], call, language) for place in range(len(columns))]
    return Rows(columns, tuple(zip(*by_column, strict=True)) if kept and columns else tuple(() for _ in kept), count)


def _write_column(nodes: list[Node | None], call: Callable[[NamedNode], str], language: str) -> list[Cell]:
    numbers = [_number(node) for node in nodes]
    written = iter(format_column([n for n in numbers if n is not None], language))
    return [
        _write(node, call) if number is None else Cell(next(written), number=number)
        for node, number in zip(nodes, numbers, strict=True)
    ]


def _number(node: Node | None) -> Decimal | int | None:
    if not isinstance(node, Literal) or node.datatype.value not in _NUMBER_TYPES:
        return None
    try:
        number = Decimal(node.value)
    except ArithmeticError:
        return None
    return number if node.datatype.value.endswith("decimal") else int(number)


def _write(node: Node | None, call: Callable[[NamedNode], str]) -> Cell:
    if node is None:
        return Cell("")
    if isinstance(node, NamedNode):
        return Cell(call(node), node.value)
    return Cell(node.value if isinstance(node, Literal) else str(node))
