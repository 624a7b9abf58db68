"""Every rule holds for the invented city, and is broken by one small fault in it that breaks no unexpected rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat, Store
from rdflib.namespace import RDF, RDFS, SH
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from support.shapes_without_law import shapes_without_law, validate

from kentgraf.ontology.namespaces import PREFIXES
from kentgraf.ontology.vocabulary import vocabulary_turtle
from kentgraf.shapes import ValidationReport, reference_validate

CITY = Path(__file__).with_name("city.ttl")
BASE = "https://example.org/id/"
RULES = "https://w3id.org/kentgraf/shapes#"
PROLOGUE = f"BASE <{BASE}>\n" + "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


@dataclass(frozen=True)
class Fault:
    """A change of the city, the rule that it breaks, the focus node, and further rules that it breaks."""

    rule: str
    focus: str
    update: str
    also: frozenset[str] = field(default_factory=frozenset)


def without(thing: str, *properties: str) -> str:
    return " ;\n".join(f"DELETE WHERE {{ <{thing}> {name} ?any }}" for name in properties)


def having(text: str) -> str:
    return f"INSERT DATA {{ {text} }}"


def changed(thing: str, name: str, value: str) -> str:
    return f"{without(thing, name)} ;\n{having(f'<{thing}> {name} {value}')}"


def copied(thing: str, copy: str) -> str:
    return f"INSERT {{ <{copy}> ?name ?value }} WHERE {{ <{thing}> ?name ?value }}"


def amount(name: str, kind: str, about: str, value: str) -> str:
    """Return an amount of the initial budget, a phase in which the city has no others."""
    return (
        f"<{name}> a {kind} ; kg:about {about} ; kg:year 2025 ; kg:phase kg:initialBudget ; kg:fund kg:allFunds ; "
        f"kg:amount {value} ; kg:currency <TRY> ; prov:wasQuotedFrom <{LINE}40> ; kg:line 40 ; kg:printed '{value}' ."
    )


def nothing(unit: str, phase: str) -> str:
    """Return a printed zero for a department in a phase in which the city has no others."""
    return (
        f"<{AMOUNT}{unit}-{phase}> a kg:BudgetLine ; kg:about <ornek/unit/{unit}> ; kg:year 2025 ; kg:phase kg:{phase} ; "
        f"kg:fund kg:allFunds ; kg:amount 0.00 ; kg:currency <TRY> ; prov:wasQuotedFrom <{LINE}40> ; kg:line 40 ; kg:printed '0,00' . "
    )


SEAT, PLACE, AMOUNT, LINE = "ornek/seat/", "ornek/membership/", "ornek/amount/", "source/ornek-2025#line=L"
RESULT, INDICATOR = "ornek/result/1.1.1-1", "ornek/indicator/1.1.1-1"
SECOND_TARGET = (
    "<ornek/target/1.1.2> a kg:PerformanceTarget ; skos:notation '1.1.2' ; skos:prefLabel 'Başka'@tr ; "
    "kg:partOf <ornek/objective/1.1> ."
)
SPENT = AMOUNT + "10-spent-all"


def fault(rule: str, focus: str, *updates: str, also: str = "") -> Fault:
    return Fault(rule, focus, " ;\n".join(updates), frozenset(also.split()))


PEOPLE = [
    fault("person-has-one-name", "ornek/person/ada", without("ornek/person/ada", "foaf:name")),
    fault("person-has-one-name", "ornek/person/ada", having("<ornek/person/ada> foaf:name 'Ada Işık'")),
    fault("membership-has-one-member", SEAT + "ada", without(SEAT + "ada", "org:member")),
    fault("membership-has-one-organization", PLACE + "secretary", without(PLACE + "secretary", "org:organization")),
    fault("seat-is-in-a-council", SEAT + "ada", changed(SEAT + "ada", "org:organization", "<ornek>")),
    fault(
        "body-membership-is-of-a-body",
        PLACE + "encumen-1",
        changed(PLACE + "encumen-1", "org:organization", "<ornek/unit/parks>"),
    ),
    fault(
        "party-affiliation-names-a-party",
        "ornek/affiliation/ece-1",
        changed("ornek/affiliation/ece-1", "org:organization", "<ornek>"),
    ),
    fault("role-is-known", PLACE + "secretary", changed(PLACE + "secretary", "org:role", "kg:elected")),
    fault("seat-or-office-has-a-role", PLACE + "secretary", without(PLACE + "secretary", "org:role")),
    fault("body-membership-has-a-role", PLACE + "encumen-1", without(PLACE + "encumen-1", "org:role")),
    fault("seat-kind-is-known", PLACE + "encumen-1", changed(PLACE + "encumen-1", "kg:seatKind", "kg:chair")),
    fault("slot-counts-from-one", PLACE + "encumen-1", changed(PLACE + "encumen-1", "kg:slot", "0")),
    fault("seat-has-one-district", SEAT + "nur", changed(SEAT + "nur", "kg:district", "<gunes>")),
    fault("district-mayor-has-a-district", SEAT + "can", without(SEAT + "can", "kg:district")),
    fault(
        "one-metropolitan-mayor-at-a-time",
        "ornek/unit/council",
        having(f"<{SEAT}oya> org:role kg:metropolitanMayor"),
    ),
    fault(
        "one-party-at-a-time",
        "ornek/affiliation/ece-1",
        changed("ornek/affiliation/ece-1", "kg:validUntil", "'2025-07-01'^^xsd:date"),
        also="footnotes-tell-the-same-of-a-resignation",
    ),
    fault(
        "one-party-at-a-time",
        "ornek/affiliation/ece-1",
        without("ornek/affiliation/ece-1", "kg:validUntil"),
        changed("ornek/affiliation/ece-1", "kg:untilKnown", "false"),
        also="footnotes-tell-the-same-of-a-resignation",
    ),
    fault(
        "nobody-sits-twice-in-one-body",
        PLACE + "denetim-1",
        changed(PLACE + "denetim-2", "org:member", "<ornek/person/nur>"),
    ),
    fault("one-person-in-a-slot", PLACE + "imar-1", changed(PLACE + "imar-2", "kg:slot", "1")),
    fault("commission-member-sits-in-the-council", PLACE + "imar-2", without(SEAT + "ece", "?every")),
    fault(
        "commission-member-sits-in-the-council",
        PLACE + "imar-2",
        changed(SEAT + "ece", "kg:validFrom", "'2025-02-01'^^xsd:date"),
    ),
    fault(
        "footnotes-tell-the-same-of-a-resignation",
        PLACE + "imar-2",
        changed(PLACE + "imar-2", "kg:leftPartyOn", "'2025-06-02'^^xsd:date"),
    ),
    fault(
        "membership-ends-with-the-council-seat",
        PLACE + "imar-2",
        changed(SEAT + "ece", "kg:validUntil", "'2025-06-01'^^xsd:date"),
        changed(SEAT + "ece", "kg:untilKnown", "true"),
    ),
]

BODIES = [
    fault("organization-has-a-name", "gunes", without("gunes", "skos:prefLabel")),
    fault("organization-has-a-name", "gunes", having("<gunes> skos:prefLabel 'Başka Parti'@tr")),
    fault("body-belongs-to-one-organization", "ornek/unit/encumen", without("ornek/unit/encumen", "org:unitOf")),
    fault(
        "unit-belongs-to-one-organization",
        "ornek/unit/roads",
        without("ornek/unit/roads", "org:unitOf"),
        also="departments-add-up",
    ),
    fault("department-code-is-well-formed", "ornek/unit/roads", changed("ornek/unit/roads", "skos:notation", "'46/2'")),
    fault("department-code-is-used-once", "ornek/unit/parks", changed("ornek/unit/roads", "skos:notation", "'46.1'")),
    fault("commission-has-one-chair", "ornek/unit/imar", changed(PLACE + "imar-1", "org:role", "kg:member")),
    fault("commission-has-one-chair", "ornek/unit/imar", having(f"<{PLACE}imar-3b> org:role kg:chair")),
    fault("commission-has-one-vice-chair", "ornek/unit/imar", changed(PLACE + "imar-2", "org:role", "kg:member")),
]

PERIODS = [
    fault("start-is-one-day", SEAT + "ada", having(f"<{SEAT}ada> kg:validFrom '2025-01-02'^^xsd:date")),
    fault("end-is-one-day", SEAT + "ada", having(f"<{SEAT}ada> kg:validUntil '2025-12-31'^^xsd:date")),
    fault(
        "period-ends-after-it-starts",
        SEAT + "ada",
        changed(SEAT + "ada", "kg:validUntil", "'2025-01-01'^^xsd:date"),
    ),
    fault("start-says-whether-it-is-known", SEAT + "ada", without(SEAT + "ada", "kg:fromKnown")),
    fault("end-says-whether-it-is-known", SEAT + "ada", without(SEAT + "ada", "kg:untilKnown")),
    fault("known-bound-is-given", PLACE + "secretary", changed(PLACE + "secretary", "kg:fromKnown", "true")),
    fault("known-bound-is-given", PLACE + "secretary", changed(PLACE + "secretary", "kg:untilKnown", "true")),
    fault("start-is-by-a-decision", PLACE + "imar-3b", changed(PLACE + "imar-3b", "kg:startedBy", "<report>")),
    fault("end-is-by-a-decision", PLACE + "imar-3", changed(PLACE + "imar-3", "kg:endedBy", "<report>")),
    fault("decision-has-one-number", "decision", without("decision", "kg:number")),
    fault("decision-date-is-one-day", "decision", having("<decision> dcterms:date '2025-05-13'^^xsd:date")),
    fault("decision-has-a-date", "decision", without("decision", "dcterms:date")),
    fault("decision-is-taken-by-a-body", "decision", changed("decision", "kg:decidedBy", "<ornek>")),
    fault(
        "replacement-follows-what-it-replaces",
        PLACE + "imar-3b",
        changed(PLACE + "imar-3", "kg:validUntil", "'2025-06-01'^^xsd:date"),
        also="one-person-in-a-slot",
    ),
    fault("term-belongs-to-one-body", "imar-term", changed("imar-term", "kg:termOf", "<ornek>")),
    fault(
        "term-has-its-days",
        "imar-term",
        changed("imar-term", "kg:validUntil", "'2025-01-10'^^xsd:date"),
        also="membership-lies-inside-the-bodys-term",
    ),
    fault(
        "membership-lies-inside-the-bodys-term",
        PLACE + "imar-1",
        changed("imar-term", "kg:validFrom", "'2025-02-01'^^xsd:date"),
    ),
    fault(
        "membership-lies-inside-the-bodys-term",
        PLACE + "imar-1",
        changed("imar-term", "kg:validUntil", "'2025-12-01'^^xsd:date"),
    ),
    fault(
        "replaced-seat-goes-on-without-a-gap",
        PLACE + "imar-3b",
        changed(PLACE + "imar-3", "kg:validUntil", "'2025-05-10'^^xsd:date"),
    ),
    fault(
        "places-are-held-throughout-the-term",
        "imar-term",
        changed(PLACE + "imar-1", "kg:validFrom", "'2025-01-20'^^xsd:date"),
        also="commission-has-one-chair",
    ),
    fault(
        "places-are-held-throughout-the-term",
        "imar-term",
        changed(PLACE + "imar-1", "kg:validUntil", "'2025-12-01'^^xsd:date"),
        changed(PLACE + "imar-1", "kg:untilKnown", "true"),
    ),
]

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

TARGET = "ornek/target/1.1.1"
SPENT_ON_TARGET = (
    f"<{AMOUNT}target-spent> a kg:StatedTotal ; kg:about <{TARGET}> ; kg:year 2025 ; kg:phase kg:spent ; kg:fund kg:allFunds ; "
    f"kg:amount %s ; kg:currency <TRY> ; prov:wasQuotedFrom <{LINE}40> ; kg:line 40 ; kg:printed 'x' ."
)

AMOUNTS = [
    fault(
        "amount-is-a-line-or-a-total",
        AMOUNT + "neither",
        having(amount(AMOUNT + "neither", "kg:Amount", "<ornek/unit/roads>", "1.00")),
    ),
    fault(
        "amount-is-a-line-or-a-total",
        AMOUNT + "both",
        having(amount(AMOUNT + "both", "kg:BudgetLine , kg:StatedTotal", "<gunes>", "1.00")),
    ),
    fault("amount-is-about-one-thing", SPENT, without(SPENT, "kg:about")),
    fault("amount-has-one-year", SPENT, without(SPENT, "kg:year")),
    fault("amount-has-one-phase", SPENT, without(SPENT, "kg:phase")),
    fault("amount-has-one-fund", SPENT, without(SPENT, "kg:fund")),
    fault("amount-has-one-fund", SPENT, changed(SPENT, "kg:fund", "kg:spent")),
    fault("amount-is-one-decimal", SPENT, changed(SPENT, "kg:amount", "'72.92'^^xsd:double")),
    fault("amount-has-one-currency", SPENT, without(SPENT, "kg:currency")),
    fault(
        "amount-is-not-negative",
        AMOUNT + "below",
        having(amount(AMOUNT + "below", "kg:BudgetLine", "<ornek/unit/roads>", "-0.01")),
    ),
    fault(
        "line-stands-at-the-lowest-level",
        AMOUNT + "high",
        having(amount(AMOUNT + "high", "kg:BudgetLine", "<ornek/goal/1>", "1.00")),
    ),
    fault(
        "total-stands-above-the-lines",
        AMOUNT + "low",
        having(amount(AMOUNT + "low", "kg:StatedTotal", "<ornek/activity/10>", "1.00")),
    ),
    fault("line-is-given-once", SPENT, copied(SPENT, SPENT + "-again")),
]

TOTALS = [
    fault("funds-add-up", AMOUNT + "10-net-all", changed(AMOUNT + "10-net-on", "kg:amount", "60.09")),
    fault("funds-add-up", AMOUNT + "10-net-all", without(AMOUNT + "10-net-on", "?every")),
    fault(
        "total-of-target-closes", AMOUNT + "target-net-all", changed(AMOUNT + "target-net-all", "kg:amount", "150.11")
    ),
    fault(
        "total-of-objective-closes",
        AMOUNT + "objective-net-all",
        changed(AMOUNT + "objective-net-all", "kg:amount", "150.11"),
    ),
    fault("total-of-goal-closes", AMOUNT + "goal-net-all", changed(AMOUNT + "goal-net-all", "kg:amount", "150.11")),
    fault("total-of-area-closes", AMOUNT + "area-net-all", changed(AMOUNT + "area-net-all", "kg:amount", "150.11")),
    fault(
        "total-of-all-activities-closes",
        AMOUNT + "activities-net-all",
        changed(AMOUNT + "activities-net-all", "kg:amount", "150.11"),
        also="whole-budget-closes",
    ),
    fault("whole-budget-closes", AMOUNT + "whole-net-all", changed(AMOUNT + "whole-net-all", "kg:amount", "200.01")),
    fault("departments-add-up", AMOUNT + "city-net-all", changed(AMOUNT + "city-net-all", "kg:amount", "200.01")),
    fault(
        "spending-stays-within-the-net-budget",
        SPENT,
        changed(SPENT, "kg:amount", "100.11"),
        without("ornek/share/10-net", "?every"),
    ),
    fault(
        "plan-element-has-its-total",
        "ornek/target/1.1.2",
        having(SECOND_TARGET),
        also="target-has-an-activity target-has-an-indicator",
    ),
    fault(
        "total-rests-on-activities",
        AMOUNT + "target-off",
        having(amount(AMOUNT + "target-off", "kg:StatedTotal", f"<{TARGET}>", "1.00")),
    ),
    fault(
        "parts-of-the-budget-are-all-printed",
        AMOUNT + "transfers-net-all",
        without(AMOUNT + "management-net-all", "?every"),
        also="whole-budget-closes",
    ),
    fault(
        "transfers-stay-within-the-departments-money", AMOUNT + "t-net", changed(AMOUNT + "t-net", "kg:amount", "40.01")
    ),
    fault(
        "department-covers-what-it-alone-carries-out",
        AMOUNT + "parks-spent-all",
        changed(AMOUNT + "parks-spent-all", "kg:amount", "72.91"),
    ),
    fault(
        "activity-fits-into-its-departments",
        SPENT,
        having(
            "<ornek/activity/10> kg:carriedOutBy <ornek/unit/roads> ; prov:qualifiedAssociation <responsibility-roads> . "
            "<responsibility-roads> a prov:Association ; prov:agent <ornek/unit/roads> ; prov:hadRole kg:responsibleUnit ; "
            f"prov:wasQuotedFrom <{LINE}30> ; kg:line 30 ; kg:printed 'Yol Dairesi:'"
        ),
        changed(SPENT, "kg:amount", "100.01"),
        changed(AMOUNT + "parks-spent-all", "kg:amount", "80.00"),
        without("ornek/share/10-net", "?every"),
    ),
    fault(
        "activity-fits-into-its-departments",
        SPENT,
        changed(AMOUNT + "parks-spent-all", "kg:amount", "72.91"),
        copied(SPENT, AMOUNT + "11-spent-all"),
        changed(AMOUNT + "11-spent-all", "kg:about", "<ornek/activity/11>"),
        changed(AMOUNT + "11-spent-all", "kg:amount", "1.00"),
        also="department-covers-what-it-alone-carries-out",
    ),
]

FINANCING = [
    fault("financing-agrees-with-the-balance-sheet", AMOUNT + "f1", changed(AMOUNT + "b30", "kg:amount", "15.01")),
    fault("financing-agrees-with-the-balance-sheet", AMOUNT + "f1", changed(AMOUNT + "f1", "kg:amount", "15.00")),
    fault(
        "net-financing-is-the-deficit", AMOUNT + "s-financing", changed(AMOUNT + "s-financing", "kg:amount", "25.01")
    ),
    fault(
        "net-stays-within-the-gross",
        AMOUNT + "s-revenue-initial",
        changed(AMOUNT + "s-revenue-initial", "kg:amount", "75.01"),
    ),
]

SHARES = [
    fault("share-is-about-one-thing", "ornek/share/10-net", without("ornek/share/10-net", "kg:about")),
    fault("share-is-of-one-phase", "ornek/share/10-net", without("ornek/share/10-net", "kg:of")),
    fault(
        "share-is-one-decimal",
        "ornek/share/10-net",
        changed("ornek/share/10-net", "kg:percent", "'72.85'^^xsd:double"),
    ),
    fault("share-can-be-computed-again", "ornek/share/10-net", changed("ornek/share/10-net", "kg:percent", "72.83")),
    fault(
        "share-of-the-whole-can-be-computed-again",
        "ornek/share/e1-whole",
        changed("ornek/share/e1-whole", "kg:percent", "25.01"),
    ),
    fault(
        "share-is-stated-the-same-everywhere",
        "ornek/share/10-elsewhere",
        copied("ornek/share/10-net", "ornek/share/10-elsewhere"),
        changed("ornek/share/10-elsewhere", "kg:percent", "72.84"),
        also="share-can-be-computed-again",
    ),
    fault(
        "share-of-nothing-is-always-blank",
        "ornek/share/parks-nothing",
        having(
            nothing("parks", "accrued")
            + nothing("parks", "collected")
            + nothing("roads", "accrued")
            + nothing("roads", "collected")
            + "<ornek/share/parks-nothing> a kg:StatedShare ; kg:about <ornek/unit/parks> ; kg:year 2025 ; kg:of kg:accrued ; "
            "kg:comparedPhase kg:collected ; kg:comparedFund kg:allFunds ; kg:percent 0.00 ; "
            f"prov:wasQuotedFrom <{LINE}40> ; kg:line 40 ; kg:printed '0,00' ."
        ),
    ),
]

CLASSIFICATION_SUMS = [
    fault("figure-is-the-sum-of-its-parts", AMOUNT + "e-net", changed(AMOUNT + "e-net", "kg:amount", "200.01")),
    fault("sum-is-printed", "ornek/code/e", without(AMOUNT + "e-net", "?every")),
    fault("net-is-gross-less-deductions", AMOUNT + "v-net", changed(AMOUNT + "v-net", "kg:amount", "75.01")),
    fault("institutional-code-has-its-total", "ornek/code/46", without(AMOUNT + "city-net-all", "kg:underCode")),
    fault(
        "figure-has-its-parts",
        AMOUNT + "e-before",
        copied(AMOUNT + "e-net", AMOUNT + "e-before"),
        changed(AMOUNT + "e-before", "kg:year", "2024"),
    ),
    fault(
        "code-goes-as-deep-as-its-siblings",
        AMOUNT + "e2-net",
        having("<deeper> a kg:Sum ; kg:result <ornek/code/e1> ; kg:adds <ornek/code/v>"),
        also="sum-is-printed",
    ),
]

RESTATEMENTS = [
    fault(
        "total-is-stated-the-same-everywhere",
        AMOUNT + "one",
        having(
            amount(AMOUNT + "one", "kg:StatedTotal", "kg:generalManagement", "1.00")
            + amount(AMOUNT + "two", "kg:StatedTotal", "kg:generalManagement", "2.00")
        ),
    ),
    fault(
        "figure-is-the-same-in-both-tables",
        AMOUNT + "city-net-all",
        changed(AMOUNT + "city-net-all", "kg:amount", "200.01"),
        also="departments-add-up",
    ),
    fault(
        "row-is-printed-once",
        SPENT + "-again",
        copied(SPENT, SPENT + "-again"),
        having(f"<{SPENT}-again> kg:repeats <{SPENT}>"),
    ),
    fault(
        "transfer-is-listed-once",
        AMOUNT + "t1-spent",
        changed(AMOUNT + "t2-spent", "kg:amount", "9.90"),
        changed("ornek/code/t2", "skos:prefLabel", "'Birliğe katılma payı'@tr"),
    ),
    fault(
        "economic-code-agrees-with-the-resources", AMOUNT + "e1-net", changed(AMOUNT + "r1-net", "kg:amount", "50.01")
    ),
]

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

DEPENDENT_RULES = {
    *(case.rule for case in LITERALS),
    "figure-is-the-same-in-both-tables",
    "parts-of-the-budget-are-all-printed",
    "plan-element-has-its-total",
    "stated-number-of-a-rating-is-right",
    "stated-number-of-members-is-right",
    "stated-number-of-rated-indicators-is-right",
    "stated-number-of-the-plan-is-right",
    "stated-share-of-a-rating-is-right",
    "total-rests-on-activities",
}
"""Rules on literals, counts and restatements, which a fault of other rules can break too."""

FAULTS = [
    *LITERALS,
    *PEOPLE,
    *BODIES,
    *PERIODS,
    *STRATEGY,
    *INDICATORS,
    *AMOUNTS,
    *TOTALS,
    *FINANCING,
    *SHARES,
    *CLASSIFICATION_SUMS,
    *RESTATEMENTS,
    *SIGNALS,
    *COUNTS,
    *PROOF,
]


def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(data=shapes_without_law(), format="turtle")


@cache
def rules() -> frozenset[str]:
    return frozenset(str(shape).removeprefix(RULES) for shape in shapes().subjects(SH.severity))


def city_with(*updates: str) -> Store:
    store = Store()
    store.load(path=CITY, format=RdfFormat.TURTLE)
    for update in updates:
        store.update(PROLOGUE + update)
    return store


def findings(report: ValidationReport) -> set[tuple[str, str, str | None, str | None]]:
    return {(result.rule, result.focus, result.path, result.value) for result in report.results}


def broken_rules(report: ValidationReport) -> set[str]:
    return {result.rule.removeprefix(RULES) for result in report.results}


def test_a_city_without_faults_has_no_findings() -> None:
    assert validate(city_with()).results == ()


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.rule)
def test_a_fault_is_found_by_its_rule_and_by_no_other(case: Fault) -> None:
    report = validate(city_with(case.update))
    assert broken_rules(report) - (DEPENDENT_RULES - {case.rule}) == ({case.rule} | case.also) - (
        DEPENDENT_RULES - {case.rule}
    )
    focus = case.focus if case.focus.startswith("https://") else BASE + case.focus
    assert focus in {result.focus for result in report.results if result.rule == RULES + case.rule}


def test_every_rule_has_a_fault_that_it_finds() -> None:
    assert {case.rule for case in FAULTS} == rules()


def test_the_good_city_gives_every_rule_something_to_look_at() -> None:
    graph = shapes()
    data = rdflib.Graph().parse(CITY).parse(data=vocabulary_turtle(), format="turtle")
    for rule in graph.subjects(SH.severity):
        looked_at = {
            thing
            for wanted in graph.objects(rule, SH.targetClass)
            for kind in data.transitive_subjects(RDFS.subClassOf, wanted)
            for thing in data.subjects(RDF.type, kind)
        }
        looked_at |= {thing for name in graph.objects(rule, SH.targetSubjectsOf) for thing in data.subjects(name)}
        assert any(str(thing).startswith(BASE) for thing in looked_at), rule


@pytest.fixture
def rdflib_parses_queries_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cache parsed queries: pySHACL gives rdflib the same query for each node, and parsing takes most of the time."""
    read: dict[str, object] = {}

    def translate(text: str, *context: object) -> object:
        if text not in read:
            read[text] = translateQuery(parseQuery(text), *context)
        return read[text]

    monkeypatch.setattr(processor, "parseQuery", lambda text: text)
    monkeypatch.setattr(processor, "translateQuery", translate)


@pytest.mark.usefixtures("rdflib_parses_queries_once")
def test_pyshacl_over_rdflib_says_the_same_of_the_good_city() -> None:
    assert reference_validate(rdflib.Graph().parse(CITY), shapes=shapes_without_law()).results == ()


@pytest.mark.usefixtures("rdflib_parses_queries_once")
def test_pyshacl_over_rdflib_says_the_same_of_every_rule_that_is_broken() -> None:
    silent, size = rules(), len(FAULTS)
    while silent:
        # Some faults hide others, so what stays silent is tried again without the rest, then in smaller parts.
        batch = [case for case in FAULTS if case.rule in silent][:size]
        assert batch, f"no fault makes these rules speak: {silent}"
        resting = "".join(f"<{RULES}{rule}> <{SH.deactivated}> true .\n" for rule in rules() - silent)
        quick = city_with(*(case.update for case in batch))
        slow = rdflib.Graph().parse(data=quick.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()), format="nt")
        found = findings(validate(quick, shapes=shapes_without_law() + resting))
        assert found == findings(reference_validate(slow, shapes=shapes_without_law() + resting))
        broken = {rule.removeprefix(RULES) for rule, *_ in found}
        size = len(FAULTS) if broken else len(batch) // 2
        silent -= broken
