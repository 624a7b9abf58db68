"""Checks of pages in a browser: accessibility (axe-core), and layout faults such as clipped or overlapping content."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

# a page of every kind, and a thing of every class that has a page
PAGES: Final = (
    "/",
    "/council?on=2025-03-01",
    "/bodies",
    "/network?on=2025-03-01",
    "/network?on=2025-03-01&party=MHP",
    "/money",
    "/money?goal=1",
    "/money?goal=5",
    "/departments",
    "/strategy",
    "/strategy?rating=disputed&sort=rating",
    "/findings",
    "/source",
    "/source/8360",
    "/about",
    "/search?q=ulasim",
    "/search?q=qqqq",
    "/sparql",
    "/sparql?query=SELECT%20%3Fs%20%3Fp%20%3Fo%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%2020",
    "/sparql?query=nonsense",
    "/trace?code=5.1",
    "/docs",
    "/id/izmir/person/2025-075",
    "/id/izmir/commission/ulasim",
    "/id/izmir/plan/2025-2029/area/1",
    "/id/izmir/plan/2025-2029/goal/5",
    "/id/izmir/plan/2025-2029/objective/5.1",
    "/id/izmir/plan/2025-2029/target/5.1.1",
    "/id/izmir/plan/2025-2029/activity/87",
    "/id/izmir/plan/2025-2029/indicator/4.1.1-cbs-veri-tabanina-entegre-edilen-vektor-ureme-alanlarinin",
    "/id/izmir/department/46.35.1.42",
    "/id/party/chp",
    "/id/source/izmir-2025",
    "/id/izmir",
    "/nothing",
)
_SEVERE: Final = ("serious", "critical")
_REPEATED_ROWS: Final = ".lines tr:nth-child(n+40)"  # thousands of rows with the same structure


@cache
def _layout() -> str:
    return (Path(__file__).parent / "layout_faults.js").read_text("utf-8")


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def draw_charts(page: Page) -> None:
    """Scroll to every chart and wait until it is drawn: charts are drawn lazily."""
    for chart in page.locator("figure[data-chart]:has(script)").all():
        if chart.is_visible():
            chart.scroll_into_view_if_needed()
            chart.locator(".main-svg").first.wait_for()
    page.evaluate("window.scrollTo(0, 0)")


def layout_faults(page: Page) -> list[str]:
    """Return content that scrolls sideways, is clipped, lies outside of its picture or covers something else."""
    found: list[str] = page.evaluate(_layout())
    return found


def accessibility_faults(page: Page, *rules: str) -> list[str]:
    """Return what axe-core reports as serious or critical, by all of its rules or by those given."""
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(_axe())
    wanted: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    if rules:
        wanted = {"resultTypes": ["violations"], "runOnly": list(rules)}
    page.evaluate("more => document.querySelectorAll(more).forEach(row => row.remove())", _REPEATED_ROWS)
    violations = page.evaluate("async wanted => (await axe.run(document, wanted)).violations", wanted)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + " | ".join(node["html"][:120] for node in one["nodes"][:3])
        + f" ({len(one['nodes'])} times)"
        for one in violations
        if one["impact"] in _SEVERE
    ]
