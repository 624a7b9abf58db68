"""The plan as StratML conforms to the schema, and everything that StratML can express is in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree
from pyoxigraph import Literal, NamedNode, Quad, Store
from support.cities.kentova import FACTS, kentova

from kentgraf.graph.exports.stratml import STRATML_NS, stratml_schema, to_stratml
from kentgraf.graph.sparql.queries import select
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import term

NS = {"s": STRATML_NS}


@pytest.fixture(scope="module")
def judge() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(stratml_schema()))


@pytest.fixture(scope="module")
def document(izmir_in_memory: Store) -> etree._Element:
    return etree.fromstring(to_stratml(izmir_in_memory))


def text(element: etree._Element, path: str) -> str | None:
    found = element.findtext("/".join(f"s:{step}" for step in path.split("/")), namespaces=NS)
    return found if isinstance(found, str) else None


def rows(store: Store, query: str) -> list[list[str | None]]:
    found = select(store, query)
    return [[None if node is None else node.value for node in row] for row in found]


def add_result(store: Store, code: str, year: int, said: dict[str, Literal | NamedNode]) -> None:
    """Add an indicator of Kentova's target 1.1.1 and its result in a year."""
    indicator, result = kentova(f"indicator/{code}"), kentova(f"result/{year}/{code}")
    facts: list[tuple[NamedNode, str, Literal | NamedNode]] = [
        (indicator, "rdf:type", term("kg:Indicator")),
        (indicator, "skos:notation", Literal(code)),
        (indicator, "skos:prefLabel", Literal(f"Gösterge {code}", language="tr")),
        (indicator, "kg:partOf", kentova("target/1.1.1")),
        (indicator, "kg:unit", Literal("Dakika")),
        (result, "rdf:type", term("kg:IndicatorResult")),
        (result, "kg:indicator", indicator),
        (result, "kg:year", Literal(str(year), datatype=term("xsd:integer"))),
        *((result, predicate, value) for predicate, value in said.items()),
    ]
    store.extend(Quad(subject, term(predicate), value, FACTS) for subject, predicate, value in facts)


def number(value: str) -> Literal:
    return Literal(value, datatype=term("xsd:decimal"))


def test_the_real_plan_keeps_the_form(judge: etree.XMLSchema, document: etree._Element) -> None:
    judge.assertValid(document)
    assert document.get("Type") == "Performance_Report"


def test_a_small_city_keeps_the_form_and_is_a_plan_until_something_is_measured(
    judge: etree.XMLSchema, own_city: Store
) -> None:
    before = etree.fromstring(to_stratml(own_city))
    judge.assertValid(before)
    assert before.get("Type") == "Performance_Plan"
    add_result(own_city, "1.1.1-1", 2025, {"kg:valueKind": term("kg:numericValue"), "kg:actual": number("3.50")})
    after = etree.fromstring(to_stratml(own_city))
    judge.assertValid(after)
    assert after.get("Type") == "Performance_Report"
    assert after.findtext(".//s:ActualResult/s:NumberOfUnits", namespaces=NS) == "3.5"


@pytest.mark.parametrize("tag", ["Name", "Identifier", "OtherInformation"])
def test_the_schema_refuses_an_objective_without_its_parts(judge: etree.XMLSchema, city: Store, tag: str) -> None:
    spoilt = etree.fromstring(to_stratml(city))
    objective = spoilt.find(".//s:Objective", NS)
    assert objective is not None
    part = objective.find(f"s:{tag}", NS)
    assert part is not None
    objective.remove(part)
    assert not judge.validate(spoilt)


def test_codes_and_titles_of_goals_objectives_and_targets_come_back(
    document: etree._Element, izmir_in_memory: Store
) -> None:
    expected = rows(
        izmir_in_memory,
        """SELECT ?kind ?code ?title ?goal WHERE { VALUES ?kind { kg:Goal kg:Objective kg:PerformanceTarget }
        ?x a ?kind ; skos:notation ?code ; skos:prefLabel ?title ; kg:partOf* ?g . ?g a kg:Goal ; skos:notation ?goal }""",
    )
    found = []
    for goal in document.iterfind(".//s:Goal", NS):
        code = text(goal, "SequenceIndicator")
        found.append([term("kg:Goal").value, code, text(goal, "Name"), code])
        for objective in goal.iterfind("s:Objective", NS):
            is_target = str(text(objective, "OtherInformation")).startswith("Tür: performans hedefi")
            kind = term("kg:PerformanceTarget" if is_target else "kg:Objective").value
            found.append([kind, text(objective, "SequenceIndicator"), text(objective, "Name"), code])
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(found) == 5 + 12 + 12


def test_a_target_follows_its_objective_and_its_indicators_point_to_it(document: etree._Element) -> None:
    for goal in document.iterfind(".//s:Goal", NS):
        identifiers = {text(o, "SequenceIndicator"): text(o, "Identifier") for o in goal.iterfind("s:Objective", NS)}
        above = ""
        for objective in goal.iterfind("s:Objective", NS):
            notes = str(text(objective, "OtherInformation")).split("\n")
            if notes[0] == "Tür: stratejik hedef":
                above = str(text(objective, "SequenceIndicator"))
            else:
                assert f"Stratejik hedef: {above}" in notes
            for relationship in objective.iterfind(".//s:Relationship", NS):
                assert relationship.get("RelationshipType") == "Narrower_Than"
                assert text(relationship, "ReferentIdentifier") == identifiers[above]


def test_every_indicator_comes_back_with_its_values_texts_and_rating(
    document: etree._Element, izmir_in_memory: Store
) -> None:
    expected = rows(
        izmir_in_memory,
        """SELECT ?code ?title ?b ?bt ?t ?tt ?a ?at ?rating ?above WHERE {
        ?r a kg:IndicatorResult ; kg:indicator ?i . ?i skos:notation ?code ; skos:prefLabel ?title ; kg:partOf/skos:notation ?above
        OPTIONAL { ?r kg:baseline ?b } OPTIONAL { ?r kg:baselineText ?bt } OPTIONAL { ?r kg:target ?t }
        OPTIONAL { ?r kg:targetText ?tt } OPTIONAL { ?r kg:actual ?a } OPTIONAL { ?r kg:actualText ?at }
        OPTIONAL { ?r kg:printedRating/skos:prefLabel ?rating FILTER(LANG(?rating) = "tr") } }""",
    )
    assert len(expected) == 245
    found = {}
    for objective in document.iterfind(".//s:Objective", NS):
        for indicator in objective.iterfind("s:PerformanceIndicator", NS):
            values: list[str | None] = [None] * 6
            rating = None
            for place, path in enumerate(("ActualResult", "TargetResult", "ActualResult")):
                year = "2024" if place == 0 else "2025"
                for result in indicator.iterfind(f"s:MeasurementInstance/s:{path}", NS):
                    if text(result, "StartDate") == f"{year}-01-01":
                        assert text(result, "EndDate") == f"{year}-12-31"
                        values[2 * place : 2 * place + 2] = text(result, "NumberOfUnits"), text(result, "Description")
                        rating = text(result, "Descriptor/DescriptorValue") if place == 2 else rating
            code = text(indicator, "SequenceIndicator")
            found[code] = [
                text(indicator, "MeasurementDimension"),
                *values,
                rating,
                text(objective, "SequenceIndicator"),
            ]
    assert len(found) == 245
    for code, title, *values, rating, above in expected:
        name, *exported, exported_rating, exported_above = found[code]
        assert (name, exported_rating, exported_above) == (title, rating, above)
        for place in (0, 2, 4):
            wanted = values[place]
            got = exported[place]
            assert (got is None) == (wanted is None), code
            assert got is None or wanted is None or Decimal(got) == Decimal(wanted)
            assert exported[place + 1] == values[place + 1]


def test_durations_are_in_seconds_and_the_unit_says_so(document: etree._Element) -> None:
    found = {
        text(indicator, "SequenceIndicator"): indicator
        for indicator in document.iterfind(".//s:PerformanceIndicator", NS)
        if text(indicator, "UnitOfMeasurement") == "saniye"
    }
    assert sorted(map(str, found)) == ["5.1.1-7", "5.1.1-8", "5.1.1-9"]
    assert text(found["5.1.1-7"], "MeasurementInstance/TargetResult/NumberOfUnits") == "255"
    assert "Basılı birim: Dakika" in str(text(found["5.1.1-7"], "OtherInformation"))


def test_numbers_of_two_units_never_stand_under_one(own_city: Store) -> None:
    add_result(own_city, "1.1.1-1", 2024, {"kg:valueKind": term("kg:numericValue"), "kg:actual": number("4.5")})
    add_result(
        own_city,
        "1.1.1-1",
        2025,
        {
            "kg:valueKind": term("kg:durationValue"),
            "kg:actual": number("257"),
            "kg:actualText": Literal("4 dakika 17 saniye"),
        },
    )
    found = etree.fromstring(to_stratml(own_city)).find(".//s:PerformanceIndicator", NS)
    assert found is not None
    assert text(found, "UnitOfMeasurement") == "Dakika"
    assert [node.text for node in found.iterfind(".//s:NumberOfUnits", NS)] == ["4.5"]
    assert [node.text for node in found.iterfind(".//s:ActualResult/s:Description", NS)] == ["4 dakika 17 saniye"]


def test_a_value_without_a_number_is_qualitative(document: etree._Element) -> None:
    texts = [
        i
        for i in document.iterfind(".//s:PerformanceIndicator", NS)
        if i.get("PerformanceIndicatorType") == "Qualitative"
    ]
    assert [text(i, "SequenceIndicator") for i in texts] == ["3.2.1-13", "3.2.1-14"]
    assert not any(i.findall(".//s:NumberOfUnits", NS) for i in texts)


def test_what_kind_of_value_an_indicator_has_is_left_out_where_no_result_tells_it(
    own_city: Store, judge: etree.XMLSchema
) -> None:
    add_result(own_city, "1.1.1-9", 2025, {})
    found = etree.fromstring(to_stratml(own_city))
    [indicator] = found.iterfind(".//s:PerformanceIndicator", NS)
    assert "PerformanceIndicatorType" not in indicator.attrib
    assert judge.validate(found), judge.error_log


def test_departments_are_performers_of_their_activities(document: etree._Element, izmir_in_memory: Store) -> None:
    expected = rows(
        izmir_in_memory,
        """SELECT ?target ?department ?activity ?title WHERE { ?a a kg:Activity ; skos:notation ?activity ; skos:prefLabel ?title ;
        kg:partOf/skos:notation ?target ; kg:carriedOutBy/skos:notation ?department }""",
    )
    found = [
        [
            text(objective, "SequenceIndicator"),
            text(stakeholder, "Description"),
            str(text(role, "Name"))[9:],
            text(role, "Description"),
        ]
        for objective in document.iterfind(".//s:Objective", NS)
        for stakeholder in objective.iterfind("s:Stakeholder", NS)
        for role in stakeholder.iterfind("s:Role", NS)
        if text(role, "RoleType") == "Performer"
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(found) == 178


def test_an_activity_that_no_department_is_named_for_is_told(city: Store) -> None:
    document = etree.fromstring(to_stratml(city))
    notes = [text(o, "OtherInformation") for o in document.iterfind(".//s:Objective", NS)]
    assert "Tür: performans hedefi\nStratejik hedef: 2.1\nSorumlu birimi basılmamış faaliyet 9: Fidan" in notes


def test_the_same_graph_gives_the_same_bytes(city: Store) -> None:
    other = Store()
    for quad in sorted(city, key=str, reverse=True):
        other.add(quad)
    assert to_stratml(other) == to_stratml(city)


def test_what_xml_can_not_hold_is_marked(own_city: Store) -> None:
    own_city.add(Quad(kentova("goal/3"), term("rdf:type"), term("kg:Goal"), FACTS))
    own_city.add(Quad(kentova("goal/3"), term("skos:prefLabel"), Literal("a\x01b & <c>", language="tr"), FACTS))
    names = [node.text for node in etree.fromstring(to_stratml(own_city)).iterfind(".//s:Goal/s:Name", NS)]
    assert "a\N{REPLACEMENT CHARACTER}b & <c>" in names


def test_a_graph_without_goals_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotInGraph, match="no strategic goals"):
        to_stratml(Store())
