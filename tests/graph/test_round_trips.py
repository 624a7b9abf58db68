"""Exports, query results and findings of the invented report can be read back without loss."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import (
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Variable,
    parse,
    parse_query_results,
)

from kentgraf.graph.audit.report import audit, line_ranges
from kentgraf.graph.exports.rdf import FORMATS, QUAD_FORMATS, TRIPLE_FORMATS, export
from kentgraf.graph.sparql.queries import TABLE_FORMATS, list_queries, load_query, run_query, serialize
from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store

READABLE = {form: TABLE_FORMATS[form] for form in ("json", "xml", "tsv")}


def written(store: Store, form: str) -> bytes:
    out = io.BytesIO()
    export(store, form, out)
    return out.getvalue()


@pytest.fixture(scope="module")
def in_memory(invented_store: Store) -> Store:
    """The same graph with its statements in another order."""
    store = Store()
    for quad in sorted(invented_store, key=lambda quad: str(quad.object)):
        store.add(quad)
    return store


@pytest.mark.parametrize("form", TRIPLE_FORMATS)
def test_a_file_of_triples_holds_every_statement_once(invented_store: Store, form: str) -> None:
    found = [quad.triple for quad in parse(written(invented_store, form), format=TRIPLE_FORMATS[form])]
    assert len(found) == len(invented_store)
    assert set(found) == {quad.triple for quad in invented_store}


@pytest.mark.parametrize("form", QUAD_FORMATS)
def test_a_file_of_quads_holds_every_graph(invented_store: Store, form: str) -> None:
    assert set(parse(written(invented_store, form), format=QUAD_FORMATS[form])) == set(invented_store)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_graph_gives_the_same_bytes(invented_store: Store, in_memory: Store, form: str) -> None:
    assert written(invented_store, form) == written(in_memory, form)


def test_two_builds_of_one_source_differ_in_nothing_but_when_they_were_made(
    invented_store: Store, invented_path: Path, tmp_path: Path
) -> None:
    build(invented_path, tmp_path)
    one, two = (
        {line for line in written(store, "nquads").splitlines() if b"/about>" not in line}
        for store in (invented_store, open_store(tmp_path))
    )
    assert one == two


def test_another_library_reads_the_whole_turtle(invented_store: Store) -> None:
    graph = rdflib.Graph().parse(data=written(invented_store, "turtle"), format="turtle")
    assert len(graph) == len(invented_store)


def test_the_packaged_graph_survives_the_way_through_a_file(izmir_in_memory: Store) -> None:
    again = Store()
    again.bulk_load(written(izmir_in_memory, "trig"), format=RdfFormat.TRIG)
    assert set(again) == set(izmir_in_memory)


@pytest.mark.parametrize("form", READABLE)
@pytest.mark.parametrize("name", [query.name for query in list_queries()])
def test_every_answer_of_the_gallery_reads_back_the_same(invented_store: Store, name: str, form: str) -> None:
    text = load_query(name).text
    asked = run_query(invented_store, text)
    assert isinstance(asked, QuerySolutions)
    rows = [list(row) for row in asked]
    read = parse_query_results(serialize(run_query(invented_store, text), form), READABLE[form])
    assert isinstance(read, QuerySolutions)
    assert read.variables == asked.variables
    assert [list(row) for row in read] == rows


def test_a_csv_has_a_row_for_every_answer(invented_store: Store) -> None:
    text = (
        "SELECT ?name ?party WHERE { ?a a kg:PartyAffiliation ; org:member/foaf:name ?name ; org:organization ?party }"
    )
    header, *rows = csv.reader(io.StringIO(serialize(run_query(invented_store, text), "csv").decode()))
    assert header == ["name", "party"]
    assert len(rows) == 12
    assert {row[0] for row in rows} >= {"Işıl ÇAĞLAR", "Hale Su UZUN YOL"}


def test_texts_that_look_like_the_format_stay_texts() -> None:
    said = 'a "quoted",\ttabbed\nbroken <line> & é ığ'
    query = f"SELECT (?x AS ?said) WHERE {{ VALUES ?x {{ {json.dumps(said, ensure_ascii=False)} }} }}"
    for form, kind in READABLE.items():
        (row,) = parse_query_results(serialize(run_query(Store(), query), form), kind)  # type: ignore[union-attr]
        assert row[Variable("said")].value == said
    rows = list(csv.reader(io.StringIO(serialize(run_query(Store(), query), "csv").decode(), newline="")))
    assert rows == [["said"], [said]]


def test_an_answer_is_asked_for_by_its_media_type_too(invented_store: Store) -> None:
    text = "ASK { ?goal a kg:Goal }"
    for form in ("json", "xml"):
        kind = QueryResultsFormat.from_media_type(TABLE_FORMATS[form].media_type)
        assert kind == TABLE_FORMATS[form]
        answer = serialize(run_query(invented_store, text), TABLE_FORMATS[form].media_type)
        assert answer == serialize(run_query(invented_store, text), form)
        assert bool(parse_query_results(answer, TABLE_FORMATS[form]))


def test_the_audit_tells_what_was_overspent_and_where_it_stands(invented_store: Store) -> None:
    answer = json.loads(json.dumps(audit(invented_store).as_dict()))
    rule = "spending-stays-within-the-net-budget"
    assert answer["counts"][rule] == 2
    assert sum(answer["counts"].values()) == len(answer["findings"])
    overspent = [finding for finding in answer["findings"] if finding["rule"].endswith(f"#{rule}")]
    assert len(overspent) == 2
    for finding in overspent:
        assert (finding["printed"], finding["computed"], finding["difference"]) == ("90", "50", "40")
        assert finding["lines"] == [270]
        assert finding["severity"] == "info"
        assert set(finding["messages"]) == {"tr", "en"}
        known = invented_store.quads_for_pattern(NamedNode(finding["focus"]), None, None, None)
        assert next(known, None) is not None


def test_the_audit_page_holds_every_finding_and_fetches_nothing(invented_store: Store, izmir_store: Store) -> None:
    for store in (invented_store, izmir_store):
        report = audit(store)
        page = report.to_html()
        assert report.findings
        for finding in report.findings:
            assert line_ranges(finding.lines) in page
        assert not re.search(r'<(script|link|img|iframe)\b|\bsrc\s*=|href="[^#]|url\(|@import', page)
        assert page == audit(store).to_html()
