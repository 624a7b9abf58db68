"""The pages of sources: every quoted line with the facts read from it, the text of the report, and the coverage."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from support.pages.page_assertions import assert_only_own_scripts
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.audit.report import audit
from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.opening import open_store

BROWSER = {"Accept": "text/html"}
NOT_PART = "The report&#39;s text is not part of this project"


@pytest.fixture(scope="module")
def asking(store_dir: Path) -> Iterator[TestClient]:
    """Asks a server that has no report."""
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("KENTGRAF_REPORT", raising=False)
        client = TestClient(create_app(store_dir, Settings(**PATIENT)))
        with client:
            client.get("/source", headers=BROWSER)  # by now the process that makes pages has begun, without a report
            patched.undo()
            yield client


def _read(client: TestClient, path: str, language: str = "en", status: int = 200) -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == status, path
    assert_only_own_scripts(page.text)
    return page.text


def test_every_quoted_line_is_listed_and_links_to_its_page(asking: TestClient, store_dir: Path) -> None:
    rows = select(open_store(store_dir), "SELECT DISTINCT ?line WHERE { ?quoted a kg:SourceLine ; kg:line ?line }")
    shown: set[str] = set()
    path: str | None = "/source"
    while path:
        page = _read(asking, path)
        shown |= set(re.findall(r'href="/source/(\d+)"', page))
        following = re.findall(r'rel="next" href="([^"]*)"', page)
        path = html.unescape(following[0]) if following else None
    assert shown == {row["line"].value for row in rows}


@pytest.mark.parametrize("line", [8591, 3008, 46])
def test_the_page_of_a_line_shows_its_cells_and_all_facts_read_from_it(
    asking: TestClient, store_dir: Path, line: int
) -> None:
    rows = select(
        open_store(store_dir),
        "SELECT DISTINCT ?fact ?printed WHERE { ?fact prov:wasQuotedFrom ?quoted . ?quoted kg:line ?first ; kg:lineText ?printed ."
        f" OPTIONAL {{ ?quoted kg:lastLine ?last }} FILTER(?first <= {line} && COALESCE(?last, ?first) >= {line}) }}",
    )
    assert rows
    page = _read(asking, f"/source/{line}")
    for row in rows:
        assert f'href="/id/{row["fact"].value.partition("/id/")[2]}"' in page
        for cell in row["printed"].value.split(" | "):
            assert cell in html.unescape(page)


def test_the_page_of_a_line_links_to_the_quoted_lines_before_and_after(asking: TestClient) -> None:
    page = _read(asking, "/source/8591")
    assert 'rel="prev" href="/source/8590"' in page
    assert 'rel="next" href="/source/8592"' in page
    nothing = _read(asking, "/source/8588", "tr")
    assert "Grafik bu satırdan bir şey alıntılamıyor." in nothing
    assert 'rel="next"' in nothing


def test_without_the_report_the_page_says_that_its_text_is_missing(
    asking: TestClient, store_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert NOT_PART in _read(asking, "/source/8591")
    other = tmp_path / "another.txt"
    other.write_text("another report\n" * 9000, encoding="utf-8")
    monkeypatch.setenv("KENTGRAF_REPORT", str(other))
    with TestClient(create_app(store_dir, Settings(**PATIENT))) as client:
        page = _read(client, "/source/8591")
        assert NOT_PART in page and "another report" not in page


def test_with_the_report_the_lines_around_are_shown(
    store_dir: Path, report_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KENTGRAF_REPORT", str(report_path))
    lines = report_path.read_text("utf-8").splitlines()
    with TestClient(create_app(store_dir, Settings(**PATIENT))) as client:
        page = html.unescape(_read(client, "/source/8591"))
        assert html.unescape(NOT_PART) not in page
        for number in (8589, 8590, 8591, 8592):
            assert lines[number - 1].split("\t")[0] in page


def test_unknown_lines_and_sources_get_an_error_page_and_a_typed_line_redirects(asking: TestClient) -> None:
    for path in ("/source/0", "/source/999999", "/source/abc", "/source?page=99", "/source?of=elsewhere"):
        assert "There is no" in _read(asking, path, status=404)
    typed = asking.get("/source?line=8591&lang=tr", headers=BROWSER, follow_redirects=False)
    assert typed.status_code == 303
    assert typed.headers["location"] == "/source/8591?lang=tr"


def test_the_page_of_the_document_links_each_line(asking: TestClient) -> None:
    page = _read(asking, "/id/source/izmir-2025")
    row = re.findall(r'<tr id="line=8590,8591">.*?</tr>', page, re.DOTALL)
    assert row and 'href="/source/8591"' in row[0]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_coverage_is_what_the_checks_say(asking: TestClient, store_dir: Path, language: str) -> None:
    page = html.unescape(_read(asking, "/about", language))
    store = open_store(store_dir)
    for check in audit(store).not_checked():
        because = check.reason_tr if language == "tr" else check.reason_en
        assert because and because in page
    checksum = select(store, "SELECT ?sum WHERE { ?source spdx:checksum/spdx:checksumValue ?sum }")[0]["sum"].value
    assert checksum in page
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in page
    assert ("31.12.2025" if language == "tr" else "31 December 2025") in page


def test_printed_and_inferred_facts_are_counted_from_the_graph(asking: TestClient, store_dir: Path) -> None:
    page = html.unescape(_read(asking, "/about"))
    rows = select(
        open_store(store_dir),
        "SELECT ?label (COUNT(DISTINCT ?fact) AS ?count) WHERE { ?fact a kg:PartyAffiliation ; kg:basis ?basis ."
        ' ?basis skos:prefLabel ?label FILTER(LANG(?label) = "en") } GROUP BY ?label',
    )
    assert rows
    for row in rows:
        pattern = re.escape(row["label"].value) + r'</td>\s*<td class="number">' + row["count"].value
        assert re.search(pattern, page), row["label"].value
