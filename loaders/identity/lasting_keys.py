"""The keys under which what a source tells of stands in the graph, where these aren't the codes of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kentgraf.loaders.identity.city_register import CityRegister
from kentgraf.loaders.identity.indicator_keys import indicator_keys
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage


@dataclass(frozen=True)
class LastingKeys:
    """The keys of indicators, people and units, by their codes in the source's tables; those of people and units are the same where
    nothing else is told."""

    indicators: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def person(self, code: str) -> str:
        """Return the key of a person of the source's tables."""
        return self.people.get(code, code)

    def unit(self, code: str) -> str:
        """Return the key of a unit that has a code in the source's tables."""
        return self.units.get(code, code)


def lasting_keys(package: TablePackage, register: CityRegister | None = None) -> LastingKeys:
    """Return the keys of what the tables of a source tell of, as its city's register has them where there is one."""
    if register is None:
        return LastingKeys(indicator_keys(package.rows(IndicatorRow)))
    source = package.meta.source
    return LastingKeys(
        register.keys_of(source, "indicator"), register.keys_of(source, "person"), register.keys_of(source, "unit")
    )
