"""Tables to statements: what the report states about itself, that is counts, shares and ratings of areas."""

from __future__ import annotations

from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.mapping.strategy.indicators import RATING_TERMS
from kentgraf.loaders.mapping.strategy.plan import plan_node
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.stated import StatedCountRow, StatedRatingRow
from kentgraf.ontology.namespaces import term

_COUNTED = {
    "council_members": "kg:Seat",
    "executive_committee_members": "kg:ExecutiveCommittee",
    "area": "kg:StrategicArea",
    "goal": "kg:Goal",
    "objective": "kg:Objective",
    "target": "kg:PerformanceTarget",
    "indicator": "kg:Indicator",
}


def map_stated(package: TablePackage, out: Statements) -> None:
    """Add the stated counts and ratings."""
    _map_counts(package, out)
    for number, row in package.numbered(StatedRatingRow):
        if row.area and row.rating:
            node = out.mint.thing("rating", package.meta.year, "area", row.area)
            out.add_types(node, "kg:StatedRating")
            out.add(node, "kg:about", plan_node("area", row.area, out))
            out.add(node, "kg:printedRating", term(RATING_TERMS[row.rating]))
            out.add_quotation(node, row, TableRow("stated_ratings", number))


def _map_counts(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(StatedCountRow):
        node = out.mint.thing("count", package.meta.year, row.place)
        out.add_types(node, "kg:StatedCount")
        out.add(node, "kg:counts", term(_COUNTED[row.counted]))
        out.add_integer(node, "kg:year", package.meta.year)
        if row.rating:
            out.add(node, "kg:ofRating", term(RATING_TERMS[row.rating]))
        out.add_integer(node, "kg:count", row.number)
        out.add_decimal(node, "kg:percent", row.percent)
        out.add_quotation(node, row, TableRow("stated_counts", number))
