"""Faults in signals, counts, proof and literals."""

from __future__ import annotations

from support.planted_faults.fault import (
    LINE,
    PLACE,
    RESULT,
    SEAT,
    SPENT,
    SPENT_ON_TARGET,
    TARGET,
    changed,
    fault,
    having,
    without,
)

SIGNALS = [
    fault(
        "activity-with-a-budget-spends", SPENT, changed(SPENT, "kg:amount", "0.00"), also="share-can-be-computed-again"
    ),
    fault(
        "shortfall-is-explained",
        "report",
        changed(RESULT, "kg:printedRating", "kg:good"),
        changed(RESULT, "kg:computedRating", "kg:good"),
        also="stated-number-of-rated-indicators-is-right",
    ),
    fault(
        "target-met-has-spending",
        TARGET,
        changed(TARGET, "kg:computedRating", "kg:onTarget"),
        having(SPENT_ON_TARGET % "0.00"),
        changed(SPENT, "kg:amount", "0.00"),
        also="stated-number-of-a-rating-is-right activity-with-a-budget-spends share-can-be-computed-again",
    ),
    fault(
        "money-spent-shows-in-the-results",
        TARGET,
        changed(TARGET, "kg:computedRating", "kg:inProgress"),
        having(SPENT_ON_TARGET % "150.00"),
    ),
]

COUNTS = [
    fault("stated-number-of-members-is-right", "count-members", changed("count-members", "kg:count", "6")),
    fault("stated-size-of-the-committee-is-right", "count-committee", changed("count-committee", "kg:count", "11")),
    fault("stated-number-of-the-plan-is-right", "count-goals", changed("count-goals", "kg:count", "2")),
    fault("stated-number-of-a-rating-is-right", "count-good-targets", changed("count-good-targets", "kg:count", "0")),
    fault("stated-number-of-rated-indicators-is-right", "count-on-target", changed("count-on-target", "kg:count", "2")),
    fault("stated-share-of-a-rating-is-right", "share-on-target", changed("share-on-target", "kg:percent", "99")),
    fault("rating-of-an-area-agrees", "rating-area", changed("rating-area", "kg:printedRating", "kg:successful")),
]


PROOF = [
    fault("fact-is-quoted", SEAT + "ada", without(SEAT + "ada", "prov:wasQuotedFrom")),
    fault("fact-has-a-line", SEAT + "ada", without(SEAT + "ada", "kg:line")),
    fault("fact-keeps-the-printed-cell", SEAT + "ada", changed(SEAT + "ada", "kg:printed", "''")),
    fault("source-line-has-one-number", LINE + "30", without(LINE + "30", "kg:line")),
    fault(
        "source-line-ends-where-it-can",
        LINE + "60",
        having(
            f"<{LINE}60> a kg:SourceLine ; kg:line 60 ; kg:lastLine 59 ; kg:printed 'x' ; dcterms:isPartOf <report> ."
        ),
    ),
    fault("source-line-has-one-last-line", LINE + "10", having(f"<{LINE}10> kg:lastLine 15")),
    fault("source-line-keeps-its-text", LINE + "50", changed(LINE + "50", "kg:lineText", "''")),
    fault("source-line-is-in-a-source", LINE + "50", without(LINE + "50", "dcterms:isPartOf")),
    fault("source-line-is-within-the-source", LINE + "50", changed("report", "kg:lineCount", "49")),
    fault("fact-names-a-line-that-it-quotes", SEAT + "ada", changed(SEAT + "ada", "kg:line", "15")),
    fault("source-has-a-title", "report", without("report", "dcterms:title")),
    fault("source-has-one-year", "report", without("report", "kg:year")),
    fault(
        "source-counts-its-lines",
        "report",
        changed("report", "kg:lineCount", "0"),
        also="source-line-is-within-the-source",
    ),
    fault("finding-names-its-rule", "finding", without("finding", "sh:sourceShape")),
    fault("finding-has-one-severity", "finding", changed("finding", "sh:resultSeverity", "kg:good")),
    fault("finding-has-one-focus", "finding", without("finding", "sh:focusNode")),
    fault(
        "finding-speaks-both-languages",
        "finding",
        "DELETE DATA { <finding> sh:resultMessage 'There is no rating.'@en }",
    ),
    fault("finding-leads-to-the-source", "finding", changed("finding", "prov:wasQuotedFrom", "<report>")),
]

LITERALS = [
    fault("day-can-be-read", "ornek/imar-term", changed("ornek/imar-term", "kg:validUntil", "'2026-02-30'^^xsd:date")),
    fault("moment-can-be-read", "load", changed("load", "prov:startedAtTime", "'2025-06-01T25:00:00'^^xsd:dateTime")),
    fault("year-can-be-read", RESULT, changed(RESULT, "kg:year", "'MMXXV'^^xsd:integer"), also="result-has-one-year"),
    fault(
        "position-can-be-read",
        PLACE + "imar-1",
        changed(PLACE + "imar-1", "kg:slot", "'on iki'"),
        also="slot-counts-from-one",
    ),
    fault("count-can-be-read", "ornek/count/members", changed("ornek/count/members", "kg:count", "'-1'^^xsd:integer")),
    fault("decimal-can-be-read", RESULT, changed(RESULT, "kg:actual", f"'{'1' * 400}'^^xsd:decimal")),
    fault(
        "boolean-can-be-read", RESULT, changed(RESULT, "kg:deviationExplained", "'true'"), also="deviation-is-yes-or-no"
    ),
    fault("checksum-can-be-read", "checksum", changed("checksum", "spdx:checksumValue", "'553'^^xsd:hexBinary")),
    fault("name-can-be-read", "ornek/person/ada", changed("ornek/person/ada", "foaf:name", r"'Ada\u001B[2J IŞIK'")),
    fault("text-can-be-read", SEAT + "ada", changed(SEAT + "ada", "kg:printed", r"'Ada\u0001 IŞIK'")),
    fault("sentence-can-be-read", "finding", having("<finding> kg:reason 'Bulgu'")),
    fault("label-can-be-read", "ornek/person/ada", having(r"<ornek/person/ada> rdfs:label 'Ada\u0000'@tr")),
]
