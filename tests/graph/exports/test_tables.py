"""The exported tables: the package is valid, nothing is lost or duplicated, and cells have the values of the graph."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package
from pyoxigraph import Literal, Quad, QuerySolutions, Store
from support.cities.kentova import FACTS, kentova

from kentgraf.graph.exports.data_packages import Table, to_zip
from kentgraf.graph.exports.table_definitions import TABLES, parse_definitions
from kentgraf.graph.exports.tables import table_files
from kentgraf.graph.sparql.queries import list_queries, query_text, run_query, select
from kentgraf.ontology.namespaces import KG_NS, term

Rows = dict[str, list[dict[str, str]]]

CLASSES = {
    "people": "foaf:Person",
    "spellings": "kg:NameReading",
    "districts": "kg:District",
    "body_terms": "kg:BodyTerm",
    "unit_changes": "org:ChangeEvent",
    "seats": "kg:Seat",
    "affiliations": "kg:PartyAffiliation",
    "memberships": "kg:BodyMembership",
    "offices": "kg:Office",
    "decisions": "kg:Decision",
    "signatures": "kg:Signature",
    "activities": "kg:Activity",
    "indicator_results": "kg:IndicatorResult",
    "classification_codes": "kg:ClassificationCode",
    "stated_shares": "kg:StatedShare",
    "findings": "kg:Finding",
    "notes": "kg:ReadingNote",
    "corrections": "kg:Correction",
}


def read(files: dict[str, bytes]) -> Rows:
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(content.decode())))
        for name, content in files.items()
        if name.endswith(".csv")
    }


@pytest.fixture(scope="module")
def tables(izmir_in_memory: Store) -> Rows:
    return read(table_files(izmir_in_memory))


@pytest.mark.parametrize("which", ["izmir_in_memory", "city"])
def test_the_package_is_valid(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    files = table_files(request.getfixturevalue(which))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    listed = [resource["path"] for resource in json.loads(files["datapackage.json"])["resources"]]
    assert listed == [name for name in files if name != "datapackage.json"]


@pytest.mark.parametrize("name", CLASSES)
def test_everything_of_a_kind_has_one_row(name: str, tables: Rows, izmir_in_memory: Store) -> None:
    key = next(table for table in TABLES if table.name == name).key
    expected = {row["x"].value for row in select(izmir_in_memory, f"SELECT ?x WHERE {{ ?x a {CLASSES[name]} }}")}
    found = [row[key[0]] for row in tables[name]]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_amounts_come_back_with_what_they_are_about(tables: Rows, izmir_in_memory: Store) -> None:
    query = """SELECT ?x ?kind ?about ?year ?phase ?fund ?amount ?printed WHERE { VALUES ?kind { kg:BudgetLine kg:StatedTotal }
    ?x a ?kind ; kg:about ?about ; kg:year ?year ; kg:phase ?phase ; kg:fund ?fund ; kg:amount ?amount ; kg:printed ?printed }"""
    names = ("about", "year", "printed")
    expected = {
        row["x"].value: (
            *(row[name].value.removeprefix(KG_NS) for name in ("kind", "phase", "fund")),
            *(row[name].value for name in names),
            Decimal(row["amount"].value),
        )
        for row in select(izmir_in_memory, query)
    }
    found = {
        row["amount_id"]: (
            row["kind"],
            row["phase"],
            row["fund"],
            *(row[name] for name in names),
            Decimal(row["amount"]),
        )
        for row in tables["amounts"]
    }
    assert found == expected
    assert len(found) == len(tables["amounts"])
    assert {row["currency"] for row in tables["amounts"]} == {"TRY"}


def test_results_come_back_with_numbers_and_texts(tables: Rows, izmir_in_memory: Store) -> None:
    query = """SELECT ?x ?b ?t ?a ?at WHERE { ?x a kg:IndicatorResult OPTIONAL { ?x kg:baseline ?b }
    OPTIONAL { ?x kg:target ?t } OPTIONAL { ?x kg:actual ?a } OPTIONAL { ?x kg:actualText ?at } }"""
    for row in select(izmir_in_memory, query):
        found = next(r for r in tables["indicator_results"] if r["result"] == row["x"].value)
        for name, variable in (("baseline", "b"), ("target", "t"), ("actual", "a")):
            node = row[variable]
            assert (found[name] == "") == (node is None)
            assert node is None or Decimal(found[name]) == Decimal(node.value)
        assert found["actual_text"] == ("" if row["at"] is None else row["at"].value)


def test_the_plan_and_who_carries_it_out_come_back(tables: Rows) -> None:
    kinds = [row["kind"] for row in tables["plan"]]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "StrategicArea": 5,
        "Goal": 5,
        "Objective": 12,
        "PerformanceTarget": 12,
        "Indicator": 245,
    }
    assert {row["part_of"] for row in tables["plan"]} - {""} <= {row["node"] for row in tables["plan"]}
    assert len(tables["responsibilities"]) == 178
    assert {row["activity"] for row in tables["responsibilities"]} == {row["activity"] for row in tables["activities"]}


def test_rows_of_different_tables_can_be_joined(tables: Rows) -> None:
    people = {row["person"]: row["name"] for row in tables["people"]}
    bodies = {row["organisation"] for row in tables["bodies"]}
    for name in ("seats", "affiliations", "memberships", "offices"):
        assert all(people[row["person"]] == row["name"] for row in tables[name])
        assert {row["organisation"] for row in tables[name]} - {f"{KG_NS}independent"} <= bodies
    decisions = {row["decision"] for row in tables["decisions"]}
    assert {row["started_by"] for row in tables["memberships"]} - {""} <= decisions


def test_several_texts_stand_in_one_cell_and_the_row_stays_one(tables: Rows) -> None:
    mayors = [row for row in tables["seats"] if row["roles"] == "districtMayor | mayor"]
    assert len(mayors) == 30
    successor = next(row for row in tables["memberships"] if row["replaces"])
    assert len(successor["lines"].split(" | ")) == 2


def test_codes_of_a_classification_name_their_scheme_and_the_code_above(own_city: Store) -> None:
    for code, above in (("01", None), ("01.1", "01")):
        node = kentova(f"economic/{code}")
        own_city.add(Quad(node, term("rdf:type"), term("kg:ClassificationCode"), FACTS))
        own_city.add(Quad(node, term("skos:inScheme"), kentova("economic"), FACTS))
        own_city.add(Quad(node, term("skos:notation"), Literal(code), FACTS))
        if above:
            own_city.add(Quad(node, term("skos:broader"), kentova(f"economic/{above}"), FACTS))
    rows = read(table_files(own_city))["classification_codes"]
    assert [(row["code"], row["parent_code"]) for row in rows] == [("01", ""), ("01.1", "01")]
    assert {row["scheme"] for row in rows} == {kentova("economic").value}


def test_cells_that_csv_must_quote_come_back(own_city: Store) -> None:
    name = 'Ada "A", IŞIK\n=1+1'
    own_city.add(Quad(kentova("person/x"), term("rdf:type"), term("foaf:Person"), FACTS))
    own_city.add(Quad(kentova("person/x"), term("foaf:name"), Literal(name), FACTS))
    rows = read(table_files(own_city))["people"]
    assert next(row for row in rows if row["person"] == kentova("person/x").value)["name"] == name


def test_the_same_graph_gives_the_same_bytes(city: Store) -> None:
    other = Store()
    for quad in sorted(city, key=str, reverse=True):
        other.add(quad)
    assert to_zip(table_files(other)) == to_zip(table_files(city))


def test_an_empty_graph_gives_empty_tables() -> None:
    assert all(content.count(b"\n") == 1 for name, content in table_files(Store()).items() if name.endswith(".csv"))


def test_the_tables_queries_stay_out_of_the_gallery() -> None:
    assert not any("table" in query.name for query in list_queries())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_columns_of_a_table_are_the_variables_of_its_query(table: Table) -> None:
    answer = run_query(Store(), query_text(f"_table_{table.name}"))
    assert isinstance(answer, QuerySolutions)
    assert [variable.value for variable in answer.variables] == [column.name for column in table.columns]


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ('columns = [["a", "text", "x"]]', "column a has the unknown kind 'text'"),
        ('columns = [["a", "iri", "x"], "none"]', "no group of columns 'none'"),
        ('columns = [["a", "iri", "x"], ["a", "iri", "x"]]', "a column is defined twice"),
        ('columns = [["b", "iri", "x"]]', "the key must consist of its columns"),
    ],
)
def test_a_definition_that_is_not_well_formed_is_refused_with_its_table(definition: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"Table things: .*{message}"):
        parse_definitions(f'[[tables]]\nname = "things"\ntitle = "Things"\nkey = ["a"]\n{definition}\n')


def test_two_tables_of_one_name_are_refused() -> None:
    table = '[[tables]]\nname = "things"\ntitle = "Things"\nkey = ["a"]\ncolumns = [["a", "iri", "x"]]\n'
    with pytest.raises(ValueError, match="defined twice"):
        parse_definitions(table * 2)
