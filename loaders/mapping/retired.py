"""Say which IRIs stand for those of an earlier scheme, so that old addresses and queries find their way.

In the first scheme, what belongs to a strategic plan stood directly under the city, an indicator was named by its target and
its place in the table, and codes and offices had no year.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.statements import Statements
from kentgraf.loaders.mapping.strategy.indicators import indicator_node, result_node
from kentgraf.loaders.mapping.strategy.plan import plan_node
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow


def map_retired(package: TablePackage, facts: Statements, out: Statements) -> None:
    """Add `dcterms:isReplacedBy` from each IRI of an earlier scheme to the one that stands for the same thing now.

    `facts` hold those that were retired while the facts were mapped.
    """
    for old, new in (*_plan_replacements(package, out), *facts.retired.items()):
        out.add(old, "dcterms:isReplacedBy", new)
        path = old.value.removeprefix(out.mint.base)
        out.add_turkish(old, "rdfs:label", f"{path} (eski adres)")
        out.add_english(old, "rdfs:label", f"{path} (former address)")


def _plan_replacements(package: TablePackage, out: Statements) -> Iterator[tuple[NamedNode, NamedNode]]:
    mint, year = out.mint, package.meta.year
    yield mint.thing("scheme", "plan"), mint.strategic_plan()
    for element in package.rows(PlanRow):
        yield mint.thing(element.level, element.code), plan_node(element.level, element.code, out)
    for activity in package.rows(ActivityRow):
        yield mint.thing("activity", activity.code), plan_node("activity", activity.code, out)
    for indicator in package.rows(IndicatorRow):
        code = indicator.indicator
        yield mint.thing("indicator", code), indicator_node(code, out)
        yield mint.thing("result", year, code), result_node(year, code, out)
