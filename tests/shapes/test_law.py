"""The rules of the law on bodies of metropolitan municipalities apply to each day, and refer to their articles."""

from __future__ import annotations

import rdflib
from pyoxigraph import RdfFormat, Store
from support.cities.shapes_without_law import LAW

from kentgraf.shapes import ValidationReport, validate

HEAD = """
@prefix kg: <https://w3id.org/kentgraf/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/> .
<city> a kg:Municipality . <council> a kg:Council .
<committee> a kg:ExecutiveCommittee ; org:unitOf <city> . <agency-committee> a kg:ExecutiveCommittee ; org:unitOf <agency> .
<commission> a kg:Commission ; org:unitOf <council> .
"""
MAYOR = "<seat> a kg:Seat ; org:organization <council> ; org:role kg:metropolitanMayor ."


def members(body: str, count: int, start: str = "2025-01-01", until: str = "2026-01-01", first: int = 1) -> str:
    return "\n".join(
        f"<{body}/{n}> a kg:BodyMembership ; org:organization <{body}> ; org:role {role(n)} ; "
        f'kg:validFrom "{start}"^^xsd:date ; kg:validUntil "{until}"^^xsd:date .'
        for n in range(first, first + count)
    )


def role(place: int) -> str:
    return {1: "kg:chair", 2: "kg:viceChair"}.get(place, "kg:member")


def check(*parts: str) -> ValidationReport:
    store = Store()
    store.load("\n".join((HEAD, *parts)).encode(), format=RdfFormat.TURTLE)
    return validate(store, shapes=_prefixes() + LAW)


def _prefixes() -> str:
    from importlib.resources import files

    return (files("kentgraf.shapes") / "prefixes.ttl").read_text(encoding="utf-8")


def results_of(report: ValidationReport, *but: str) -> list[tuple[str, str | None, str | None]]:
    found = [(r.rule.rpartition("#")[2], r.value, r.computed) for r in report.results]
    return [finding for finding in found if finding[0] not in but]


def test_bodies_of_the_size_that_the_law_asks_for_give_no_finding() -> None:
    assert results_of(check(MAYOR, members("committee", 11), members("commission", 9))) == []
    for count in range(5, 10):
        assert results_of(check(MAYOR, members("committee", 11), members("commission", count))) == []


def test_a_commission_with_too_few_or_too_many_members_is_told_with_the_day() -> None:
    for count in (4, 10):
        assert results_of(check(MAYOR, members("commission", count))) == [
            ("commission-has-five-to-nine-members", "2025-01-01", str(count))
        ]
    late = members("commission", 1, "2025-06-01", first=20)
    assert results_of(check(MAYOR, members("commission", 9), late)) == [
        ("commission-has-five-to-nine-members", "2025-06-01", "10")
    ]


def test_an_executive_committee_that_is_not_eleven_on_a_day_is_told() -> None:
    changing = (members("committee", 11, until="2025-04-01"), members("committee", 7, "2025-04-01", first=20))
    assert results_of(check(MAYOR, *changing)) == [("executive-committee-has-eleven-members", "2025-04-01", "7")]


def test_a_body_is_told_of_once_however_often_its_members_change() -> None:
    changing = [
        members("commission", 3, f"2025-0{month}-01", f"2025-0{month + 1}-01", first=10 * month) for month in (1, 2, 3)
    ]
    report = check(MAYOR, *changing)
    assert results_of(report) == [("commission-has-five-to-nine-members", "2025-01-01", "3")]
    assert "(days of change with another number: 3)" in report.results[0].message_en


def test_an_agencys_committee_and_towns_that_are_not_metropolitan_are_left_alone() -> None:
    assert results_of(check(MAYOR, members("agency-committee", 3))) == []
    assert results_of(check(members("committee", 7), members("commission", 3))) == []


def test_every_rule_names_the_article_on_which_it_rests() -> None:
    shapes = rdflib.Graph().parse(data=LAW, format="turtle")
    for rule in shapes.subjects(rdflib.SH.severity):
        articles = list(shapes.objects(rule, rdflib.DCTERMS.references))
        assert articles
        assert all(len(list(shapes.objects(article, rdflib.RDFS.label))) == 2 for article in articles)
