"""Pictures of every page, at the widths of a desk and of a phone, light and dark, for a person to look at.

make screenshots        writes build/screenshots/ with an index.html; needs chromium (Debian: apt-get install chromium)
make pictures           writes the pictures that the README shows, docs/pictures/
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from playwright.sync_api import Browser
from support.browsing import DESK, PHONE, browser_running, find_browser, page_watched
from support.page_checks import PAGES, draw_charts, layout_faults
from support.served import serving

from kentgraf.graph.store.build import build

# Turkish everywhere; English, whose words are of other lengths, once at each width
WAYS = (
    ("tr", DESK, "light"),
    ("tr", DESK, "dark"),
    ("tr", PHONE, "light"),
    ("tr", PHONE, "dark"),
    ("en", DESK, "light"),
    ("en", PHONE, "light"),
)
ROOT = Path(__file__).parents[2]
OUT = ROOT / "build" / "screenshots"
SHOWN = {"money": ("/money?goal=5", "body"), "network": ("/network?on=2025-03-01", "svg.picture")}
"""What the README shows: the page, and the part of it that is taken, as far as the first screen reaches."""
_IN_README = ("en", DESK, "light")
_FIRST_SCREEN = 1000
_TALLEST = 6000  # what lies below are more rows of the same table


def shoot(browser: Browser, address: str, language: str, width: int, scheme: str) -> Iterator[str]:
    """Pictures of all pages in one way; gives what is wrong with them."""
    with page_watched(browser, address, language=language, width=width, scheme=scheme) as (page, complaints):
        for path in PAGES:
            page.goto(path)
            draw_charts(page)
            page.wait_for_load_state("networkidle")
            height = min(_TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=OUT / _file(path, language, width, scheme), full_page=True, clip=clip)
            for fault in [*layout_faults(page), *complaints.found]:
                yield f"{path} ({language}, {width}, {scheme}): {fault}"
            complaints.found.clear()


def show(browser: Browser, address: str) -> None:
    """Pictures of the first screen of the pages that the README shows."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    language, width, scheme = _IN_README
    with page_watched(browser, address, language=language, width=width, scheme=scheme) as (page, _):
        page.set_viewport_size({"width": width, "height": _FIRST_SCREEN})
        for name, (path, part) in SHOWN.items():
            page.goto(path)
            draw_charts(page)
            page.wait_for_load_state("networkidle")
            if part == "body":
                page.screenshot(path=folder / f"{name}.png")
            else:
                page.locator(part).screenshot(path=folder / f"{name}.png")


def write_index() -> None:
    """All pictures on one page, those of a page side by side."""
    parts = [
        f"<h2>{escape(path)}</h2><p>"
        + "".join(
            f'<a href="{name}"><img loading="lazy" src="{name}" alt="{name}" title="{name}" height="480"></a> '
            for name in (_file(path, *way) for way in WAYS)
        )
        for path in PAGES
    ]
    (OUT / "index.html").write_text("<!doctype html><meta charset=utf-8><title>Kentgraf</title>" + "\n".join(parts))


def _file(path: str, language: str, width: int, scheme: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "start"
    return f"{name}.{language}.{width}.{scheme}.png"


def main() -> int:
    """Make all pictures; 1 if a page complained in the console, scrolls sideways, or shows something cut or covered."""
    chromium = find_browser()
    if chromium is None:
        sys.exit("chromium is missing; the variable CHROMIUM may name another browser of its kind.")
    faults: list[str] = []
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build(None, Path(folder))
        with serving(Path(folder)) as served, browser_running(chromium) as browser:
            if "--for-readme" in sys.argv:
                show(browser, served.address)
                return 0
            for old in OUT.glob("*.png"):
                old.unlink()
            faults = [fault for way in WAYS for fault in shoot(browser, served.address, *way)]
    write_index()
    print("\n".join([*faults, f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(Path.cwd())}"]))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
