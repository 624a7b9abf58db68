"""The keys under which what a source tells of stands in the graph, where these aren't the codes of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kentgraf.loaders.identity.indicator_keys import indicator_keys
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage


@dataclass(frozen=True)
class LastingKeys:
    """The keys of indicators, by their codes in the source's tables."""

    indicators: Mapping[str, str]


def lasting_keys(package: TablePackage) -> LastingKeys:
    """Return the keys of what the tables of a source tell of."""
    return LastingKeys(indicator_keys(package.rows(IndicatorRow)))
