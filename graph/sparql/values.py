"""Read the values of query results: numbers and days as the shapes let them in.

A store that an older version made may hold a value that can't be read. It costs the row in which it stands, with a warning
in the log, and nothing else: `read_rows` leaves such rows out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from pyoxigraph import NamedNode, QuerySolution

from kentgraf.ontology.literals import UnreadableLiteral, read_date, read_decimal, read_integer

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


def integer_of(row: QuerySolution, name: str) -> int:
    """Return the whole number that a row binds to a variable. Raises UnreadableLiteral if it is unbound or no number."""
    return read_integer(_text(row, name))


def decimal_of(row: QuerySolution, name: str) -> Decimal:
    """Return the decimal, such as an amount in TL, that a row binds to a variable. Raises UnreadableLiteral as above."""
    return read_decimal(_text(row, name))


def date_of(row: QuerySolution, name: str) -> date | None:
    """Return the day that a row binds to a variable, or None if it is unbound. Raises UnreadableLiteral if it is no day."""
    return None if row[name] is None else read_date(_text(row, name))


def read_rows(rows: Iterable[QuerySolution], read: Callable[[QuerySolution], _T]) -> Iterator[_T]:
    """Yield what `read` makes of each row; a row with an unreadable value is left out with a warning."""
    for row in rows:
        try:
            yield read(row)
        except UnreadableLiteral as error:
            warn_of_unreadable(next((node.value for node in row if isinstance(node, NamedNode)), "a row"), str(error))


@lru_cache(maxsize=1000)
def warn_of_unreadable(what: str, why: str) -> None:
    """Log once that a thing is left out since one of its values can't be read."""
    _log.warning("%s is left out: %s. `kentgraf build` makes the graph anew.", what, why)


def _text(row: QuerySolution, name: str) -> str:
    node = row[name]
    if node is None:
        raise UnreadableLiteral("", f"a value of ?{name}")
    return str(node.value)
