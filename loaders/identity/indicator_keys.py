"""The keys of indicators, which stay when a row before them is moved, inserted or removed.

A report prints no codes for its indicators. A key is made of the code of the target and the indicator's name, so that it says
what is meant, wherever the row stands: `1.1.1-yapimi-tamamlanan-tasit-ve-yaya-alt-ust-gecit-sayisi`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.ontology.turkish import slug

_LONGEST: Final = 60


def indicator_keys(rows: Iterable[IndicatorRow]) -> dict[str, str]:
    """Return the key of each row's indicator, by the code that the row has in its table.

    The order of the rows tells apart only those whose target, name and unit are the same.
    """
    told = list(rows)
    keys: dict[str, str] = {}
    for make_key in _WAYS:
        left = {row.indicator: make_key(row) for row in told if row.indicator not in keys}
        times = Counter([*left.values(), *keys.values()])
        keys |= {code: key for code, key in left.items() if times[key] == 1}
    again: Counter[str] = Counter()
    for row in told:
        if row.indicator not in keys:
            key = _with_unit(row)
            again[key] += 1
            keys[row.indicator] = f"{key}~{again[key]}"
    return keys


def _short(row: IndicatorRow) -> str:
    return f"{row.target}-{_cut(slug(row.name))}"


def _whole(row: IndicatorRow) -> str:
    return f"{row.target}-{slug(row.name)}"


def _with_unit(row: IndicatorRow) -> str:
    return f"{_whole(row)}--{slug(row.unit)}" if row.unit else _whole(row)  # no slug of a name has two hyphens in a row


_WAYS: Final[Sequence[Callable[[IndicatorRow], str]]] = (_short, _whole, _with_unit)
"""How a key is made, the shortest first; the next is for those that the one before doesn't tell apart."""


def _cut(text: str) -> str:
    """Return the whole words at the beginning of a slug."""
    return text if len(text) <= _LONGEST else text[: _LONGEST + 1].rpartition("-")[0] or text[:_LONGEST]
