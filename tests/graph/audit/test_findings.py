"""A finding quotes the lines of both sides, also if it is about a thing that isn't quoted itself."""

from __future__ import annotations

from pyoxigraph import NamedNode, Quad, Store
from support.cities.kentova import BASE, kentova

from kentgraf.graph.audit.findings import findings_as_quads, quoted_lines
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import term
from kentgraf.shapes.validator import ValidationResult, validate

MINT = Mint(city="kentova", source="kentova-2025", base=BASE)


def result(focus: str, value: str | None = None, message: str = "It differs.") -> ValidationResult:
    return ValidationResult(
        "https://w3id.org/kentgraf/shapes#a-rule", "warning", focus, None, value, "Tutmuyor.", message
    )


def lines(store: Store, focus: NamedNode, value: str | None = None) -> list[str]:
    return [line.value.rpartition("=")[2] for line in quoted_lines(result(focus.value, value), store)]


def test_a_finding_quotes_what_it_is_about_and_what_it_is_compared_with(city: Store) -> None:
    other = kentova("membership/ulasim/2/1")
    assert lines(city, kentova("membership/ulasim/1/1")) == ["L20"]
    assert lines(city, kentova("membership/ulasim/1/1"), other.value) == ["L20", "L30"]


def test_a_value_that_is_a_text_quotes_nothing(city: Store) -> None:
    assert lines(city, kentova("membership/ulasim/1/1"), "2025-01-01") == ["L20"]


def test_a_commission_leads_to_the_lines_of_its_members(city: Store) -> None:
    assert lines(city, kentova("commission/ulasim")) == ["L20", "L30"]


def test_lines_stand_in_the_order_of_the_source(own_city: Store) -> None:
    quoting, graph = term("prov:wasQuotedFrom"), kentova("graph")
    for line in (1000, 999, 20):
        own_city.add(Quad(kentova("x"), quoting, MINT.lines(line), graph))
    assert lines(own_city, kentova("x")) == ["19,20", "998,999", "999,1000"]


def test_the_same_finding_has_the_same_name_in_every_build_and_different_ones_do_not(city: Store) -> None:
    focus = kentova("goal/1").value
    first, again, other = (
        {quad.subject for quad in findings_as_quads([made], city, MINT)}
        for made in (result(focus), result(focus), result(focus, message="It is missing."))
    )
    assert first == again
    assert first.isdisjoint(other)


def test_findings_keep_the_rules_of_findings(own_city: Store) -> None:
    report = validate(own_city)
    own_city.bulk_extend(findings_as_quads(report.results, own_city, MINT))
    again = validate(own_city)
    assert again.conforms
    assert len(again.results) == len(report.results)
