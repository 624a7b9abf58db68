"""Which source a question is about: the city and the year that were asked for, or the only ones, or the latest year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kentgraf.graph.store.sources.source_list import SourceEntry
from kentgraf.ontology.errors import AmbiguousScope, NotTold


@dataclass(frozen=True)
class Scope:
    """The city, by its slug, and the year that a question is about, or the key of a source; None where that wasn't said."""

    city: str | None = None
    year: int | None = None
    source: str | None = None

    def admits(self, entry: SourceEntry) -> bool:
        """Return whether a source is within the scope."""
        asked = ((self.city, entry.city), (self.year, entry.year), (self.source, entry.source))
        return all(wanted in (None, told) for wanted, told in asked)


def choose_source(sources: Sequence[SourceEntry], scope: Scope) -> SourceEntry:
    """Return the source that a question is about: of the one city that fits, the latest year that fits.

    Raises NotTold if no source fits, and AmbiguousScope, with the choices, if several cities or sources do.
    """
    fitting = [entry for entry in sources if scope.admits(entry)]
    if not fitting:
        raise NotTold(f"No source tells of {_describe(scope)}; there are {list_scopes(sources)}.")
    cities = sorted({entry.city for entry in fitting})
    if len(cities) > 1:
        raise AmbiguousScope("Several cities are here; say which one.", cities)
    year = max(entry.year for entry in fitting)
    latest = [entry for entry in fitting if entry.year == year]
    if len(latest) > 1:
        raise AmbiguousScope(f"Several sources tell of {cities[0]} {year}.", [entry.source for entry in latest])
    return latest[0]


def list_scopes(sources: Iterable[SourceEntry]) -> str:
    """Return the cities and their years, as in `izmir 2024, 2025; kentova 2025`."""
    years: dict[str, list[int]] = {}
    for entry in sorted(sources, key=lambda one: one.order):
        years.setdefault(entry.city, []).append(entry.year)
    return "; ".join(f"{city} {', '.join(map(str, told))}" for city, told in years.items())


def _describe(scope: Scope) -> str:
    return " ".join(str(part) for part in (scope.city, scope.year, scope.source) if part is not None)
