"""Every page in a real browser: accessible, nothing cut off or covered, no request to other hosts, no error."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page
from support.pages.browser import DESK, PHONE, Complaints, page_watched
from support.pages.page_checks import PAGES, accessibility_faults, draw_charts, layout_faults

# four that hold every pair of language, width and colours. In the first two every page is looked at by all of axe's rules, in
# the others one page of each look, by those that a change of colours can break. So it is by the keyboard.
EVERYWHERE = [("tr", DESK, "light"), ("en", PHONE, "dark")]
OTHER_COLOURS = [("en", DESK, "dark"), ("tr", PHONE, "light")]
_BROKEN_BY_COLOURS = ("color-contrast", "scrollable-region-focusable")
LOOKS = (
    "/",
    "/council?on=2025-03-01",
    "/network?on=2025-03-01",
    "/money?goal=5",
    "/departments",
    "/strategy",
    "/findings",
    "/sparql?query=SELECT%20%3Fs%20%3Fp%20%3Fo%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%2020",
    "/id/izmir/commission/ulasim",
    "/id/izmir/plan/2025-2029/indicator/4.1.1-cbs-veri-tabanina-entegre-edilen-vektor-ureme-alanlarinin",
    "/nothing",
)
_FOCUS = """() => {
    const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    const marks = [e, ...e.querySelectorAll("circle, rect, path")].map(one => getComputedStyle(one));
    return {
        main: document.querySelector("main").contains(e),
        name: e.outerHTML.slice(0, 100),
        // of a date the browser itself marks the part that is meant; of a mark in a picture, its outline shows it
        marked: e.matches("input[type=date]") || style.boxShadow !== "none"
            || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
            || marks.slice(1).some(mark => mark.stroke !== "none" && parseFloat(mark.strokeWidth) >= 2),
        seen: box.width > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
    };
}"""


@pytest.fixture(scope="module")
def way(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[tuple[Page, Complaints, str]]:
    """A browser of one language, width and colours, which goes from page to page."""
    language, width, scheme = request.param
    with page_watched(browser, address, language=language, width=width, scheme=scheme) as (page, complaints):
        yield page, complaints, language


def named(way: tuple[str, int, str]) -> str:
    return "-".join(map(str, way))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("way", EVERYWHERE, indirect=True, ids=named)
def test_the_page_is_accessible_and_nothing_is_cut_off_or_covered(way: tuple[Page, Complaints, str], path: str) -> None:
    look_at(way, path)


@pytest.mark.parametrize("path", LOOKS)
@pytest.mark.parametrize("way", OTHER_COLOURS, indirect=True, ids=named)
def test_dark_mode_has_enough_contrast(way: tuple[Page, Complaints, str], path: str) -> None:
    look_at(way, path, *_BROKEN_BY_COLOURS)


def look_at(way: tuple[Page, Complaints, str], path: str, *rules: str) -> None:
    page, complaints, language = way
    complaints.found.clear()
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == (404 if path == "/nothing" else 400 if "nonsense" in path else 200)
    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("heading", level=1).count() == 1
    draw_charts(page)
    assert layout_faults(page) == []
    assert accessibility_faults(page, *rules) == []
    assert complaints.found == []


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """A page on a desk, that goes from address to address."""
    with page_watched(browser, address) as (page, _):
        yield page


@pytest.mark.parametrize("path", LOOKS)
def test_the_content_is_reached_by_keyboard_with_a_visible_focus(desk: Page, path: str) -> None:
    desk.goto(path)
    desk.keyboard.press("Tab")
    first = desk.evaluate(_FOCUS)
    assert "#main" in first["name"]
    assert first["seen"] and first["marked"]
    desk.keyboard.press("Enter")
    for stop in range(6):
        desk.keyboard.press("Tab")
        focus = desk.evaluate(_FOCUS)
        if not focus["main"]:
            assert stop > 0 or desk.locator("main").locator("a, button, input").count() == 0
            break
        assert focus["seen"] and focus["marked"], focus["name"]


@pytest.mark.parametrize("language", ["tr", "en"])
def test_every_page_has_a_title_of_its_own(address: str, language: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    with httpx.Client(base_url=address, headers=headers, timeout=30) as asking:
        paths = dict.fromkeys(path.partition("?")[0] for path in PAGES if not path.startswith("/trace"))
        titles = Counter(re.findall(r"<title>(.*?)</title>", asking.get(path).text)[0] for path in paths)
    assert [title for title, count in titles.items() if count > 1] == []
    assert all(title.endswith(" – Kentgraf") and len(title) > len(" – Kentgraf") for title in titles)


def test_the_pages_can_be_read_without_scripts(browser: Browser, address: str) -> None:
    with page_watched(browser, address, width=PHONE, script=False) as (page, complaints):
        for path in ("/", "/network", "/money?goal=5", "/departments", "/sparql"):
            page.goto(path)
            assert page.get_by_role("heading", level=1).inner_text()
            assert page.get_by_role("main").get_by_role("link").count() > 3
    assert complaints.found == []
