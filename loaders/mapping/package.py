"""Tables to triples: everything that a package holds, in the named graphs of its source."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad

from kentgraf.loaders.mapping.accounts import map_accounts
from kentgraf.loaders.mapping.amounts import Figures
from kentgraf.loaders.mapping.classifications import map_classifications
from kentgraf.loaders.mapping.governance import map_governance
from kentgraf.loaders.mapping.plan import map_strategy
from kentgraf.loaders.mapping.source import map_corrections, map_notes, map_source
from kentgraf.loaders.mapping.spending import map_money
from kentgraf.loaders.mapping.stated import map_stated
from kentgraf.loaders.mapping.statements import Statements
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import DEFAULT_BASE


def mint_for(package: TablePackage, base: str = DEFAULT_BASE) -> Mint:
    """The mint of the package's IRIs."""
    return Mint(city=package.meta.city, source=package.meta.source, base=base)


def map_package(package: TablePackage, base: str = DEFAULT_BASE) -> Iterator[Quad]:
    """All statements of the package: facts in the source's graph, the dataset's description in its `about` graph.

    The same package gives the same statements in the same order.
    """
    mint = mint_for(package, base)
    facts = Statements(mint, mint.graph())
    map_governance(package, facts)
    map_strategy(package, facts)
    figures = Figures(facts)
    map_money(package, figures, facts)
    map_classifications(package, figures, facts)
    map_accounts(package, figures, facts)
    map_stated(package, facts)
    map_corrections(package, facts)
    map_notes(package, facts)
    about = Statements(mint, mint.graph("about"))
    map_source(package, about)
    yield from facts
    yield from about
