"""Fixtures: the invented cities of the shapes' tests, a small one in Turtle and one of the size of a real report."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

CITY = Path(__file__).with_name("city.ttl")
GRAPH = NamedNode("https://example.org/id/graph/ornek-2025")

PROLOGUE = """
PREFIX kg: <https://w3id.org/kentgraf/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://example.org/id/>
"""


@pytest.fixture
def city() -> Store:
    """The small city in a named graph."""
    store = Store()
    store.load(path=CITY, format=RdfFormat.TURTLE, to_graph=GRAPH)
    return store


@pytest.fixture(scope="session")
def big_city() -> Store:
    """A city of the size of a real report (some 40,000 triples) that conforms to all rules."""
    text = "\n".join(_big_city())
    store = Store()
    store.load(text.encode(), format=RdfFormat.TURTLE, to_graph=GRAPH)
    return store


def _big_city() -> list[str]:
    rows = [
        PROLOGUE.replace("PREFIX", "@prefix").replace("BASE", "@base").replace(">\n", "> .\n"),
        '<report> a kg:Source ; dcterms:title "Rapor" ; kg:year 2025 ; kg:lineCount 12000 .',
        '<city> a kg:Municipality ; skos:prefLabel "Kent"@tr .',
        '<council> a kg:Council ; org:unitOf <city> ; skos:prefLabel "Meclis"@tr .',
        '<party> a kg:Party ; skos:prefLabel "Parti"@tr .',
        '<district> a kg:District ; skos:prefLabel "İlçe"@tr .',
        '<area> a kg:StrategicArea ; skos:prefLabel "Alan"@tr .',
    ]
    lines = iter(range(1, 12000))

    def quoted(printed: str) -> str:
        number = next(lines)
        rows.append(
            f'<source#line={number}> a kg:SourceLine ; kg:line {number} ; kg:printed "{printed}" ; dcterms:isPartOf <report> .'
        )
        return f'prov:wasQuotedFrom <source#line={number}> ; kg:line {number} ; kg:printed "{printed}" .'

    period = 'kg:validFrom "2025-01-01"^^xsd:date ; kg:validUntil "2026-01-01"^^xsd:date ; kg:fromKnown false ; kg:untilKnown false ; '

    def membership(name: str, kind: str, person: int, organization: str, more: str) -> None:
        rows.append(
            f"<{name}> a kg:{kind} ; org:member <person/{person}> ; org:organization <{organization}> ; {more}{period}{quoted(name)}"
        )

    def amount(kind: str, about: str, phase: str, fund: str, value: int) -> None:
        name = about.strip("<>").replace(":", "/")
        rows.append(
            f"<amount/{name}/{phase}/{fund}> a kg:{kind} ; kg:about {about} ; kg:year 2025 ; kg:phase kg:{phase} ; kg:fund kg:{fund} ; "
            f"kg:amount {value}.00 ; kg:currency <TRY> ; {quoted(f'{value},00')}"
        )

    for person in range(184):
        rows.append(f'<person/{person}> a foaf:Person ; foaf:name "Kişi {person}" ; skos:altLabel "KİŞİ {person}" .')
        membership(f"seat/{person}", "Seat", person, "council", "org:role kg:member ; kg:district <district> ; ")
        membership(f"affiliation/{person}", "PartyAffiliation", person, "party", "")
    for commission in range(36):
        rows.append(
            f'<commission/{commission}> a kg:Commission ; org:unitOf <council> ; skos:prefLabel "Komisyon {commission}"@tr .'
        )
        for slot in range(1, 13):
            role = {1: "chair", 2: "viceChair"}.get(slot, "member")
            more = f"org:role kg:{role} ; kg:slot {slot} ; kg:seatKind kg:elected ; "
            membership(
                f"place/{commission}/{slot}",
                "BodyMembership",
                (commission * 12 + slot) % 184,
                f"commission/{commission}",
                more,
            )
    phases = ("initialBudget", "netBudget", "spent")
    for department in range(47):
        rows.append(
            f'<department/{department}> a kg:Department ; org:unitOf <city> ; skos:notation "46.{department}" ; '
            f'skos:prefLabel "Daire {department}"@tr .'
        )
        for phase in phases:
            amount("BudgetLine", f"<department/{department}>", phase, "allFunds", 400)
    totals: dict[str, int] = {}
    for number in range(161):
        goal, objective = number % 5 + 1, number % 3 + 1
        target = f"{goal}.{objective}.1"
        totals[f"<target/{target}>"] = totals.get(f"<target/{target}>", 0) + 1
        totals[f"<objective/{goal}.{objective}>"] = totals.get(f"<objective/{goal}.{objective}>", 0) + 1
        totals[f"<goal/{goal}>"] = totals.get(f"<goal/{goal}>", 0) + 1
        rows.append(
            f'<activity/{number}> a kg:Activity ; skos:notation "{number}" ; skos:prefLabel "Faaliyet {number}"@tr ; '
            f"kg:partOf <target/{target}> ; kg:carriedOutBy <department/{number % 47}> ; prov:qualifiedAssociation <duty/{number}> ."
        )
        rows.append(
            f"<duty/{number}> a prov:Association ; prov:agent <department/{number % 47}> ; "
            f"prov:hadRole kg:responsibleUnit ; {quoted('Daire')}"
        )
        for phase in phases:
            for fund, value in (("onBudget", 60), ("offBudget", 40), ("allFunds", 100)):
                amount("BudgetLine", f"<activity/{number}>", phase, fund, value)
        for phase in phases[:2]:
            rows.append(
                f"<share/{number}/{phase}> a kg:StatedShare ; kg:about <activity/{number}> ; kg:year 2025 ; kg:of kg:{phase} ; "
                f"kg:percent 100.00 ; {quoted('100,00')}"
            )
    for goal in range(1, 6):
        rows.append(f'<goal/{goal}> a kg:Goal ; skos:notation "{goal}" ; skos:prefLabel "Amaç"@tr ; kg:partOf <area> .')
        for objective in range(1, 4):
            code = f"{goal}.{objective}"
            rows.append(
                f'<objective/{code}> a kg:Objective ; skos:notation "{code}" ; skos:prefLabel "Hedef"@tr ; kg:partOf <goal/{goal}> .'
            )
            rows.append(
                f'<target/{code}.1> a kg:PerformanceTarget ; skos:notation "{code}.1" ; skos:prefLabel "Perf."@tr ; '
                f"kg:partOf <objective/{code}> ."
            )
    totals |= {
        "<area>": 161,
        "kg:allActivities": 161,
        "kg:generalManagement": 9,
        "kg:transfersToOtherBodies": 30,
        "kg:wholeBudget": 200,
    }
    for about, count in totals.items():
        for phase in phases:
            for fund, value in (("onBudget", 60), ("offBudget", 40), ("allFunds", 100)):
                amount("StatedTotal", about, phase, fund, value * count)
    for number in range(245):
        code = f"{number % 5 + 1}.{number % 3 + 1}.1"
        place = f"{code}-{number // 15 + 1}"
        rows.append(
            f'<indicator/{place}> a kg:Indicator ; skos:notation "{place}" ; skos:prefLabel "Gösterge {number}"@tr ; '
            f'kg:partOf <target/{code}> ; kg:unit "Adet" .'
        )
        rows.append(
            f'<result/{place}> a kg:IndicatorResult ; kg:indicator <indicator/{place}> ; kg:year 2025 ; kg:unit "Adet" ; '
            "kg:direction kg:increase ; kg:valueKind kg:numericValue ; kg:baseline 8.0 ; kg:target 12.0 ; kg:actual 12.0 ; "
            'kg:baselineText "8" ; kg:targetText "12" ; kg:actualText "12" ; kg:printedRating kg:onTarget ; '
            f"kg:computedRating kg:onTarget ; kg:deviationExplained false ; {quoted('12')}"
        )
    return rows
