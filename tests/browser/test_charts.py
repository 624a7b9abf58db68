"""Charts in a real browser under the Content-Security-Policy: drawn without errors, downloadable, linked, and legible in dark mode."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Route, expect
from support.pages.browser import new_user, page_watched

ASKED = urlencode({"query": "SELECT ?name ?n WHERE { VALUES (?name ?n) { ('a' 3) ('b' 5) } }"})
DRAWN = ("/", "/money", "/money?goal=4", "/departments", "/strategy", f"/sparql?{ASKED}")
SERVER_DRAWN = ("/council?on=2025-03-01", "/network?on=2025-03-01")
WAIT = 60_000


class Visit:
    """A page of its own in somebody's browser: what it complained of, and whom it asked."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page = context.new_page()
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.address = address
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def draw(self, place: int = 0) -> Locator:
        """The chart at a place of the page, when the library has drawn it."""
        chart = self.page.locator("figure[data-chart]:has(script)").nth(place)
        chart.scroll_into_view_if_needed()
        chart.locator(".main-svg").first.wait_for(timeout=WAIT)
        return chart


@pytest.fixture(scope="module")
def somebody(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """Somebody's browser, which keeps what it has loaded."""
    with new_user(browser, address, language="en") as context:
        yield context


@pytest.fixture
def visit(somebody: BrowserContext, address: str) -> Iterator[Visit]:
    visiting = Visit(somebody, address)
    yield visiting
    visiting.page.close()


@pytest.fixture
def first_visit(browser: Browser, address: str) -> Iterator[Visit]:
    with new_user(browser, address, language="en") as context:
        yield Visit(context, address)


@pytest.mark.parametrize("path", [*DRAWN, *SERVER_DRAWN])
def test_charts_are_drawn_without_errors_or_requests_to_other_hosts(visit: Visit, path: str) -> None:
    visit.go(path)
    for place in range(visit.page.locator("figure[data-chart]:has(script)").count()):
        chart = visit.draw(place)
        assert chart.locator(".drawing").is_hidden()
        assert chart.locator(".plot").bounding_box()["height"] > 100
    visit.page.wait_for_load_state("networkidle")
    assert visit.complaints == []
    assert [url for url in visit.asked if not url.startswith((visit.address, "data:", "blob:"))] == []


def test_the_bundle_is_loaded_once_and_only_near_a_chart(first_visit: Visit) -> None:
    first_visit.page.set_viewport_size({"width": 390, "height": 300})
    first_visit.go("/strategy")
    first_visit.page.wait_for_load_state("networkidle")
    assert not [url for url in first_visit.asked if "plotly" in url]
    first_visit.draw()
    first_visit.go("/departments")
    first_visit.draw()
    sizes = first_visit.page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.includes('plotly')).map(e => e.transferSize)"
    )
    assert sizes == [0], "the second page takes the library from the browser's own keep"


def test_loading_the_bundle_doesnt_move_the_keyboard_focus(visit: Visit) -> None:
    held: list[Route] = []
    visit.page.route("**/static/plotly*", lambda route: held.append(route))
    visit.go("/departments")
    chart = visit.page.locator("figure[data-chart]:has(script)").first
    chart.scroll_into_view_if_needed()
    links = chart.locator(".drawing a")
    links.first.focus()
    visit.page.wait_for_function("() => document.querySelector('script[src*=plotly]')")
    held[0].continue_()
    visit.page.wait_for_function("() => window.Plotly")
    visit.page.keyboard.press("Tab")
    assert links.nth(1).evaluate("link => link === document.activeElement")
    visit.page.wait_for_timeout(300)
    assert links.nth(1).is_visible()
    links.nth(1).evaluate("link => link.blur()")
    chart.locator(".main-svg").first.wait_for(timeout=WAIT)
    assert visit.complaints == []


def test_on_a_phone_the_sankey_diagram_fits_and_its_file_is_complete(visit: Visit, tmp_path: Path) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.go("/money?goal=4")
    chart = visit.draw()
    told = json.loads(chart.locator("script").text_content() or "")
    labels = told["data"][0]["node"]["label"]
    frame = chart.locator(".wide").evaluate("frame => [frame.scrollWidth, frame.clientWidth]")
    assert frame[0] <= frame[1]
    assert chart.locator(".sankey-node").count() == len(labels) - 1, "all but the goal, from which everything comes"
    with visit.page.expect_download(timeout=WAIT) as coming:
        chart.get_by_role("button", name="SVG").click()
    coming.value.save_as(tmp_path / "taken.svg")
    taken = (tmp_path / "taken.svg").read_text(encoding="utf-8")
    assert all(escape(label, quote=False) in taken for label in labels)
    visit.page.set_viewport_size({"width": 1280, "height": 844})
    expect(chart.locator(".sankey-node")).to_have_count(len(labels), timeout=WAIT)
    assert visit.complaints == []


@pytest.mark.parametrize("path", ["/money?goal=4", "/departments", "/strategy", *SERVER_DRAWN])
def test_a_chart_can_be_downloaded_as_an_image(visit: Visit, path: str, tmp_path: Path) -> None:
    visit.go(path)
    drawn = visit.page.locator("figure[data-chart]:has(script)").count()
    chart = visit.draw() if drawn else visit.page.locator("figure[data-chart]").first
    for form, begins in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with visit.page.expect_download(timeout=WAIT) as coming:
            chart.get_by_role("button", name=form).click()
        coming.value.save_as(tmp_path / "taken")
        content = (tmp_path / "taken").read_bytes()
        assert coming.value.suggested_filename.endswith(f".{form.lower()}")
        assert content.startswith(begins)
        assert len(content) > 5_000
        assert b"var(--" not in content, "a file has no style sheet to ask"
    assert visit.complaints == []


def test_the_data_of_a_chart_can_be_downloaded(visit: Visit, tmp_path: Path) -> None:
    visit.go("/departments")
    with visit.page.expect_download(timeout=WAIT) as coming:
        visit.page.get_by_role("link", name="CSV").click()
    coming.value.save_as(tmp_path / "taken.csv")
    assert (tmp_path / "taken.csv").read_text("utf-8").startswith("code,name,")


@pytest.mark.parametrize(
    ("path", "part", "leads_to"),
    [
        ("/departments", ".treemaplayer .slice", r"/id/.*/department/"),
        ("/money", ".barlayer .point", r"/money\?goal="),
        ("/strategy", ".barlayer .point", r"/id/.*/goal/"),
        ("/money?goal=4", ".sankey-link", r"/source/\d+"),
        ("/money?goal=4", ".node-rect", r"/id/.*/goal/4"),
    ],
)
def test_a_click_on_a_mark_opens_its_page(visit: Visit, path: str, part: str, leads_to: str) -> None:
    visit.go(path)
    chart = visit.draw()
    box = chart.locator(part).first.bounding_box()
    assert box
    # the layer that listens may lie above the part, so that the mouse is moved like a hand's
    visit.page.mouse.move(box["x"] + box["width"] / 2 - 3, box["y"] + box["height"] / 2)
    visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    visit.page.wait_for_timeout(300)
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visit.page.wait_for_url(re.compile(leads_to), timeout=WAIT)


def test_the_hover_text_has_the_exact_amount_in_the_language_of_the_page(visit: Visit) -> None:
    visit.go("/departments?lang=tr")
    box = visit.draw().locator(".treemaplayer .slice").first.bounding_box()
    visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    told = visit.page.locator(".hoverlayer .hovertext")
    told.wait_for(timeout=WAIT)
    assert re.search(r"\d{1,3}(\.\d{3})+,\d\d TL", told.text_content())


def test_without_javascript_there_are_svg_tables_and_csv(browser: Browser, address: str) -> None:
    with page_watched(browser, address, script=False) as (page, _):
        for path, picture in (("/money?goal=5", "svg.flows"), ("/departments", "svg.treemap"), ("/", "svg.hemicycle")):
            page.goto(path)
            assert page.locator(picture).is_visible()
            assert page.locator("table").first.is_visible()
            assert page.get_by_role("link", name="CSV").first.is_visible()
            assert page.locator("button[data-form]:visible").count() == 0


def test_charts_have_the_colours_of_dark_mode(visit: Visit) -> None:
    visit.go("/strategy")
    chart = visit.draw()
    grounds = []
    for scheme in ("light", "dark"):
        visit.page.emulate_media(color_scheme=scheme)
        visit.page.wait_for_timeout(1500)
        ground = chart.locator(".main-svg").first.evaluate("element => getComputedStyle(element).backgroundColor")
        card = visit.page.evaluate("getComputedStyle(document.querySelector('table')).backgroundColor")
        assert ground == card
        grounds.append(ground)
    assert grounds[0] != grounds[1]
    assert visit.complaints == []


def test_without_the_bundle_the_svg_of_the_server_stays(visit: Visit) -> None:
    visit.page.route("**/static/plotly-*", lambda route: route.abort())
    visit.go("/departments")
    visit.page.wait_for_load_state("networkidle")
    assert visit.page.locator("svg.treemap").is_visible()
    assert visit.page.locator(".plot:visible").count() == 0


def test_print_shows_the_svg_of_the_server(visit: Visit) -> None:
    visit.go("/departments")
    visit.draw()
    visit.page.emulate_media(media="print")
    assert visit.page.locator("svg.treemap").is_visible()
    assert visit.page.locator(".plot:visible").count() == 0


def test_the_choice_of_a_chart_is_kept_in_the_url(visit: Visit) -> None:
    visit.go(f"/sparql?{ASKED}")
    visit.draw()
    visit.page.locator("select[name=chart]").select_option("line")
    visit.page.get_by_role("button", name="Draw").click()
    visit.page.wait_for_url(re.compile("chart=line"), timeout=WAIT)
    assert visit.draw().locator(".scatterlayer .js-line").count() == 1
