"""Tables to statements: everything that a package holds, in the named graphs of its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from pyoxigraph import Quad

from kentgraf.loaders.identity.city_register import CityRegister
from kentgraf.loaders.identity.lasting_keys import lasting_keys
from kentgraf.loaders.mapping.governance.bodies import map_bodies
from kentgraf.loaders.mapping.governance.council import map_council
from kentgraf.loaders.mapping.governance.decision import map_decision
from kentgraf.loaders.mapping.governance.people import map_people
from kentgraf.loaders.mapping.labels import labels_of
from kentgraf.loaders.mapping.money.accounts import map_accounts
from kentgraf.loaders.mapping.money.amounts import Amounts
from kentgraf.loaders.mapping.money.classifications import map_classifications
from kentgraf.loaders.mapping.money.spending import map_spending
from kentgraf.loaders.mapping.money.transfers import map_transfers
from kentgraf.loaders.mapping.retired import map_retired
from kentgraf.loaders.mapping.source import map_corrections, map_notes, map_source, map_table_sizes
from kentgraf.loaders.mapping.statements import Statements
from kentgraf.loaders.mapping.strategy.indicators import map_computed_ratings, map_indicators
from kentgraf.loaders.mapping.strategy.plan import map_plan
from kentgraf.loaders.mapping.strategy.stated import map_stated
from kentgraf.loaders.mapping.top_concepts import add_top_concepts
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import DEFAULT_BASE

_SUBJECTS: Final[tuple[Callable[[TablePackage, Statements], None], ...]] = (
    map_people,
    map_council,
    map_bodies,
    map_decision,
    map_plan,
    map_indicators,
    map_computed_ratings,
    map_stated,
    map_corrections,
    map_notes,
)
_MONEY: Final[tuple[Callable[[TablePackage, Amounts], None], ...]] = (
    map_spending,
    map_classifications,
    map_accounts,
    map_transfers,
)
"""In this order, since a figure that restates another needs that one first."""


def mint_for(package: TablePackage, base: str = DEFAULT_BASE) -> Mint:
    """Return the mint of the package's IRIs, under `base`."""
    meta = package.meta
    return Mint(city=meta.city, source=meta.source, plan=meta.plan_or_year, base=base)


def map_package(
    package: TablePackage, base: str = DEFAULT_BASE, register: CityRegister | None = None
) -> Iterator[Quad]:
    """Yield all statements of the package: facts in the source's graph, the dataset's description in its `about` graph.

    People, units and indicators have the keys that the city's `register` gives them. The same package and register give the same
    statements in the same order.
    """
    mint, keys = mint_for(package, base), lasting_keys(package, register)
    facts = Statements(mint, mint.graph(), keys)
    amounts = Amounts(facts, package.meta.year)
    for map_subject in _SUBJECTS:
        map_subject(package, facts)
    for map_amounts in _MONEY:
        map_amounts(package, amounts)
    add_top_concepts(facts)
    about = Statements(mint, mint.graph("about"), keys)
    map_source(package, about)
    map_table_sizes(package, about)
    map_retired(facts, about)
    for thing, label in list(labels_of(facts.things, about.things)):
        (about if about.describes(thing) else facts).add(thing, "rdfs:label", label)
    yield from facts
    yield from about
