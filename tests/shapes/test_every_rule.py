"""Every rule holds for the invented city, and is broken by one small fault in it that breaks no unexpected rule."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat, Store
from rdflib.namespace import RDF, RDFS, SH
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from support.cities.shapes_without_law import shapes_without_law, validate
from support.planted_faults import DEPENDENT_RULES, FAULTS
from support.planted_faults.fault import Fault

from kentgraf.ontology.namespaces import PREFIXES
from kentgraf.ontology.vocabulary import vocabulary_turtle
from kentgraf.shapes import ValidationReport, reference_validate

CITY = Path(__file__).with_name("city.ttl")
BASE = "https://example.org/id/"
RULES = "https://w3id.org/kentgraf/shapes#"
PROLOGUE = f"BASE <{BASE}>\n" + "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


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
