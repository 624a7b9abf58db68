"""A city whose tables somebody typed: every fact leads to its row, and nothing is told to be read from a report."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from pyoxigraph import NamedNode
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.audit.report import audit
from kentgraf.graph.exports.fiscal import fiscal_files
from kentgraf.graph.exports.popolo import as_popolo
from kentgraf.graph.exports.tables import table_files
from kentgraf.graph.people.as_of import members_on, read_memberships
from kentgraf.graph.people.told_days import read_told_periods
from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store
from kentgraf.ontology.namespaces import term

Run = Callable[..., subprocess.CompletedProcess[str]]
DATASETS = (
    NamedNode("https://w3id.org/kentgraf/id/dataset/derekent-2025"),
    NamedNode("https://w3id.org/kentgraf/id/source/derekent-2025"),
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "Derekent Veri Masası"
CC0 = "creativecommons.org/publicdomain"
PAGES = (
    "/", "/council", "/bodies", "/network", "/money", "/money?goal=1", "/departments", "/strategy", "/source", "/source/2",
    "/about", "/search?q=cevre", "/id/derekent/commission/cevre", "/id/derekent/person/2025-001", "/id/derekent/plan/2025/goal/1",
    "/id/source/derekent-2025", "/id/source/derekent-2025/members.csv",
)  # fmt: skip
SAYS_REPORT = re.compile(r".{0,60}(?:\b(?:activity|the|a) report\b|\breport's\b|\brapor).{0,30}", re.IGNORECASE)


def read(client: TestClient, path: str, language: str = "en", status: int = 200) -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == status, path
    return html.unescape(page.text)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_no_page_says_that_typed_facts_were_read_from_a_report(
    typed: TestClient, typed_store: Path, path: str, language: str
) -> None:
    page = read(typed, path, language)
    told = re.sub(r"<[^>]*>", " ", page)
    # the sentences of the rules are held by the tests of the shapes, and one query is of the decision on a report
    report = audit(open_store(typed_store))
    sentences = {text for one in report.findings for text in (one.message_tr, one.message_en)}
    sentences |= {text or "" for one in report.not_checked() for text in (one.reason_tr, one.reason_en)}
    for other in ("not read from a report", "bir rapordan okunmadı", *sentences - {""}):
        told = told.replace(other, "")
    assert SAYS_REPORT.findall(told) == []
    described = re.findall(r'<meta (?:name|property)="(?:og:)?description" content="([^"]*)"', page)
    assert described and not any(SAYS_REPORT.search(one) for one in described)


def test_every_fact_is_found_as_in_a_city_with_a_report(typed: TestClient, typed_store: Path) -> None:
    store = open_store(typed_store)
    assert len(typed.get("/api/members").json()["members"]) == 3
    assert len(read_memberships(store)) == 9
    assert read_told_periods(store).of_council().periods
    assert read(typed, "/council").count("<circle") == 3
    assert len(typed.get("/api/network").json()["edges"]) == 3
    assert (
        typed.get("/api/body", params={"name": "cevre", "on": "2025-05-31"}).json()["members"][-1]["role"]
        == "viceChair"
    )
    assert typed.get("/api/members", params={"on": "2027-01-01"}).status_code == 404


def test_every_quoted_row_has_a_page_with_the_facts_that_rest_on_it(typed: TestClient, typed_store: Path) -> None:
    rows = select(
        open_store(typed_store),
        "SELECT ?quoted ?table ?row ?fact WHERE { ?quoted a kg:TableRow ; kg:tableName ?table ; kg:line ?row ."
        " ?fact prov:wasQuotedFrom ?quoted }",
    )
    assert rows
    listed = read(typed, "/source")
    for row in rows:
        table, number, fact = row["table"].value, row["row"].value, row["fact"].value
        path = f"/source/{number}?table={table}"
        assert f'href="{path}"' in listed
        page = read(typed, path)
        assert f'href="/id/{fact.partition("/id/")[2]}"' in page or fact not in page
        assert f"{table}.csv" in page and f"row {number}" in page
        assert 'href="/id/source/derekent-2025/' in page
        document = read(typed, f"/id/source/derekent-2025/{table}.csv")
        assert f'id="row={number}"' in document and path in document
        assert f"{table}.csv" in read(typed, f"/source/{number}"), "without the table, all that have the row are shown"


@pytest.mark.parametrize("path", ["/source/999", "/source/2?table=nothing", "/source/x", "/source?table=nothing"])
def test_a_row_that_nothing_rests_on_gets_a_sentence(typed: TestClient, path: str) -> None:
    assert (
        "on which facts of the graph rest" in (page := read(typed, path, status=404)) or "Nothing in the graph" in page
    )
    assert "Grafikteki" in read(typed, path, "tr", status=404) or "grafikteki" in read(typed, path, "tr", status=404)


def test_pages_json_and_commands_lead_to_the_row(typed: TestClient, typed_store: Path, run: Run) -> None:
    quoted = "https://w3id.org/kentgraf/id/source/derekent-2025/members.csv#row=2"
    assert typed.get("/api/members").json()["members"][0]["quoted_from"] == quoted
    council = read(typed, "/council")
    assert 'href="/id/source/derekent-2025/members.csv#row=2">members.csv, 2</a>' in council
    body = read(typed, "/id/derekent/commission/cevre")
    assert 'href="/id/source/derekent-2025/memberships.csv#row=2">memberships.csv, 2</a>' in body
    store = {"KENTGRAF_STORE": str(typed_store)}
    assert "members.csv, row 2" in run("members", env=store).stdout
    assert "memberships.csv, row 2" in run("body", "cevre", env=store).stdout
    assert "members.csv, row 2" in run("person", "ayla", env=store).stdout
    [source] = {
        m["sources"][0]["note"] for m in as_popolo(open_store(typed_store))["memberships"] if "seat/2025-001" in m["id"]
    }
    assert source == "row 2 of members.csv"
    for link in re.findall(r'href="(/source/[^"]*)"', "".join(read(typed, path) for path in PAGES)):
        assert typed.get(link, headers=BROWSER).status_code == 200, link


def test_licence_and_publisher_of_the_tables_are_shown_and_no_other_licence(
    typed: TestClient, typed_store: Path
) -> None:
    store = open_store(typed_store)
    for language, origin in (("en", "Typed into tables"), ("tr", "Tablolara elle girildi")):
        about = read(typed, "/about", language)
        assert LICENCE in about and PUBLISHER in about and origin in about
        assert CC0 not in about
        assert "Derekent 2025 tabloları" in about.partition("<footer>")[2]
    description = typed.get("/.well-known/void").text
    assert LICENCE in description and PUBLISHER in description and CC0 not in description
    for files in (table_files(store), fiscal_files(store)):
        descriptor = json.loads(files["datapackage.json"])
        assert descriptor["licenses"] == [{"path": LICENCE}]
        assert descriptor["contributors"][0]["title"] == PUBLISHER
        assert descriptor["sources"] == [{"title": "Derekent 2025 tabloları"}]


def test_tables_that_name_no_licence_have_none(tmp_path: Path) -> None:
    copytree(Path(__file__).parents[1] / "support" / "typed_city", tmp_path / "city")
    described = json.loads((tmp_path / "city" / "datapackage.json").read_text(encoding="utf-8"))
    del described["licenses"], described["contributors"]
    (tmp_path / "city" / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    build(tmp_path / "city", tmp_path / "store")
    store = open_store(tmp_path / "store")
    assert len(members_on(store, read_told_periods(store).of_council().last)) == 3
    for files in (table_files(store), fiscal_files(store)):
        descriptor = json.loads(files["datapackage.json"])
        assert "licenses" not in descriptor and "contributors" not in descriptor
    assert not any(list(store.quads_for_pattern(dataset, term("dcterms:license"), None, None)) for dataset in DATASETS)
    with TestClient(create_app(tmp_path / "store", Settings(workers=1, **PATIENT))) as client:
        assert "The tables name no licence." in read(client, "/about")
        assert "creativecommons" not in read(client, "/about") + client.get("/.well-known/void").text
