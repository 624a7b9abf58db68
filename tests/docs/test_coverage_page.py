"""`docs/coverage.md` names for every format the fields that tell that a bound is unknown, and these fields stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import Store

from kentgraf.api.commands.export import ExportFormat
from kentgraf.api.commands.network import NetworkFormat
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal.people_tables import render_body
from kentgraf.graph.exports.dynamic_networks import dynamic_commission_graph, to_dynamic_gexf, to_edge_list
from kentgraf.graph.exports.networks import WRITERS
from kentgraf.graph.exports.popolo import to_popolo
from kentgraf.graph.exports.rdf import FORMATS, export
from kentgraf.graph.exports.tables import table_files
from kentgraf.graph.people.as_of import body_on
from kentgraf.graph.people.network import member_commission_graph
from kentgraf.graph.sparql.queries import list_queries, run_query
from kentgraf.graph.store.opening import open_store

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
DAY = date(2025, 3, 1)
YEAR = (date(2025, 1, 1), date(2026, 1, 1))
EDGES = {day.isoformat() for day in YEAR} | {"2025-12-31"}


def rows() -> dict[str, tuple[str, ...]]:
    """The formats of the table, each with its fields."""
    table = PAGE.read_text(encoding="utf-8").partition("## Which field tells")[2]
    found = {}
    for formats, _, fields in re.findall(r"^\| (`[^|]*) \| ([^|]*) \|(.*)\|$", table, re.M):
        for one in re.findall(r"`([^`]*)`", formats):
            found[one] = tuple(re.findall(r"`([^`]*)`", fields))
    return found


@pytest.fixture(scope="module")
def izmir_graph(store_dir: Path) -> Store:
    store = Store()
    store.bulk_extend(open_store(store_dir))
    return store


def write_rdf(store: Store, form: str) -> bytes:
    out = BytesIO()
    export(store, form, out)
    return out.getvalue()


WRITTEN: dict[str, list[Callable[[Store], bytes]]] = {
    "popolo": [to_popolo],
    "graphml": [lambda store: WRITERS["graphml"](member_commission_graph(store, DAY))],
    "gexf": [
        lambda store: WRITERS["gexf"](member_commission_graph(store, DAY)),
        lambda store: to_dynamic_gexf(dynamic_commission_graph(store, *YEAR)),
    ],
    "network-json": [lambda store: WRITERS["json"](member_commission_graph(store, DAY))],
    "network-csv": [
        lambda store: to_edge_list(member_commission_graph(store, DAY)),
        lambda store: to_edge_list(dynamic_commission_graph(store, *YEAR)),
    ],
    "api": [lambda store: dump_json([m.as_dict() for m in body_on(store, "ulasim", DAY).memberships]).encode()],
    "csv": [lambda store: b"\n".join(table_files(store).values())],
    "table": [lambda store: render_body("", DAY, body_on(store, "ulasim", DAY).memberships).encode()],
    **{form: [lambda store, form=form: write_rdf(store, form)] for form in FORMATS},  # type: ignore[misc]
}


def test_every_format_is_in_the_table() -> None:
    networks = {form.value for form in NetworkFormat} - {"json", "csv"} | {"network-json", "network-csv"}
    assert set(rows()) == {form.value for form in ExportFormat} | networks | {"api", "table"}
    assert {form for form, fields in rows().items() if fields} == set(WRITTEN)


@pytest.mark.parametrize("form", WRITTEN)
def test_the_fields_that_the_table_names_stand_in_the_format(izmir_graph: Store, form: str) -> None:
    for write in WRITTEN[form]:
        written = write(izmir_graph).decode()
        assert [field for field in rows()[form] if field not in written] == []


@pytest.mark.parametrize("form", ["popolo", "graphml", "gexf", "network-json", "network-csv"])
def test_what_the_table_says_is_left_out_is_left_out(izmir_graph: Store, form: str) -> None:
    for write in WRITTEN[form]:
        # the attributes of a graph before its nodes are the span that was asked for; IRIs have days in them that tell nothing
        whole, _, nodes = re.sub(r"https?://[^\s\"<>,]*", "", write(izmir_graph).decode()).partition("<nodes")
        assert EDGES & set(re.findall(r"\d{4}-\d\d-\d\d", nodes or whole)) == set()


def test_no_query_of_the_gallery_tells_an_edge_of_the_year_as_a_day(izmir_graph: Store) -> None:
    for query in list_queries():
        answer = run_query(izmir_graph, query.text)
        variables = [v.value for v in answer.variables]
        days = {row[v].value for row in answer for v in variables if row[v] is not None and hasattr(row[v], "value")}
        assert EDGES & days == set(), query.name
