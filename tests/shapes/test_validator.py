"""The validator is fast, validates the union of named graphs, fills messages with both values, and takes other shapes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyoxigraph import NamedNode, Quad, Store
from support.cities.shapes_without_law import validate

from kentgraf.shapes import ValidationReport, ValidationResult

KG = "https://w3id.org/kentgraf/ns#"
RULES = "https://w3id.org/kentgraf/shapes#"
PREFIXES = (
    f"PREFIX kg: <{KG}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX prov: <http://www.w3.org/ns/prov#> "
)
IN_THE_CITY = "WITH <https://example.org/id/graph/ornek-2025> "
SHAPES_HEAD = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kentgraf/ns#> . "
    "@prefix ex: <https://example.org/rule#> . "
)


def change(store: Store, thing: str, name: str, value: str) -> None:
    subject = f"<https://example.org/id/{thing}>"
    store.update(
        f"{PREFIXES}{IN_THE_CITY}DELETE {{ {subject} {name} ?old }} INSERT {{ {subject} {name} {value} }} "
        f"WHERE {{ {subject} {name} ?old }}"
    )


def only(report: ValidationReport) -> ValidationResult:
    (result,) = report.results
    return result


@pytest.mark.alone
def test_a_real_reports_worth_of_triples_is_checked_in_seconds(big_city: Store) -> None:
    assert 40_000 < len(big_city) < 80_000
    start = time.process_time()
    report = validate(big_city)
    # Some two seconds are usual; the rest is for a slow machine.
    assert time.process_time() - start < 10
    assert report.results == ()


def test_a_wrong_total_is_told_with_both_values_and_the_difference(city: Store) -> None:
    change(city, "ornek/amount/goal-net-all", "kg:amount", "1234150.60")
    result = only(validate(city))
    assert (result.printed, result.computed, result.difference) == ("1234150.6", "150.1", "1234000.5")
    assert result.message_tr == (
        "Bu amaç için basılan toplam 1.234.150,60, altındaki faaliyetlerin toplamı 150,10; fark 1.234.000,50."
    )
    assert result.message_en == (
        "The total printed for this goal is 1,234,150.60, the activities below it add up to 150.10; "
        "the difference is 1,234,000.50."
    )


def test_a_warning_lets_the_build_go_on_and_a_violation_stops_it(city: Store) -> None:
    change(city, "ornek/amount/goal-net-all", "kg:amount", "1.00")
    report = validate(city)
    assert report.conforms and not report.violations and report.results[0].severity == "warning"
    change(city, "ornek/amount/goal-net-all", "kg:currency", "'TL'")
    report = validate(city)
    assert not report.conforms and [r.rule for r in report.violations] == [RULES + "amount-has-one-currency"]


def test_a_result_says_where_and_what_in_two_languages(city: Store) -> None:
    change(city, "ornek/goal/1", "skos:notation", "'bir'")
    result = next(r for r in validate(city).results if r.rule == RULES + "goal-code-is-well-formed")
    assert result.focus == "https://example.org/id/ornek/goal/1"
    assert result.path == "http://www.w3.org/2004/02/skos/core#notation"
    assert result.value == "bir"
    assert result.severity == "violation"
    assert result.message_tr.startswith("Bir amacın") and result.message_en.startswith("A goal")
    assert result.printed is None


def test_disagreeing_ratings_are_told_in_the_reports_own_words(city: Store) -> None:
    change(city, "ornek/result/1.1.1-1", "kg:computedRating", "kg:successful")
    result = only(validate(city))
    assert (result.printed, result.computed, result.difference) == ("Hedef ve Üstü", "Başarılı", None)


def test_facts_in_several_named_graphs_are_checked_together(city: Store) -> None:
    elsewhere = NamedNode("https://example.org/id/graph/other")
    for quad in list(city.quads_for_pattern(None, NamedNode(KG + "partOf"), None)):
        city.remove(quad)
        city.add(Quad(quad.subject, quad.predicate, quad.object, elsewhere))
    for quad in list(city.quads_for_pattern(None, NamedNode(KG + "amount"), None)):
        city.add(Quad(quad.subject, quad.predicate, quad.object, elsewhere))
    assert validate(city).results == ()


def test_checking_leaves_the_store_as_it_was(city: Store) -> None:
    before = set(city)
    validate(city)
    assert set(city) == before


def test_two_threads_that_check_at_once_get_the_same_answer(city: Store) -> None:
    change(city, "ornek/amount/goal-net-all", "kg:amount", "1.00")
    expected = validate(city)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: validate(city), range(4))) == [expected] * 4


def test_shapes_of_ones_own_are_applied_instead(city: Store) -> None:
    shapes = SHAPES_HEAD + (
        "ex:two-parties a sh:NodeShape ; sh:targetClass kg:Party ; sh:closed true ; sh:severity sh:Info ; "
        'sh:message "Nothing may be said of a party."@en .'
    )
    report = validate(city, shapes=shapes)
    assert report.conforms
    assert {(r.rule, r.severity) for r in report.results} == {("https://example.org/rule#two-parties", "info")}
    assert {r.message_tr for r in report.results} == {"Nothing may be said of a party."}


def test_a_query_that_binds_this_only_in_a_filter_is_asked_of_every_node(city: Store) -> None:
    shapes = SHAPES_HEAD + (
        "ex:no-short-name a sh:NodeShape ; sh:targetClass kg:Party ; sh:sparql ex:no-notation ; "
        'sh:message "A party needs a short name."@en . '
        'ex:no-notation a sh:SPARQLConstraint ; sh:select """SELECT $this WHERE { FILTER NOT EXISTS '
        '{ $this <http://www.w3.org/2004/02/skos/core#notation> ?any } }""" .'
    )
    assert len(validate(city, shapes=shapes).results) == 2


def test_shapes_that_are_no_turtle_are_refused(city: Store) -> None:
    with pytest.raises(SyntaxError):
        validate(city, shapes="kein Turtle")
