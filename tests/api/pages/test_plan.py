"""The pages of the plan: the outline, the pages of its elements, and the reasons of ratings."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from support.pages.page_assertions import assert_only_own_scripts
from support.servers.server_process import PATIENT

from kentgraf.api.i18n.numbers import format_money
from kentgraf.api.pages.plan.indicator import explain_rating
from kentgraf.api.pages.plan.ratings import make_bar
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.plan.tree import Plan, read_plan
from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store

BROWSER = {"Accept": "text/html"}
PAGES = (
    "/strategy",
    "/strategy?rating=disputed&sort=rating",
    "/id/izmir/plan/2025-2029/area/1",
    "/id/izmir/plan/2025-2029/goal/1",
    "/id/izmir/plan/2025-2029/target/1.1.1",
    "/id/izmir/plan/2025-2029/indicator/4.1.1-cbs-veri-tabanina-entegre-edilen-vektor-ureme-alanlarinin",
    "/id/izmir/result/2025/5.1.1-metropolde-yangin-ve-acil-mudahale-olaylarina-ortalama-varis",
    "/id/izmir/plan/2025-2029/activity/87",
)


@pytest.fixture(scope="module")
def plan(store_dir: Path) -> Plan:
    """The plan of the packaged graph."""
    return read_plan(open_store(store_dir))


def _read(client: httpx.Client, path: str, language: str = "tr") -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 200, path
    return page.text


def _text(page: str) -> str:
    """What is read on a page, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_pages_of_the_plan_are_in_the_language_and_keep_to_the_content_security_policy(
    client: httpx.Client, path: str, language: str
) -> None:
    page = _read(client, path, language)
    assert f'<html lang="{language}">' in page
    assert_only_own_scripts(page)
    assert ("Hesaplanan not" in page or "Parası hangi" in page) == (language == "tr")


def test_the_outline_shows_every_indicator_and_the_printed_spending(client: httpx.Client, plan: Plan) -> None:
    page = _read(client, "/strategy", "en")
    for element in plan.elements.values():
        if element.kind != "area":
            assert f'href="/{element.iri.partition("/kentgraf/")[2]}"' in page, element.code
    for goal in plan.of_kind("goal"):
        assert goal.spent is not None and format_money(goal.spent, "en") in page


def test_the_counts_by_rating_are_those_of_the_graph(client: httpx.Client, store_dir: Path) -> None:
    rows = select(
        open_store(store_dir),
        "SELECT ?result ?printed ?computed WHERE { ?result a kg:IndicatorResult ; kg:printedRating ?printed ."
        " OPTIONAL { ?result kg:computedRating ?computed } }",
    )
    expected: Counter[str] = Counter()
    for row in rows:
        both = {node.value.rpartition("#")[2] for node in (row["printed"], row["computed"]) if node}
        expected.update(both)
        expected["disputed"] += len(both) == 2
    page = _read(client, "/strategy")
    shown = dict(re.findall(r'href="/strategy\?rating=(\w+)">[^<]*\((\d+)\)', page))
    assert shown == {name: str(count) for name, count in expected.items()}
    for name, count in expected.items():
        assert (
            len(
                set(re.findall(r'/id/izmir/plan/2025-2029/indicator/[^"?]+', _read(client, f"/strategy?rating={name}")))
            )
            == count
        )


def test_goals_can_be_sorted_by_their_mean_rating(client: httpx.Client, plan: Plan) -> None:
    def goals(path: str) -> list[str]:
        return re.findall(r'<details class="node goal" id="goal-(\d+)"', _read(client, path))

    means = {goal.code: goal.mean_rank for goal in plan.of_kind("goal")}
    assert goals("/strategy") == sorted(means)
    assert goals("/strategy?sort=rating") == sorted(means, key=lambda code: means[code] or Decimal(9))
    assert goals("/strategy?sort=rating") != goals("/strategy")
    weakest = _read(client, "/strategy").count("▼ en zayıf sonuç")
    assert weakest == 1


def test_an_unknown_rating_gets_an_error_that_names_the_known_ones(client: httpx.Client) -> None:
    wrong = client.get("/strategy?rating=splendid", headers=BROWSER)
    assert wrong.status_code == 404
    assert "onTarget" in wrong.text
    assert client.get("/strategy?sort=colour", headers=BROWSER).status_code == 404


def test_a_filter_is_kept_when_order_or_language_change(client: httpx.Client) -> None:
    page = html.unescape(_read(client, "/strategy?rating=good", "tr"))
    assert "/strategy?rating=good&sort=rating" in page
    assert "/strategy?rating=good&lang=en" in page


def test_the_explained_share_gives_the_computed_rating_of_the_graph(plan: Plan) -> None:
    explained = 0
    for result in plan.results.values():
        share = result.share
        assert (share is None) == (result.computed is None)
        if share is not None:
            reached = [t.rating for t in plan.scale.thresholds if plan.scale.read(share) >= t.percent]
            assert result.computed == (reached[0] if reached else plan.scale.ratings[-1]), result.iri
            explained += 1
    assert explained > 200


def test_the_page_of_an_indicator_explains_its_rating(client: httpx.Client, plan: Plan) -> None:
    page = _text(
        _read(
            client,
            "/id/izmir/plan/2025-2029/indicator/4.1.1-cbs-veri-tabanina-entegre-edilen-vektor-ureme-alanlarinin",
            "en",
        )
    )
    assert "The target is 10, the actual value 10: 100% of the target was reached." in page
    assert "The source says “successful”: the two differ." in page
    assert "≠ differs" in page
    assert "it should be “Hedef ve Üstü”" in page, "the finding stands there too"
    less = _text(
        _read(
            client,
            "/id/izmir/plan/2025-2029/indicator/5.1.1-metropolde-yangin-ve-acil-mudahale-olaylarina-ortalama-varis",
            "tr",
        )
    )
    assert "Az olması iyi: hedef 4 dakika 15 saniye, gerçekleşen 4 dakika 17 saniye" in less
    assert "%99,22" in less
    text = next(result for result in plan.results.values() if result.computed is None)
    assert "no number" in explain_rating(plan, text, "en")


def test_the_page_of_an_objective_links_to_the_elements_around_it_and_its_money(client: httpx.Client) -> None:
    page = _read(client, "/id/izmir/plan/2025-2029/objective/1.1", "tr")
    for address in (
        "/strategy",
        "/id/izmir/plan/2025-2029/goal/1",
        "/id/izmir/plan/2025-2029/area/1",
        "/id/izmir/plan/2025-2029/target/1.1.1",
    ):
        assert f'href="{address}"' in page, address
    assert "/trace?code=" in page
    assert "7.266.338.532,24" in page


def test_the_page_of_an_activity_names_the_evidence_of_its_money(client: httpx.Client) -> None:
    page = _text(_read(client, "/id/izmir/plan/2025-2029/activity/87", "en"))
    assert "444,313,725.83 – 450,219,400.23" in page
    assert "Several departments are named" in page


def test_the_segments_of_a_bar_add_up_to_a_hundred(plan: Plan) -> None:
    for goal in plan.of_kind("goal"):
        pieces = make_bar(goal.rating_counts(plan.scale))
        assert sum(piece.width for piece in pieces) == 100
        assert sum(piece.count for piece in pieces) == len(list(goal.descendants("indicator")))
    assert make_bar([(rating, 0) for rating in plan.scale.ratings]) == []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server of a plan whose names are HTML."""
    tables = tmp_path_factory.mktemp("tables") / "city"
    shutil.copytree(Path(__file__).parents[3] / "data" / "izmir-2025", tables)
    for name, before in (("plan.csv", "Güçlü Altyapı ve Üstyapısıyla"), ("indicators.csv", "Projesi Yapılan Taşıt")):
        text = (tables / name).read_text("utf-8")
        assert before in text
        (tables / name).write_text(text.replace(before, "<b onclick=alert(1)>Bold</b>"), "utf-8")
    store = tmp_path_factory.mktemp("hostile")
    build(tables, store)
    with TestClient(create_app(store, Settings(**PATIENT))) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "/strategy",
        "/id/izmir/plan/2025-2029/goal/1",
        "/id/izmir/indicator/1.1.1-1",
        "/id/izmir/plan/2025-2029/activity/87",
        "/source/8359",
    ],
)
def test_a_name_that_is_html_is_escaped(hostile: TestClient, path: str) -> None:
    page = hostile.get(path, headers=BROWSER).text
    assert "<b onclick" not in page
    assert "&lt;b onclick=alert(1)&gt;Bold&lt;/b&gt;" in page


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, invented_path: Path) -> Iterator[TestClient]:
    """A server of an invented city."""
    store = tmp_path_factory.mktemp("invented")
    build(invented_path, store)
    with TestClient(create_app(store, Settings(**PATIENT))) as client:
        yield client


@pytest.mark.parametrize("path", ["/strategy", "/findings", "/source", "/about"])
@pytest.mark.parametrize("language", ["tr", "en"])
def test_another_city_has_the_same_pages_without_broken_links(elsewhere: TestClient, path: str, language: str) -> None:
    page = elsewhere.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 200
    assert "İzmir" not in page.text
    links = {html.unescape(link) for link in re.findall(r'<a [^>]*href="(/[^"#]*)', page.text)}
    for link in sorted(links)[:60]:
        assert elsewhere.get(link, headers=BROWSER).status_code == 200, link


def test_ratings_in_the_csv_are_those_that_sparql_counts(client: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/strategy.csv").text)))
    for side in ("printed", "computed"):
        asked = f"SELECT ?r (COUNT(?x) AS ?n) WHERE {{ ?x a kg:IndicatorResult ; kg:{side}Rating ?r }} GROUP BY ?r"
        counted = client.get("/sparql", params={"query": asked, "format": "json"}).json()["results"]["bindings"]
        for one in counted:
            name = one["r"]["value"].rpartition("#")[2]
            assert sum(int(row[side]) for row in rows if row["rating"] == name) == int(one["n"]["value"])
