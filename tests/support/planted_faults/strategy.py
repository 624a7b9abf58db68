"""Faults in the plan and its indicators."""

from __future__ import annotations

from support.planted_faults.fault import INDICATOR, RESULT, SECOND_TARGET, changed, copied, fault, having, without

STRATEGY = [
    fault("plan-element-has-a-title", "area", without("area", "skos:prefLabel")),
    fault("goal-code-is-well-formed", "ornek/goal/1", without("ornek/goal/1", "skos:notation")),
    fault("objective-code-is-well-formed", "ornek/objective/1.1", without("ornek/objective/1.1", "skos:notation")),
    fault("target-code-is-well-formed", "ornek/target/1.1.1", without("ornek/target/1.1.1", "skos:notation")),
    fault("activity-code-is-well-formed", "ornek/activity/10", changed("ornek/activity/10", "skos:notation", "'10a'")),
    fault("indicator-code-is-well-formed", INDICATOR, changed(INDICATOR, "skos:notation", "'1.1.1-a'")),
    fault("goal-is-part-of-an-area", "ornek/goal/1", without("ornek/goal/1", "kg:partOf")),
    fault(
        "goal-is-part-of-one-area-at-most",
        "ornek/goal/1",
        changed("ornek/goal/1", "kg:partOf", "<https://w3id.org/kentgraf/id/ornek>"),
    ),
    fault(
        "objective-is-part-of-a-goal",
        "ornek/objective/1.1",
        without("ornek/objective/1.1", "kg:partOf"),
        also="plan-goes-down-to-targets",
    ),
    fault(
        "target-is-part-of-an-objective",
        "ornek/target/1.1.1",
        without("ornek/target/1.1.1", "kg:partOf"),
        also="plan-goes-down-to-targets",
    ),
    fault(
        "activity-is-part-of-a-target",
        "ornek/activity/11",
        without("ornek/activity/11", "kg:partOf"),
        also="total-of-target-closes total-of-objective-closes total-of-goal-closes total-of-area-closes",
    ),
    fault(
        "indicator-is-part-of-a-target",
        INDICATOR,
        without(INDICATOR, "kg:partOf"),
        also="target-has-an-indicator",
    ),
    fault(
        "code-stands-under-its-parent", "ornek/objective/1.1", changed("ornek/objective/1.1", "skos:notation", "'2.1'")
    ),
    fault("code-stands-under-its-parent", INDICATOR, changed(INDICATOR, "skos:notation", "'1.1.10-1'")),
    fault("code-is-used-once", "ornek/activity/10", changed("ornek/activity/11", "skos:notation", "'10'")),
    fault(
        "activity-is-carried-out-by-organizations",
        "ornek/activity/11",
        changed("ornek/activity/11", "kg:carriedOutBy", "<area>"),
        changed("responsibility-11", "prov:agent", "<area>"),
    ),
    fault(
        "activity-names-a-department",
        "ornek/activity/11",
        without("ornek/activity/11", "kg:carriedOutBy", "prov:qualifiedAssociation"),
    ),
    fault(
        "responsibility-has-one-unit",
        "responsibility-11",
        without("responsibility-11", "prov:agent"),
        also="responsibilities-match-the-links",
    ),
    fault("responsibility-has-a-role", "responsibility-11", without("responsibility-11", "prov:hadRole")),
    fault(
        "responsibilities-match-the-links",
        "ornek/activity/11",
        without("ornek/activity/11", "prov:qualifiedAssociation"),
    ),
    fault(
        "responsibilities-match-the-links",
        "ornek/activity/11",
        without("ornek/activity/11", "kg:carriedOutBy"),
        also="activity-names-a-department",
    ),
    fault(
        "plan-goes-down-to-targets",
        "ornek/goal/2",
        having("<ornek/goal/2> a kg:Goal ; skos:notation '2' ; skos:prefLabel 'Boş'@tr ; kg:partOf <area>"),
    ),
    fault("target-has-an-activity", "ornek/target/1.1.2", having(SECOND_TARGET), also="target-has-an-indicator"),
    fault("target-has-an-indicator", "ornek/target/1.1.2", having(SECOND_TARGET), also="target-has-an-activity"),
]

INDICATORS = [
    fault("result-has-one-indicator", RESULT, without(RESULT, "kg:indicator")),
    fault("result-has-one-year", RESULT, without(RESULT, "kg:year")),
    fault("result-has-one-year", RESULT, changed(RESULT, "kg:year", "25")),
    fault("indicator-has-one-result-a-year", RESULT, copied(RESULT, RESULT + "-again")),
    fault("baseline-is-a-decimal", RESULT, changed(RESULT, "kg:baseline", "8")),
    fault("target-value-is-a-decimal", RESULT, changed(RESULT, "kg:target", "12")),
    fault("actual-value-is-a-decimal", RESULT, changed(RESULT, "kg:actual", "12")),
    fault("baseline-text-is-one-cell", RESULT, changed(RESULT, "kg:baselineText", "''")),
    fault("target-text-is-one-cell", RESULT, changed(RESULT, "kg:targetText", "''")),
    fault("actual-text-is-one-cell", RESULT, changed(RESULT, "kg:actualText", "''")),
    fault("number-comes-with-its-cell", RESULT, without(RESULT, "kg:baselineText")),
    fault("number-comes-with-its-cell", RESULT, without(RESULT, "kg:targetText")),
    fault("number-comes-with-its-cell", RESULT, without(RESULT, "kg:actualText")),
    fault("direction-is-known", RESULT, changed(RESULT, "kg:direction", "kg:chair")),
    fault("target-value-has-a-direction", RESULT, without(RESULT, "kg:direction")),
    fault("value-kind-is-known", RESULT, changed(RESULT, "kg:valueKind", "kg:chair")),
    fault(
        "printed-rating-is-known",
        RESULT,
        changed(RESULT, "kg:printedRating", "kg:chair"),
        without(RESULT, "kg:computedRating"),
    ),
    fault(
        "computed-rating-is-known",
        RESULT,
        changed(RESULT, "kg:computedRating", "kg:chair"),
        without(RESULT, "kg:printedRating"),
        also="result-is-rated",
    ),
    fault("deviation-is-yes-or-no", RESULT, changed(RESULT, "kg:deviationExplained", "'belki'")),
    fault("result-is-rated", RESULT, without(RESULT, "kg:printedRating")),
    fault("target-value-is-not-zero", RESULT, changed(RESULT, "kg:target", "0.00")),
    fault("rating-has-a-target", RESULT, without(RESULT, "kg:target", "kg:targetText")),
    fault("good-rating-has-a-result", RESULT, without(RESULT, "kg:actual", "kg:actualText")),
    fault("ratings-agree", RESULT, changed(RESULT, "kg:computedRating", "kg:good")),
    fault(
        "missed-target-is-explained",
        RESULT,
        changed(RESULT, "kg:printedRating", "kg:inProgress"),
        changed(RESULT, "kg:computedRating", "kg:inProgress"),
    ),
    fault(
        "direction-fits-name-and-rating",
        RESULT,
        having(f"<{RESULT}> kg:directionOfRating kg:decrease"),
    ),
    fault("direction-fits-name-and-rating", RESULT, having(f"<{RESULT}> kg:directionOfName kg:decrease")),
    fault("result-keeps-its-unit", RESULT, changed(RESULT, "kg:unit", "'%'")),
]
