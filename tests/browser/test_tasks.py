"""Ten things that people come for, done from the first page by mouse, by finger and by keyboard, in both languages.

What the pages must show is asked of the graph and of the JSON interface.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext
from pyoxigraph import Store
from support.pages.browser import DESK, PHONE, new_user, page_in
from support.pages.visitor import Visitor, read_number

from kentgraf.graph.people.as_of import Membership, read_memberships, strength_on
from kentgraf.graph.people.days import change_days, default_date
from kentgraf.graph.people.network import member_commission_graph
from kentgraf.graph.plan.tree import Plan, read_plan
from kentgraf.graph.sparql.queries import select

# four that hold every pair: each language at each width, each hand at each width and in each language
WAYS = [("tr", DESK, "pointer"), ("tr", PHONE, "keyboard"), ("en", DESK, "keyboard"), ("en", PHONE, "pointer")]


@pytest.fixture(scope="module")
def browser_of(browser: Browser, address: str) -> Iterator[Callable[[str, int], BrowserContext]]:
    """A browser for each language and width; it keeps files, which spares time, and nothing else that tells a user from a new one."""
    with ExitStack() as opened:
        yield cache(lambda lang, width: opened.enter_context(new_user(browser, address, language=lang, width=width)))


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(map(str, way)))
def visitor(
    request: pytest.FixtureRequest, browser_of: Callable[[str, int], BrowserContext], address: str
) -> Iterator[Visitor]:
    """A new user on the first page; no page that they come to may complain."""
    language, width, hand = request.param
    context = browser_of(language, width)
    assert context.storage_state() == {"cookies": [], "origins": []}
    with page_in(context, address) as (page, complaints):
        someone = Visitor(page, language, hand == "keyboard")
        someone.open_start()
        assert page.locator("html").get_attribute("lang") == language
        yield someone
        assert complaints.found == []


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    """Asks the JSON interface what the pages should show."""
    with httpx.Client(base_url=address, timeout=30) as asking:
        yield asking


@pytest.fixture(scope="module")
def plan(store: Store) -> Plan:
    return read_plan(store)


@pytest.fixture(scope="module")
def held(store: Store) -> list[Membership]:
    """Everything that anybody is or was."""
    return read_memberships(store)


def commissions_of(held: list[Membership], person: str, day: date) -> set[str]:
    return {
        h.organisation_name for h in held if h.person == person and h.kind == "BodyMembership" and h.is_valid_on(day)
    }


def test_somebody_finds_a_persons_commissions_on_the_first_of_march(
    visitor: Visitor, store: Store, held: list[Membership]
) -> None:
    last = default_date(store)
    day = date(last.year, 3, 1)
    others = {h.person for h in held if commissions_of(held, h.person, day) != commissions_of(held, h.person, last)}
    person = max(others, key=lambda iri: (len(commissions_of(held, iri, day)), iri))
    name = next(h.name for h in held if h.person == person)

    visitor.search(name)
    visitor.follow(visitor.main.get_by_role("link", name=name, exact=True).first)
    assert visitor.page.get_by_role("heading", level=1).inner_text() == name
    visitor.set_day(day)
    rows = [row for row in visitor.rows(visitor.table("people.what")) if "●" in row[0]]
    shown = {row[1] for row in rows if visitor.t("kind.BodyMembership") in row[0]}
    assert shown == commissions_of(held, person, day)


def test_somebody_compares_the_parties_before_and_after_a_switch(
    visitor: Visitor, store: Store, held: list[Membership]
) -> None:
    parties = [h for h in held if h.kind == "PartyAffiliation" and h.start_known and h.start]
    days = change_days(store)
    switch = next(
        one.start
        for one in parties
        if any(h.person == one.person and h.kind == one.kind and h.until == one.start for h in held)
        and one.start is not None
        and one.start > days[0]
    )
    assert switch is not None
    before = max(day for day in days if day < switch)
    assert strength_on(store, before) != strength_on(store, switch)
    query = "SELECT ?name ?short WHERE { ?party a kg:Party ; skos:prefLabel ?name ; skos:notation ?short }"
    shorts = {row["name"].value: row["short"].value for row in select(store, query)}

    def shown() -> dict[str, int]:
        table = visitor.main.get_by_role("table", name=visitor.t("council.strength"))
        names = table.get_by_role("rowheader").get_by_role("link").all_inner_texts()
        return {name: int(row[1]) for name, row in zip(names, visitor.rows(table), strict=True)}

    def expected(day: date) -> dict[str, int]:
        return {shorts.get(name, name or "–"): count for name, count in strength_on(store, day).items()}

    visitor.go("nav.council")
    visitor.set_day(switch)
    assert {name: count for name, count in shown().items() if count} == expected(switch)
    visitor.follow(visitor.main.get_by_role("link", name="←").first)
    assert {name: count for name, count in shown().items() if count} == expected(before)


def test_somebody_filters_the_network_by_a_party(visitor: Visitor, store: Store) -> None:
    graph = member_commission_graph(store, default_date(store))
    people = {n: data for n, data in graph.nodes(data=True) if data["kind"] == "person"}
    counts = [data.get("party", "") for data in people.values()]
    party = sorted(set(counts) - {""}, key=lambda name: (-counts.count(name), name))[1]
    own = {n: data["label"] for n, data in people.items() if data.get("party") == party}

    visitor.go("nav.network")
    assert len(visitor.rows(visitor.table("network.commissions"))) == len(people)
    visitor.choose("people.party", party)
    visitor.follow(visitor.main.get_by_role("button", name=visitor.t("network.filter"), exact=True))
    table = visitor.table("network.commissions")
    rows = visitor.rows(table)
    assert sorted(row[0] for row in rows) == sorted(own.values())
    assert {row[1] for row in rows} == {party}
    seats = sum(len(graph[n]) for n in own)
    assert table.get_by_role("link").count() == len(own) + seats


def test_somebody_finds_the_goal_with_the_weakest_results(visitor: Visitor, plan: Plan) -> None:
    weakest = min(plan.of_kind("goal"), key=lambda goal: goal.mean_rank or Decimal(9))

    visitor.go("nav.strategy")
    visitor.follow(visitor.main.get_by_role("link", name=visitor.t("plan.order.rating")))
    marked = [row[0] for row in visitor.rows(visitor.table("plan.mean")) if visitor.t("plan.weakest") in row[0]]
    assert [row.startswith(f"{weakest.code} {weakest.title}") for row in marked] == [True]
    visitor.follow(visitor.main.get_by_role("link", name=f"{weakest.code} {weakest.title}", exact=True).first)
    assert visitor.page.get_by_role("heading", level=1).inner_text().endswith(weakest.title)


def test_somebody_sees_where_the_money_of_a_goal_went_and_which_part_is_proven(
    visitor: Visitor, client: httpx.Client, plan: Plan
) -> None:
    goal = plan.of_kind("goal")[-1]
    told: dict[str, Any] = client.get(f"/api/trace/{goal.code}").json()

    visitor.go("nav.money")
    link = visitor.main.get_by_role("link", name=f"{goal.code} {goal.title}", exact=True).first
    (overview,) = [row for row in visitor.rows(visitor.table("money.goals")) if row[0] == link.inner_text()]
    assert visitor.amount(overview[1]) == Decimal(told["stated_total"])
    part = Decimal(told["evidence"]["proven"]["amount"])
    percent = (part * 100 / Decimal(told["stated_total"])).quantize(Decimal("0.1"))
    (said,) = [words for words in overview[2].split(";") if visitor.t("money.proven") in words]
    assert visitor.amount(said) == percent

    visitor.follow(link)
    rows = visitor.rows(visitor.table("money.how"))
    proven = [visitor.amount(row[3]) for row in rows if row[2] == visitor.t("money.proven")]
    assert sum(proven) == part
    assert {row[1] for row in rows} == {row["department_name"] or "–" for row in told["rows"]}


def test_somebody_looks_up_what_a_department_does(visitor: Visitor, client: httpx.Client, store: Store) -> None:
    named = "SELECT ?code (COUNT(*) AS ?n) WHERE { ?a kg:carriedOutBy/skos:notation ?code } GROUP BY ?code"
    code = max(select(store, named), key=lambda row: (int(row["n"].value), row["code"].value))["code"].value
    trace = client.get(f"/api/trace/{code}").json()

    visitor.go("nav.departments")
    table = visitor.table("departments.code")
    visitor.follow(table.get_by_role("link", name=trace["subject"]["title"], exact=True))
    assert visitor.page.get_by_role("heading", level=1).inner_text() == trace["subject"]["title"]
    rows = visitor.rows(visitor.table("departments.target"))
    assert sorted(row[0] for row in rows) == sorted(f"{row['activity']} {row['title']}" for row in trace["rows"])


def test_somebody_reads_a_finding_and_the_two_lines_that_it_rests_on(visitor: Visitor, client: httpx.Client) -> None:
    found = client.get("/findings.json", params={"lang": visitor.language}).json()["findings"]
    finding = next(one for one in found if len(one["lines"]) == 2 and one["printed"] and one["computed"])

    visitor.go("nav.findings")
    message = finding["messages"][visitor.language]
    visitor.follow(visitor.main.get_by_role("link", name=message, exact=True).first)
    around = visitor.table("thing.printed")
    marked = [row[0] for row in visitor.rows(around) if "►" in row[0]]
    assert [row.removeprefix("► ") for row in marked] == [str(line) for line in finding["lines"]]
    for line in finding["lines"]:
        visitor.follow(visitor.table("thing.printed").get_by_role("link", name=str(line), exact=True))
        assert visitor.page.get_by_role("heading", level=1).inner_text() == visitor.t("source.line", line=line)
        visitor.page.go_back()


def test_somebody_finds_an_indicator_whose_rating_is_disputed(visitor: Visitor, plan: Plan) -> None:
    disputed = {e.code: e for e in plan.of_kind("indicator") if e.result and e.result.disagrees}
    assert disputed

    visitor.go("nav.strategy")
    visitor.follow(
        visitor.main.get_by_role("link", name=f"{visitor.t('plan.filter.disputed')} ({len(disputed)})", exact=True)
    )
    first = visitor.main.locator("tr").filter(has_text=visitor.t("plan.differs")).filter(has_text="%").first
    link = first.get_by_role("link").first
    code = link.inner_text().split()[0]
    result = disputed[code].result
    visitor.follow(link)
    shown = dict(row for row in visitor.rows(visitor.table("plan.computed")) if len(row) == 2)
    assert result and result.printed and result.computed
    for key, rating in (("plan.printed", result.printed), ("plan.computed", result.computed)):
        assert rating.labels[visitor.language] in shown[visitor.t(key)]
    assert visitor.t("plan.differs") in shown[visitor.t("plan.computed")]


def test_somebody_runs_a_query_of_the_gallery_and_changes_it(visitor: Visitor, client: httpx.Client) -> None:
    gallery = client.get("/api/queries").json()
    query = next(one for one in gallery if "LIMIT" not in one["text"] and "GROUP BY" in one["text"])
    accept = {"Accept": "application/sparql-results+json"}
    full = client.get("/sparql", params={"query": query["text"]}, headers=accept).json()["results"]["bindings"]
    assert len(full) > 3

    visitor.go("nav.sparql")
    visitor.follow(visitor.main.get_by_role("link", name=query["title"][visitor.language], exact=True))
    answer = visitor.main.locator("table.answer")
    assert len(visitor.rows(answer)) == len(full)
    editor = visitor.main.get_by_role("textbox")
    visitor.reach(editor) if visitor.by_keyboard else visitor.press(editor)
    visitor.page.keyboard.press("Control+End")
    visitor.page.keyboard.type("\nLIMIT 3")
    visitor.follow(visitor.main.get_by_role("button", name=visitor.t("sparql.run"), exact=True))
    assert len(visitor.rows(answer)) == 3
    assert visitor.t("sparql.rows", count=3) in visitor.main.inner_text()


def test_somebody_downloads_the_data_behind_a_picture(
    visitor: Visitor, client: httpx.Client, plan: Plan, tmp_path: Path
) -> None:
    goal = plan.of_kind("goal")[-1]
    told = client.get(f"/api/trace/{goal.code}").json()

    visitor.go("nav.money")
    visitor.follow(visitor.main.get_by_role("link", name=f"{goal.code} {goal.title}", exact=True).first)
    with visitor.page.expect_download() as coming:
        visitor.press(visitor.main.get_by_role("link", name="CSV").first)
    file = tmp_path / "money.csv"
    coming.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    proven = sum((Decimal(row["amount"]) for row in rows if row["evidence"] == "proven"), Decimal(0))
    assert proven == Decimal(told["evidence"]["proven"]["amount"]) > 0
    assert len(rows) == len(told["rows"])


def test_numbers_are_read_as_the_language_writes_them() -> None:
    assert read_number("1.234,50 TL", "tr") == read_number("1,234.50", "en") == Decimal("1234.5")
