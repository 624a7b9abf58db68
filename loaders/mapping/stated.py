"""What the report says about itself to triples: counts and shares, ratings of areas, and the ratings computed anew."""

from __future__ import annotations

from decimal import Decimal

from kentgraf.loaders.mapping.plan import RATING_TERMS
from kentgraf.loaders.mapping.ratings import computed_rating, infer_thresholds, ratings_above
from kentgraf.loaders.mapping.statements import Place, Statements
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.plan import PlanRow
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
    """Say the stated counts and ratings, and the ratings that the printed values give."""
    _map_counts(package, out)
    for number, row in package.numbered(StatedRatingRow):
        if row.area and row.rating:
            node = out.mint.thing("rating", package.meta.year, "area", row.area)
            out.types(node, "kg:StatedRating")
            out.add(node, "kg:about", out.mint.thing("area", row.area))
            out.add(node, "kg:printedRating", term(RATING_TERMS[row.rating]))
            out.quote(node, row, Place("stated_ratings", number))
    _map_computed_ratings(package, out)


def _map_counts(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(StatedCountRow):
        node = out.mint.thing("count", package.meta.year, row.place)
        out.types(node, "kg:StatedCount")
        out.add(node, "kg:counts", term(_COUNTED[row.counted]))
        out.number(node, "kg:year", package.meta.year)
        if row.rating:
            out.add(node, "kg:ofRating", term(RATING_TERMS[row.rating]))
        out.number(node, "kg:count", row.number)
        out.decimal(node, "kg:percent", row.percent)
        out.quote(node, row, Place("stated_counts", number))


def _map_computed_ratings(package: TablePackage, out: Statements) -> None:
    rows = package.rows(IndicatorRow)
    if not rows:
        return
    year = package.meta.year
    thresholds = infer_thresholds(rows)
    scale = out.mint.thing("rating-scale", year)
    out.types(scale, "kg:RatingScale")
    for threshold in thresholds:
        node = out.mint.thing("rating-scale", year, threshold.rating)
        out.types(node, "kg:RatingThreshold")
        out.add(scale, "kg:hasThreshold", node)
        out.add(node, "kg:ofRating", term(RATING_TERMS[threshold.rating]))
        out.decimal(node, "kg:percent", Decimal(threshold.percent))
        out.number(node, "kg:restsOn", threshold.rests_on)
        out.number(node, "kg:contradictedBy", threshold.contradicted_by)
        out.add(node, "kg:basis", term("kg:inferredFact" if threshold.inferred else "kg:assumedFact"))
    for row in rows:
        rating = computed_rating(row, thresholds)
        if rating:
            out.add(out.mint.thing("result", year, row.indicator), "kg:computedRating", term(RATING_TERMS[rating]))
    plan = package.rows(PlanRow)
    levels = {
        level: {row.code: row.parent for row in plan if row.level == level and row.parent}
        for level in ("target", "objective", "goal")
    }
    for (level, code), above in ratings_above(rows, levels).items():
        out.add(out.mint.thing(level, code), "kg:computedRating", term(RATING_TERMS[above]))
