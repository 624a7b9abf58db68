"""Faults in people, bodies and periods."""

from __future__ import annotations

from support.planted_faults.fault import PLACE, SEAT, changed, fault, having, without

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
