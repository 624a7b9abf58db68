"""The pages of people: the council on a day, a person's history, a commission's members and changes."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest
from support.pages.page_assertions import assert_only_own_scripts

from kentgraf.api.pages.people.body_changes import list_changes
from kentgraf.graph.people.as_of import Membership

HOLDING = Membership(
    iri="m",
    kind="BodyMembership",
    person="p",
    name="P",
    organisation="b",
    organisation_name="B",
    role="member",
    office=None,
    start=None,
    until=None,
    start_known=False,
    until_known=False,
    basis=None,
    started_by=None,
    ended_by=None,
    replaced=None,
    line=1,
    quoted_from="l",
    reported=2025,
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = (
    "/council",
    "/council?on=2025-03-01&party=MHP",
    "/bodies",
    "/bodies?on=01.03.2025",
    "/search?q=ulasim",
    "/search",
)


def read(client: httpx.Client, path: str, language: str = "en") -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 200, path
    return page.text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_pages_come_in_both_languages_without_inline_style_or_script(
    client: httpx.Client, path: str, language: str
) -> None:
    page = read(client, path, language)
    assert f'<html lang="{language}">' in page
    assert " style=" not in page
    assert_only_own_scripts(page)
    assert "onclick" not in page


@pytest.mark.parametrize("day", ["2025-02-11", "2025-02-12", "2025-12-31"])
def test_figure_table_and_api_show_the_same_seats(client: httpx.Client, day: str) -> None:
    told = client.get("/api/members", params={"on": day}).json()
    page = read(client, f"/council?on={day}")
    assert page.count("<circle") == len(told["members"])
    seats = [int(number) for number in re.findall(r'</th>\s*<td class="number">(\d+)</td>', page)]
    assert sorted(seats, reverse=True)[: len(told["strength"])] == sorted(told["strength"].values(), reverse=True)
    drawn = Counter(re.findall(r"<title>[^<]* · ([^<]*)</title>", page))
    assert sorted(drawn.values()) == sorted(told["strength"].values())


def test_a_change_of_party_shows_in_the_seats(client: httpx.Client) -> None:
    page = read(client, "/council?on=2025-02-12")
    assert "−1" in page
    assert "+1" in page


def test_the_members_can_be_filtered_by_party(client: httpx.Client) -> None:
    page = read(client, "/council?on=2025-03-01&party=MHP")
    people = page.partition('<table class="people">')[2]
    told = client.get("/api/members", params={"on": "2025-03-01"}).json()
    expected = {m["name"] for m in told["members"] if m["party"] == "Milliyetçi Hareket Partisi"}
    assert set(re.findall(r'<a href="/id/izmir/person/[^"]*">([^<]*)</a>', people)) == expected
    assert people.count('href="/id/source/izmir-2025#line=') == len(expected)


def test_the_page_of_a_person_marks_what_holds_on_the_day(client: httpx.Client) -> None:
    told = client.get("/api/person", params={"name": "Eşref ÇAKIR", "on": "2025-03-01"}).json()
    iri = told["holdings"][0]["organisation"]["iri"]
    assert iri
    hit = client.get("/api/search", params={"q": "esref cakir"}).json()[0]
    page = read(client, hit["href"] + "?on=2025-03-01")
    marked = page.count('<tr class="now">')
    assert marked == len(told["holdings"])
    assert "12 February 2025" in page


def test_a_commission_lists_its_members_of_the_day(client: httpx.Client) -> None:
    hit = client.get("/api/search", params={"q": "Ulaşım Komisyonu"}).json()[0]
    page = html.unescape(read(client, hit["href"] + "?on=2025-02-12"))
    told = client.get("/api/body", params={"name": "Ulaşım Komisyonu", "on": "2025-02-12"}).json()
    assert f"({len(told['members'])})" in page
    now = page.partition("Members on other days")[0]
    for member in told["members"]:
        assert member["person"]["name"] in now


def test_an_invalid_date_gets_an_error_page(client: httpx.Client) -> None:
    wrong = client.get("/council?on=2025-02-30", headers={**BROWSER, "Accept-Language": "en"})
    assert wrong.status_code == 400
    assert "no such day" in wrong.text


def change_days(page: str) -> list[str]:
    return re.findall(r'<time datetime="([^"]*)">', page)


def test_a_commission_shows_who_came_and_left_on_each_day_and_why(client: httpx.Client) -> None:
    hit = client.get("/api/search", params={"q": "Ulaşım Komisyonu"}).json()[0]
    page = html.unescape(read(client, hit["href"]))
    days = change_days(page)
    assert days == sorted(days)
    by_day = dict(zip(days, page.partition('<ol class="timeline">')[2].split("<h3>")[1:], strict=True))
    for day, told in by_day.items():
        before = date.fromisoformat(day) - timedelta(days=1)
        now, then = (
            {
                member["person"]["name"]: member["role"]
                for member in client.get("/api/body", params={"name": "Ulaşım Komisyonu", "on": on}).json()["members"]
            }
            for on in (day, before.isoformat())
        )

        def named(kind: str, told: str = told) -> set[str]:
            return set(re.findall(rf'<li class="{kind}">.*?<a href="[^"]*">([^<]*)</a>', told))

        assert named("came") == now.keys() - then.keys(), day
        assert named("left") == then.keys() - now.keys(), day
        assert named("role") == {name for name in now.keys() & then.keys() if now[name] != then[name]}, day
        assert f"{len(now)} members from then on" in told
    assert "In place of Eşref ÇAKIR. By decision 158" in by_day["2025-02-12"]


def test_each_change_links_to_its_line_and_to_the_members_of_its_day(client: httpx.Client) -> None:
    hit = client.get("/api/search", params={"q": "Ulaşım Komisyonu"}).json()[0]
    page = read(client, hit["href"])
    told = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    assert told.count("<li class=") == len(re.findall(r"<small>Line <a href", told))
    for day in change_days(page):
        assert f'{hit["href"]}?on={day}"' in told


def test_unknown_bounds_are_no_changes() -> None:
    unknown = replace(HOLDING, start=date(2025, 1, 1), until=date(2026, 1, 1), start_known=False, until_known=False)
    assert list_changes([unknown]) == []


def test_a_change_of_role_is_neither_coming_nor_leaving() -> None:
    day = date(2025, 4, 14)
    before = replace(HOLDING, role="chair", until=day, until_known=True)
    after = replace(HOLDING, role="member", start=day, start_known=True)
    [change] = list_changes([before, after])
    assert (change.came, change.left, change.members) == ((), (), 1)
    assert change.others == ((before, after),)


def test_the_parties_of_a_person_are_in_order_of_time(client: httpx.Client) -> None:
    hit = client.get("/api/search", params={"q": "esref cakir"}).json()[0]
    page = read(client, hit["href"] + "?on=2025-03-01")
    turns = page.partition('<ol class="turns">')[2].partition("</ol>")[0]
    parties = re.findall(r'<span class="party [^"]*">([^<]*)</span>', turns)
    assert parties == ["CHP", "Bağımsız", "CHP"]
    marked = re.findall(r'<li aria-current="date"><span class="party [^"]*">([^<]*)', turns)
    assert marked == ["Bağımsız"]


def test_the_page_of_a_person_shows_fellow_members(client: httpx.Client) -> None:
    hit = client.get("/api/search", params={"q": "Niyazi Arslan"}).json()[0]
    page = read(client, hit["href"] + "?on=2025-03-01")
    assert '<table class="companions">' in page
    assert "<details" not in page.partition("<main")[2]


def test_the_edges_of_what_the_source_tells_are_no_changes(client: httpx.Client) -> None:
    last = client.get("/council", headers={**BROWSER, "Accept-Language": "en"}).text
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last
    days = re.findall(r'data-days="([^"]*)"', client.get("/network", headers=BROWSER).text)[0].split()
    assert days and {day[:4] for day in days} == {"2025"}


def test_the_council_comes_as_csv_with_the_parties_of_the_day(client: httpx.Client) -> None:
    told = client.get("/api/members", params={"on": "2025-03-01"}).json()
    rows = list(csv.DictReader(io.StringIO(client.get("/council.csv?on=2025-03-01").text)))
    assert {row["person"] for row in rows} == {member["person"] for member in told["members"]}
    strength = {party: sum(row["party_name"] == party for row in rows) for party in {row["party_name"] for row in rows}}
    assert {name: seats for name, seats in told["strength"].items() if name in strength} == {
        name: seats for name, seats in strength.items() if name in told["strength"]
    }
    only = list(csv.DictReader(io.StringIO(client.get("/council.csv?on=2025-03-01&party=MHP").text)))
    assert {row["party"] for row in only} == {"MHP"}


def test_the_statements_of_a_membership_mark_a_bound_that_is_not_known(client: httpx.Client) -> None:
    page = read(client, "/id/izmir/seat/2025-001")
    for predicate in ("validFrom", "validUntil"):
        row = page.partition(f'ns#{predicate}">')[2].partition("</tr>")[0]
        assert '<abbr title="The source doesn&#39;t give this day' in row
    changed = read(client, "/id/izmir/membership/2025/commission/ulasim/2025-01-01/1")
    assert "<abbr" not in changed.partition('ns#validUntil">')[2].partition("</tr>")[0]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_role_that_no_source_tells_is_said_to_be_untold(client: httpx.Client, language: str) -> None:
    """Of all bodies: no sentence has a hole where a role should stand."""
    found = client.get("/sparql", params={"query": "SELECT ?body { ?body a kg:Body }", "format": "csv"})
    iris = found.text.splitlines()[1:]
    assert len(iris) > 20
    for iri in iris:
        page = client.get(
            iri.removeprefix("https://w3id.org/kentgraf"), params={"lang": language}, headers=BROWSER
        ).text
        timeline = re.sub(r"<[^>]+>", "", page.partition('<ol class="timeline">')[2].partition("</ol>")[0])
        assert not re.search(r"→\s*\.|,\s*\.|:\s*,", timeline), iri
