"""The parties as pages show them: by their short name, in the colours of `party_colour_classes.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.people.names import find_by_name
from kentgraf.graph.sparql.queries import select, value_of
from kentgraf.ontology.turkish import fold

_NEUTRAL: Final = "c0"
NO_PARTY: Final = "–"
"""The short name of the party of those of whom none is told."""
_PARTIES: Final = "SELECT ?party ?name ?short WHERE { ?party a kg:Party ; skos:prefLabel ?name OPTIONAL { ?party skos:notation ?short } }"


@dataclass(frozen=True)
class Party:
    """A party. `colour` is the CSS class that gives it a colour."""

    name: str
    short: str
    colour: str
    iri: str | None = None


@cached_per_build
def _parties_by_name(snapshot: GraphSnapshot) -> dict[str, Party]:
    """Return the parties of the graph by their full names."""
    found = {}
    for row in select(snapshot.store, _PARTIES):
        name = row["name"].value
        short = value_of(row, "short") or name
        found[name] = Party(name, short, _colours().get(fold(short), _NEUTRAL), row["party"].value)
    return found


def party_named(snapshot: GraphSnapshot, name: str | None) -> Party:
    """Return the party with that full name, or a party in the neutral colour for a name that isn't known."""
    return _parties_by_name(snapshot).get(name or "") or Party(name or NO_PARTY, name or NO_PARTY, _NEUTRAL)


def party_with_short_name(snapshot: GraphSnapshot, short: str) -> Party:
    """Return the party with that short name, or a party in the neutral colour for a name that isn't known."""
    found = (party for party in _parties_by_name(snapshot).values() if party.short == short)
    return next(found, Party(short or NO_PARTY, short or NO_PARTY, _NEUTRAL))


def find_party(snapshot: GraphSnapshot, asked: str) -> Party | None:
    """Return the party that a filter names by its name or short name in any spelling, or by its IRI; None if it is blank.

    `–` names the members of whom no party is told. Raises UnknownName for a party that the graph doesn't have.
    """
    if not asked.strip():
        return None
    if asked.strip() == NO_PARTY:
        return party_named(snapshot, None)
    _, name = find_by_name(snapshot.store, "party", asked.strip())
    return party_named(snapshot, name)


@cache
def _colours() -> dict[str, str]:
    """Return the CSS classes of the parties by their folded short names."""
    table = tomllib.loads((files("kentgraf.api.pages.people") / "party_colour_classes.toml").read_text("utf-8"))
    return {fold(short): colour for short, colour in table.items()}
