"""The pages of money show the amounts of traces, keep shared amounts whole, and link each amount to its line."""

from __future__ import annotations

import csv
import html
import io
import re
from decimal import Decimal

import httpx
import pytest
from support.pages.page_assertions import assert_only_own_scripts

from kentgraf.api.i18n.numbers import format_money

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def read(client: httpx.Client, path: str, language: str = "en") -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 200, path
    return html.unescape(page.text)


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("path", ["/money", "/money?goal=5"])
def test_the_pages_come_in_both_languages_without_inline_style_or_script(
    client: httpx.Client, path: str, language: str
) -> None:
    page = read(client, path, language)
    assert f'<html lang="{language}">' in page
    assert " style=" not in page
    assert_only_own_scripts(page)


def test_every_goal_shows_its_stated_total_and_the_evidence(client: httpx.Client) -> None:
    page = read(client, "/money")
    for code in "12345":
        told = client.get(f"/api/trace/{code}").json()
        assert format_money(Decimal(told["stated_total"]), "en") in page
        for evidence, part in told["evidence"].items():
            if Decimal(part["amount"]):
                percent = (Decimal(part["amount"]) * 100 / Decimal(told["stated_total"])).quantize(Decimal("0.1"))
                assert f"{evidence} {percent}%" in page


@pytest.mark.parametrize(
    ("path", "code"),
    [("/money?goal=5", "5"), ("/trace?code=5", "5"), ("/id/izmir/department/46.35.1.42", "46.35.1.42")],
)
def test_every_activity_and_department_of_a_table_links_to_its_page(client: httpx.Client, path: str, code: str) -> None:
    page = read(client, path)
    rows = client.get(f"/api/trace/{code}").json()["rows"]
    for row in rows:
        assert re.search(
            rf'<a href="/id/izmir/plan/2025-2029/activity/{row["activity"]}">[^<]*{re.escape(row["title"])}</a>', page
        )
        if "department" not in path:
            link = f'<a href="/id/izmir/department/{row["department"]}">{row["department_name"]}</a>'
            assert link in page


@pytest.mark.parametrize("goal", ["1", "2", "5", "5.1", "46.35.1.42"])
def test_the_bands_of_a_goal_add_up_to_its_activities(client: httpx.Client, goal: str) -> None:
    page = read(client, f"/money?goal={goal}")
    told = client.get(f"/api/trace/{goal}").json()
    bands = re.findall(r"<title>[^<]*: ([\d,.]+) TL \((\w+)\)</title>", page)
    drawn = sum(Decimal(amount.replace(",", "")) for amount, _ in bands)
    activities = {
        row["activity"]: row["money"].get("spent", {}).get("allFunds", "0")
        for row in told["rows"]
        if row["kind"] == "activity"
    }
    assert bands
    assert drawn == sum(map(Decimal, activities.values()))


def test_bounds_are_shown_as_bounds_and_lines_as_links(client: httpx.Client) -> None:
    page = read(client, "/money?goal=4")
    told = client.get("/api/trace/4").json()
    shared = [row for row in told["rows"] if row["evidence"] == "shared"]
    assert shared
    for row in shared:
        assert f"{format_money(Decimal(row['low']), 'en')} – {format_money(Decimal(row['high']), 'en')}" in page
        for line in row["lines"]:
            assert f'href="/source/{line}"' in page


def test_the_table_can_be_downloaded_as_csv(client: httpx.Client) -> None:
    answer = client.get("/money.csv", params={"goal": "5"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = client.get("/api/trace/5").json()
    assert [row["amount"] for row in rows] == [row.get("amount") or "" for row in told["rows"]]
    assert "money-5.csv" in answer.headers["content-disposition"]


def test_an_unknown_code_gets_an_error_page(client: httpx.Client) -> None:
    wrong = client.get("/money?goal=<script>", headers=BROWSER)
    assert wrong.status_code == 404
    assert "<script>" not in wrong.text


def test_departments_are_sorted_as_requested(client: httpx.Client) -> None:
    rows = client.get(
        "/sparql",
        params={
            "query": "SELECT ?name ?spent WHERE { ?d a kg:Department ; skos:prefLabel ?name . ?l a kg:BudgetLine ;"
            " kg:about ?d ; kg:phase kg:spent ; kg:fund kg:allFunds ; kg:amount ?spent } ORDER BY DESC(?spent)"
        },
        headers={"Accept": "application/sparql-results+json"},
    ).json()["results"]["bindings"]
    names = [row["name"]["value"] for row in rows]
    table = read(client, "/departments").partition("<table")[2]
    assert re.findall(r'<a href="/id/[^"]*">([^<]*)</a>', table)[:5] == names[:5]
    for row in rows:
        assert format_money(Decimal(row["spent"]["value"]), "en") in table
    by_name = re.findall(
        r'<a href="/id/[^"]*">([^<]*)</a>', read(client, "/departments?sort=name").partition("<table")[2]
    )
    assert sorted(by_name) == sorted(names)
    assert by_name != names


def test_the_page_of_a_department_shows_its_money_and_its_activities(client: httpx.Client) -> None:
    told = client.get("/api/trace/46.35.1.42").json()
    page = read(client, "/id/izmir/department/46.35.1.42")
    assert format_money(Decimal(told["stated_total"]), "en") in page
    for row in told["rows"]:
        assert f"{row['activity']} {row['title']}" in page


def test_every_department_has_a_page_even_one_that_only_transfers_money(client: httpx.Client) -> None:
    passing_on = 0
    for path in sorted(set(re.findall(r'href="(/id/[^"]*/department/[^"]*)"', read(client, "/departments")))):
        page = read(client, path)
        passing_on += "printed" in re.findall(r'<span class="evidence">(\w+)</span>', page)
        assert "None " not in page.partition("<main")[2], path
    assert passing_on


def test_every_amount_links_to_the_line_that_prints_it(client: httpx.Client) -> None:
    """On the overviews too: each row has its line, and on the line's page stands the row's amount."""
    for path, rows in (("/money", 5), ("/departments", 47)):
        found = re.findall(r"<tr>(?:(?!</tr>).)*?/source/(?:(?!</tr>).)*</tr>", read(client, path, "tr"), re.DOTALL)
        assert len(found) == rows
        for row in found[:: max(1, rows // 5)]:
            amounts = set(re.findall(r"\d[\d.]*,\d\d", row))
            lines = re.findall(r'href="(/source/\d+)"', row)
            printed = " ".join(read(client, line, "tr") for line in lines)
            assert any(amount in printed for amount in amounts), (path, row)
    goal = read(client, "/id/izmir/plan/2025-2029/goal/5", "tr")
    assert re.search(r'Satırlar: <a href="/source/\d+">', goal)


def test_a_trace_without_a_code_redirects_to_all_goals(client: httpx.Client) -> None:
    answer = client.get("/trace?lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 307
    assert answer.headers["location"] == "/money?lang=en"


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize(
    "code", ["46.35.1.44", "46.35.1.50", "46.35.1.58", "46.35.1.67", "5", "activity:845", "activity:87"]
)
def test_the_reason_of_every_grade_stands_on_each_page_that_shows_it(
    client: httpx.Client, code: str, language: str
) -> None:
    told = client.get(f"/api/trace/{code}").json()
    kind, iri = told["subject"]["kind"], told["subject"]["iri"].partition("/id/")[2]
    paths = [f"/trace?code={code}", *([f"/money?goal={code}"] if kind == "goal" else [f"/id/{iri}"])]
    for path in paths:
        page = re.sub(r"\s+", " ", read(client, path, language))
        for row in told["rows"]:
            assert row["reasons"][language] in page, path
        for note in told.get("notes", ()):
            assert note[language] in page, path


def test_the_page_of_a_department_lists_all_activities_that_name_it_and_adds_up(client: httpx.Client) -> None:
    for code in ("46.35.1.42", "46.35.1.50", "46.35.1.67"):
        told = client.get(f"/api/trace/{code}").json()
        page = read(client, f"/id/izmir/department/{code}")
        listed = set(re.findall(r'<th scope="row"><a href="/id/izmir/plan/2025-2029/activity/(\d+)">', page))
        assert listed == {row["activity"] for row in told["rows"] if row["activity"]} | set(told["excluded"])
        for amount in (told["sum_low"], told["sum_high"], told["remainder"], told["stated_total"]):
            assert format_money(Decimal(amount), "en") in page
        assert "general management" not in page
    assert "113" in told["excluded"] or "113" in client.get("/api/trace/46.35.1.50").json()["excluded"]


def test_the_csv_of_a_goal_gives_the_reason_of_each_row(client: httpx.Client) -> None:
    told = client.get("/api/trace/5").json()["rows"]
    for language in ("tr", "en"):
        answer = client.get("/money.csv", params={"goal": "5", "lang": language})
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert [row["reason"] for row in rows] == [row["reasons"][language] for row in told]
