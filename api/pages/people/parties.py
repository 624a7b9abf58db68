"""How parties are shown: their short name, and a colour from a table, the same on every page."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication
from kentgraf.graph.sparql.queries import select, value_of
from kentgraf.ontology.turkish import fold

NEUTRAL: Final = "c0"
_PARTIES: Final = "SELECT ?party ?name ?short WHERE { ?party a kg:Party ; skos:prefLabel ?name OPTIONAL { ?party skos:notation ?short } }"


@dataclass(frozen=True)
class Party:
    """A party by name; `colour` is the class by which style sheets colour it."""

    name: str
    short: str
    colour: str
    iri: str | None = None


@once_per_build
def parties_of(publication: Publication) -> dict[str, Party]:
    """The parties of the graph by their names."""
    found = {}
    for row in select(publication.store, _PARTIES):
        name = row["name"].value
        short = value_of(row, "short") or name
        found[name] = Party(name, short, _colours().get(fold(short), NEUTRAL), row["party"].value)
    return found


def party_named(publication: Publication, name: str | None) -> Party:
    """The party of that name; a neutral one for a name that is none, such as that of who sits without a party."""
    return parties_of(publication).get(name or "") or Party(name or "–", name or "–", NEUTRAL)


def party_short(publication: Publication, short: str) -> Party:
    """The party that is known by that short name; a neutral one for any other."""
    found = (party for party in parties_of(publication).values() if party.short == short)
    return next(found, Party(short or "–", short or "–", NEUTRAL))


@cache
def _colours() -> dict[str, str]:
    table = tomllib.loads((files("kentgraf.api.pages.people") / "party_colours.toml").read_text("utf-8"))
    return {fold(short): colour for short, colour in table.items()}
