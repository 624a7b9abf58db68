"""Queries have predefined prefixes and the union of all graphs, and errors are explained with the text of the query."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, parse

from kentgraf.graph.sparql.queries import (
    GRAPH_FORMATS,
    TABLE_FORMATS,
    display_rows,
    list_queries,
    load_query,
    query_text,
    run_query,
    select,
    serialize,
)
from kentgraf.ontology.errors import NotInGraph, QueryRefused
from kentgraf.ontology.namespaces import KG_NS, PREFIXES

GOALS = "SELECT ?code WHERE { ?goal a kg:Goal ; skos:notation ?code } ORDER BY ?code"


def codes(store: Store, text: str) -> list[str]:
    return [row[0].value for row in select(store, text)]


def test_the_usual_prefixes_need_no_declaration(city: Store) -> None:
    assert codes(city, GOALS) == ["1", "2"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_declaring_a_known_prefix_does_no_harm(city: Store, prefix: str) -> None:
    assert codes(city, f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n{GOALS}") == ["1", "2"]


def test_a_prefix_that_the_user_declares_otherwise_means_what_the_user_says(city: Store) -> None:
    query = f"PREFIX kg: <https://example.org/other#> PREFIX mine: <{KG_NS}> SELECT ?x WHERE {{ ?x a kg:Goal }}"
    assert codes(city, query) == []
    assert len(codes(city, query.replace("a kg:Goal", "a mine:Goal"))) == 2


def test_a_base_in_the_query_is_kept(city: Store) -> None:
    assert codes(city, f"BASE <{KG_NS[:-1]}> SELECT ?x WHERE {{ ?g a <#Goal> ; skos:notation ?x }} ORDER BY ?x") == [
        "1",
        "2",
    ]


def test_facts_and_vocabulary_and_findings_are_searched_together(city: Store) -> None:
    query = """SELECT ?label WHERE {
        ?finding a kg:Finding ; sh:focusNode ?amount . ?amount a ?kind . ?kind rdfs:label ?label FILTER(LANG(?label) = "en")
    }"""
    assert "stated total" in codes(city, query)


def test_the_named_graphs_can_be_told_apart(city: Store) -> None:
    assert codes(city, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?x a kg:Goal } }") == [
        "https://example.org/id/graph/kentova-2025"
    ]


@pytest.mark.parametrize("clause", ["FROM", "from", "FROM\n", "FROM #\n"])
def test_a_query_that_chooses_its_graphs_is_asked_of_these(city: Store, clause: str) -> None:
    query = GOALS.replace("WHERE", f"{clause} <https://w3id.org/kentgraf/ns> WHERE")
    assert codes(city, query) == []
    assert codes(city, query.replace("https://w3id.org/kentgraf/ns", "https://example.org/id/graph/kentova-2025")) == [
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?from WHERE { ?from a kg:Goal ; skos:notation "1" } # FROM here',
        'SELECT ?x WHERE { ?x a kg:Goal ; skos:notation "1" FILTER(STR(?x) != "FROM <x>") }',
        'PREFIX from: <https://example.org/from#> SELECT ?x WHERE { ?x skos:notation "1" ; a kg:Goal OPTIONAL { ?x from:from ?y } }',
    ],
)
def test_the_word_from_is_no_dataset_clause_where_it_is_no_keyword(city: Store, text: str) -> None:
    assert codes(city, text) == ["https://example.org/id/kentova/goal/1"]


def test_the_graphs_of_the_request_come_before_those_of_the_query(city: Store) -> None:
    result = run_query(city, GOALS, default_graphs=["https://w3id.org/kentgraf/ns"])
    assert isinstance(result, QuerySolutions)
    assert list(result) == []


def test_values_are_bound_and_not_pasted(city: Store) -> None:
    rows = select(city, "SELECT ?code ?x WHERE { ?x skos:notation ?code }", code=Literal('1" } #'))
    assert rows == []
    found = select(city, "SELECT ?code ?x WHERE { ?x a kg:Goal ; skos:notation ?code }", code=Literal("1"))
    assert [row["x"].value for row in found] == ["https://example.org/id/kentova/goal/1"]


@pytest.mark.parametrize("blank_lines", [0, 1, 7])
def test_a_mistake_is_shown_on_the_users_own_line(city: Store, blank_lines: int) -> None:
    text = "\n" * blank_lines + "SELECT ?x WHERE {\n  ?x a kg:Goal ; skos:prefLabel .\n}"
    with pytest.raises(QueryRefused, match=f"about line {blank_lines + 2}, column 34, .*?skos:prefLabel \\.?`"):
        run_query(city, text)


def test_a_prefix_that_nobody_declared_is_named(city: Store) -> None:
    with pytest.raises(QueryRefused, match="no PREFIX declares gov:"):
        run_query(city, "SELECT * WHERE { ?x a gov:Goal ; kg:partOf ?y . FILTER(STR(?y) = 'a:b') }")


@pytest.mark.parametrize(
    "text", ["", "hello", "INSERT DATA { kg:a kg:b kg:c }", "SELECT * WHERE { ?s ?p ", "ASK {} ASK {}", "\ud800"]
)
def test_what_is_no_query_is_refused_with_a_sentence(city: Store, text: str) -> None:
    with pytest.raises(QueryRefused, match="can't be read"):
        run_query(city, text)


def test_a_graph_that_is_no_iri_is_refused(city: Store) -> None:
    with pytest.raises(QueryRefused, match="no IRI"):
        run_query(city, "ASK {}", default_graphs=["not an iri"])


@given(text=st.text(max_size=60))
def test_no_text_at_all_makes_anything_but_an_answer_or_a_refusal(text: str) -> None:
    try:
        result = run_query(Store(), text)
    except QueryRefused as refusal:
        assert str(refusal)
    else:
        assert isinstance(result, QuerySolutions | QueryBoolean | QueryTriples)


@given(
    words=st.lists(
        st.sampled_from(
            ["?from", '"FROM"', "# from\n", "<https://example.org/from>", "kg:from", " . ", ' "a\\"FROM" ']
        ),
        max_size=6,
    )
)
def test_words_in_comments_strings_and_names_change_no_answer(words: list[str]) -> None:
    store = Store()
    store.add(Quad(NamedNode(KG_NS + "a"), NamedNode(KG_NS + "b"), Literal("c"), NamedNode(KG_NS + "g")))
    text = "SELECT ?x WHERE { ?x kg:b 'c' } # " + "".join(words).replace("\n", " ")
    assert codes(store, text) == [KG_NS + "a"]


def test_tables_come_in_every_form_with_the_same_cells(city: Store) -> None:
    query = """SELECT ?code ?title ?gone WHERE {
        ?g a kg:Goal ; skos:notation ?code ; skos:prefLabel ?title OPTIONAL { ?g kg:gone ?gone }
    } ORDER BY ?code"""
    expected = [("1", "Ulaşılabilir Kent"), ("2", "Yeşil Kent")]
    answer = {form: serialize(run_query(city, query), form).decode() for form in TABLE_FORMATS}
    bindings = json.loads(answer["json"])["results"]["bindings"]
    assert [(b["code"]["value"], b["title"]["value"]) for b in bindings] == expected
    assert [tuple(row[:2]) for row in csv.reader(io.StringIO(answer["csv"]))][1:] == expected
    assert answer["tsv"].splitlines()[1].split("\t") == ['"1"', '"Ulaşılabilir Kent"@tr', ""]
    texts = [
        e.text for e in ElementTree.fromstring(answer["xml"]).iter("{http://www.w3.org/2005/sparql-results#}literal")
    ]
    assert texts == [text for pair in expected for text in pair]


def test_yes_and_no_come_in_every_form(city: Store) -> None:
    answers = {form: serialize(run_query(city, "ASK { ?x a kg:Goal }"), form) for form in TABLE_FORMATS}
    assert json.loads(answers["json"])["boolean"] is True
    assert answers["csv"].strip() == b"true"
    assert b"true" in answers["xml"]
    assert answers["tsv"].strip() == b"true"


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_triples_come_in_every_form_with_the_same_statements(city: Store, form: str) -> None:
    query = "CONSTRUCT { ?g skos:prefLabel ?title } WHERE { ?g a kg:Goal ; skos:prefLabel ?title }"
    found = {quad.triple for quad in parse(serialize(run_query(city, query), form), format=GRAPH_FORMATS[form])}
    result = run_query(city, query)
    assert isinstance(result, QueryTriples)
    assert found == set(result)
    assert len(found) == 2


def test_a_form_may_be_called_by_its_media_type(city: Store) -> None:
    by_type = serialize(run_query(city, GOALS), "application/sparql-results+json; charset=utf-8")
    assert by_type == serialize(run_query(city, GOALS), "json")
    assert serialize(run_query(city, "DESCRIBE kg:Goal"), "text/turtle").startswith(b"@prefix")


@pytest.mark.parametrize(
    ("query", "form"),
    [(GOALS, "turtle"), (GOALS, "nonsense"), ("DESCRIBE kg:Goal", "csv"), ("DESCRIBE kg:Goal", "nonsense")],
)
def test_a_form_that_cannot_hold_the_answer_is_refused_with_those_that_can(city: Store, query: str, form: str) -> None:
    with pytest.raises(QueryRefused, match=r"comes as .*, not as"):
        serialize(run_query(city, query), form)


def test_display_rows_shorten_iris_and_leave_blanks(city: Store) -> None:
    result = run_query(city, "SELECT ?x ?y ?z WHERE { BIND(kg:Goal AS ?x) BIND('a' AS ?y) }")
    assert isinstance(result, QuerySolutions)
    columns, rows = display_rows(result)
    assert (columns, list(rows)) == (["x", "y", "z"], [["kg:Goal", "a", ""]])


def test_the_gallery_is_titled_in_both_languages() -> None:
    queries = list_queries()
    assert len(queries) >= 12
    for query in queries:
        assert all(query.title[language] != query.name for language in ("tr", "en"))
        assert all(query.description[language] for language in ("tr", "en"))


@pytest.mark.parametrize("name", [query.name for query in list_queries()])
def test_every_query_of_the_gallery_finds_something_in_the_real_city_and_soon(izmir_store: Store, name: str) -> None:
    assert len(select(izmir_store, load_query(name).text)) > 0


def test_the_gallery_counts_the_council_by_party_on_the_last_day(city: Store) -> None:
    assert codes(city, load_query("council-by-party").text) == ["DP"]
    assert select(city, load_query("council-by-party").text)[0]["members"].value == "2"


def test_the_gallery_counts_each_pair_across_parties_once(city: Store) -> None:
    rows = {
        (row["one"].value, row["two"].value): (row["pairs"].value, row["commissions"].value)
        for row in select(city, load_query("cross-party").text)
    }
    assert rows == {
        ("Deniz Partisi", "Güneş Partisi"): ("2", "2"),
        ("Bağımsız", "Deniz Partisi"): ("1", "1"),
        ("Bağımsız", "Güneş Partisi"): ("1", "1"),
    }


def test_the_gallery_does_not_divide_what_departments_share(city: Store) -> None:
    assert codes(city, load_query("shared-activities").text) == ["87"]


def test_the_gallery_finds_budgets_that_nothing_was_spent_of(city: Store) -> None:
    assert [row["code"].value for row in select(city, load_query("unspent-activities").text)] == ["2"]


@pytest.mark.parametrize("name", ["nothing", "../sparql", "", "a/b", "queries\x00"])
def test_a_query_that_does_not_ship_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(NotInGraph, match="council-by-party"):
        query_text(name)


def test_results_can_be_read_by_others(city: Store) -> None:
    assert list(
        parse(serialize(run_query(city, "CONSTRUCT WHERE { ?s a kg:Goal }"), "turtle"), format=RdfFormat.TURTLE)
    )
