"""Screenshots of every page, at desktop and phone width, in the light and the dark colour scheme.

make screenshots        writes build/screenshots/ with an index.html; needs chromium (Debian: apt-get install chromium)
make pictures           writes the screenshots that the README shows, docs/pictures/
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from playwright.sync_api import Browser
from support.pages.browser import DESK, PHONE, browser_running, find_browser, page_watched
from support.pages.page_checks import PAGES, draw_charts, layout_faults
from support.servers.server_process import running_server

from kentgraf.graph.store.build import build

# English, whose words have other lengths than the Turkish ones, once at each width
VARIANTS = (
    ("tr", DESK, "light"),
    ("tr", DESK, "dark"),
    ("tr", PHONE, "light"),
    ("tr", PHONE, "dark"),
    ("en", DESK, "light"),
    ("en", PHONE, "light"),
)
ROOT = Path(__file__).parents[2]
OUT = ROOT / "build" / "screenshots"
README_PAGES = {"money": ("/money?goal=5", "body"), "network": ("/network?on=2025-03-01", "svg.picture")}
"""Pages that the README shows: the path, and the selector of the part that is taken, up to the height of the first screen."""
_README_VARIANT = ("en", DESK, "light")
_FIRST_SCREEN = 1000
_MAX_HEIGHT = 6000  # further down there are only more rows of the same tables


def take_screenshots(browser: Browser, address: str, language: str, width: int, scheme: str) -> Iterator[str]:
    """Take screenshots of all pages in one variant, and yield the faults that are found on them."""
    with page_watched(browser, address, language=language, width=width, scheme=scheme) as (page, complaints):
        for path in PAGES:
            page.goto(path)
            draw_charts(page)
            page.wait_for_load_state("networkidle")
            height = min(_MAX_HEIGHT, page.evaluate("document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=OUT / _file(path, language, width, scheme), full_page=True, clip=clip)
            for fault in [*layout_faults(page), *complaints.found]:
                yield f"{path} ({language}, {width}, {scheme}): {fault}"
            complaints.found.clear()


def take_readme_pictures(browser: Browser, address: str) -> None:
    """Take screenshots of the first screen of the pages that the README shows."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    language, width, scheme = _README_VARIANT
    with page_watched(browser, address, language=language, width=width, scheme=scheme) as (page, _):
        page.set_viewport_size({"width": width, "height": _FIRST_SCREEN})
        for name, (path, part) in README_PAGES.items():
            page.goto(path)
            draw_charts(page)
            page.wait_for_load_state("networkidle")
            if part == "body":
                page.screenshot(path=folder / f"{name}.png")
            else:
                page.locator(part).screenshot(path=folder / f"{name}.png")


def write_index() -> None:
    """Write an HTML page with all screenshots, the variants of a page side by side."""
    parts = [
        f"<h2>{escape(path)}</h2><p>"
        + "".join(
            f'<a href="{name}"><img loading="lazy" src="{name}" alt="{name}" title="{name}" height="480"></a> '
            for name in (_file(path, *variant) for variant in VARIANTS)
        )
        for path in PAGES
    ]
    (OUT / "index.html").write_text("<!doctype html><meta charset=utf-8><title>Kentgraf</title>" + "\n".join(parts))


def _file(path: str, language: str, width: int, scheme: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "start"
    return f"{name}.{language}.{width}.{scheme}.png"


def main() -> int:
    """Take all screenshots; return 1 if a page has console errors, scrolls sideways, or has clipped or covered content."""
    chromium = find_browser()
    if chromium is None:
        sys.exit("chromium is missing; the variable CHROMIUM may name another browser of its kind.")
    faults: list[str] = []
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build(None, Path(folder))
        with running_server(Path(folder)) as served, browser_running(chromium) as browser:
            if "--for-readme" in sys.argv:
                take_readme_pictures(browser, served.address)
                return 0
            for old in OUT.glob("*.png"):
                old.unlink()
            faults = [fault for variant in VARIANTS for fault in take_screenshots(browser, served.address, *variant)]
    write_index()
    print("\n".join([*faults, f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(Path.cwd())}"]))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
