"""Names that are HTML and scripts are shown as text, and never executed."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.pages.browser import page_watched
from support.servers.server_process import running_server

from kentgraf.graph.store.build import build

HOSTILE = '<img src=/x onerror="window.ran=1"><script>window.ran=1;alert(1)</script>"\'><b onclick=alert(1)>'
TABLES = ("people", "plan", "activities", "indicators", "bodies", "districts", "institutional_money")
PAGES = (
    "/",
    "/council",
    "/bodies",
    "/network",
    "/money",
    "/money?goal=5",
    "/departments",
    "/strategy",
    "/source",
    "/about",
    "/search?q=onerror",
    "/trace?code=5",
    "/sparql?query=SELECT%20%3Fname%20WHERE%20%7B%3Fp%20foaf%3Aname%20%3Fname%7D",
    "/id/izmir/plan/2025-2029/goal/5",
    "/id/izmir/person/2025-075",
    "/id/izmir/commission/ulasim",
    "/id/izmir/indicator/1.1.1-1",
    "/id/izmir/plan/2025-2029/activity/87",
    "/id/izmir/department/46.35.1.42",
)
UNNAMED = ("/source", "/about")  # these show cells and counts, in which no name was changed


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a city where everybody and everything bears the name of an attack."""
    tables = tmp_path_factory.mktemp("tables") / "city"
    shutil.copytree(Path(__file__).parents[2] / "data" / "izmir-2025", tables)
    for table in TABLES:
        file = tables / f"{table}.csv"
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        for row in rows:
            row["name"] = HOSTILE + row["name"]
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    store = tmp_path_factory.mktemp("hostile")
    build(tables, store)
    with running_server(store) as served:
        yield served.address


def test_no_page_executes_a_name(browser: Browser, hostile: str) -> None:
    with page_watched(browser, hostile, language="en") as (page, complaints):
        page.on("dialog", lambda dialog: complaints.found.append(f"a dialog: {dialog.message}"))
        for path in PAGES:
            answer = page.goto(path)
            assert answer is not None and answer.status == 200, path
            if path not in UNNAMED:
                assert HOSTILE[:20] in page.get_by_role("main").inner_text() or HOSTILE[:20] in page.title(), path
            assert page.evaluate("window.ran") is None, path
            assert page.locator("main img, main [onclick], main [onerror]").count() == 0, path
            assert complaints.found == [], path


def test_a_name_stays_text_in_the_search_box_and_on_hover(browser: Browser, hostile: str) -> None:
    with page_watched(browser, hostile, language="en") as (page, complaints):
        page.goto("/network")
        page.get_by_role("main").get_by_role("link", name="onerror").first.hover()
        field = page.get_by_role("banner").locator("input[type=search]")
        field.click()
        page.keyboard.type("onerror")
        page.wait_for_timeout(600)  # longer than suggestions take to come
        assert page.evaluate("window.ran") is None
        assert page.locator("img, [onclick], [onerror]").count() == 0
    assert complaints.found == []
