"""Tables to statements: indicators, their results, and the ratings computed from them."""

from __future__ import annotations

from decimal import Decimal

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.cubes import add_data_set
from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.mapping.strategy.plan import plan_node, strategic_plan
from kentgraf.loaders.mapping.strategy.ratings import direction_of_name, direction_of_rating, infer_scale, ratings_above
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.plan import PlanRow
from kentgraf.ontology.namespaces import term

RATING_TERMS = {
    "on_target": "kg:onTarget",
    "successful": "kg:successful",
    "good": "kg:good",
    "in_progress": "kg:inProgress",
    "needs_improvement": "kg:needsImprovement",
}
_VALUE_KINDS = {"number": "kg:numericValue", "duration": "kg:durationValue", "text": "kg:textValue"}


def indicator_node(code: str, out: Statements) -> NamedNode:
    """Return the node of an indicator, by its code in the source's table."""
    return out.retire(out.mint.thing("indicator", code), out.mint.of_plan("indicator", out.keys.indicators[code]))


def result_node(year: int, code: str, out: Statements) -> NamedNode:
    """Return the node of an indicator's result in a year."""
    key = out.keys.indicators[code]
    return out.retire(out.mint.thing("result", year, code), out.mint.thing("result", year, key))


def map_indicators(package: TablePackage, out: Statements) -> None:
    """Add the indicators and their results."""
    year = package.meta.year
    for number, row in package.numbered(IndicatorRow):
        indicator = indicator_node(row.indicator, out)
        out.add_types(indicator, "kg:Indicator")
        out.add_text(indicator, "skos:notation", row.indicator)
        out.add_turkish(indicator, "skos:prefLabel", row.name)
        out.add(indicator, "skos:inScheme", strategic_plan(out))
        out.add(indicator, "kg:partOf", plan_node("target", row.target, out))
        out.add_text(indicator, "kg:unit", row.unit)
        result = result_node(year, row.indicator, out)
        out.add_types(result, "kg:IndicatorResult")
        out.add(result, "kg:indicator", indicator)
        out.add_integer(result, "kg:year", year)
        out.add_text(result, "kg:unit", row.unit)
        out.add(result, "kg:valueKind", term(_VALUE_KINDS[row.value_kind]))
        if row.direction:
            out.add(result, "kg:direction", term(f"kg:{row.direction}"))
        for name, value, printed in (
            ("baseline", row.baseline, row.baseline_printed),
            ("target", row.target_value, row.target_printed),
            ("actual", row.actual, row.actual_printed),
        ):
            out.add_decimal(result, f"kg:{name}", value)
            out.add_text(result, f"kg:{name}Text", printed)
        if row.rating:
            out.add(result, "kg:printedRating", term(RATING_TERMS[row.rating]))
        out.add_boolean(result, "kg:deviationExplained", row.deviation_explained)
        given = {"kg:baseline": row.baseline, "kg:target": row.target_value, "kg:actual": row.actual}
        measures = [name for name, value in given.items() if value is not None]
        measures += ["kg:printedRating"] if row.rating else []
        data_set = ("results", "-".join(measure.partition(":")[2] for measure in measures) or "explained")
        dimensions = ("kg:indicator", "kg:year")
        out.add(result, "qb:dataSet", add_data_set(out, data_set, dimensions, (*measures, "kg:deviationExplained")))
        out.add_quotation(result, row, TableRow("indicators", number))


def map_computed_ratings(package: TablePackage, out: Statements) -> None:
    """Add the rating scale inferred from the printed ratings, and the ratings that it gives."""
    rows = package.rows(IndicatorRow)
    if not rows:
        return
    year = package.meta.year
    inferred = infer_scale(rows)
    scale = out.mint.thing("rating-scale", year)
    out.add_types(scale, "kg:RatingScale")
    out.add_boolean(scale, "kg:wholePercents", inferred.whole_percents)
    out.add_integer(scale, "kg:contradictedBy", inferred.contradicted_by)
    out.add_integer(scale, "kg:otherwiseContradictedBy", inferred.otherwise_contradicted_by)
    for threshold in inferred.thresholds:
        node = out.mint.thing("rating-scale", year, threshold.rating)
        out.add_types(node, "kg:RatingThreshold")
        out.add(scale, "kg:hasThreshold", node)
        out.add(node, "kg:ofRating", term(RATING_TERMS[threshold.rating]))
        out.add_decimal(node, "kg:percent", Decimal(threshold.percent))
        out.add_integer(node, "kg:restsOn", threshold.rests_on)
        out.add_integer(node, "kg:contradictedBy", threshold.contradicted_by)
        out.add(node, "kg:basis", term("kg:inferredFact" if threshold.inferred else "kg:assumedFact"))
    for row in rows:
        result = result_node(year, row.indicator, out)
        rating = inferred.computed_rating(row)
        if rating:
            out.add(result, "kg:computedRating", term(RATING_TERMS[rating]))
        if row.direction:
            for relation, direction in (
                ("kg:directionOfName", direction_of_name(row.name)),
                ("kg:directionOfRating", direction_of_rating(row, inferred)),
            ):
                if direction and direction != row.direction:
                    out.add(result, relation, term(f"kg:{direction}"))
    plan = package.rows(PlanRow)
    levels = {
        level: {row.code: row.parent for row in plan if row.level == level and row.parent}
        for level in ("target", "objective", "goal")
    }
    for (level, code), above in ratings_above(rows, levels).items():
        out.add(plan_node(level, code, out), "kg:computedRating", term(RATING_TERMS[above]))
