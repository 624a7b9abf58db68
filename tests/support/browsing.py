"""A real browser (Debian's chromium, driven by playwright), and pages that remember what went wrong on them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

DESK, PHONE = 1280, 390
_HEIGHTS = {DESK: 900, PHONE: 844}
_LOCALES = {"tr": "tr-TR", "en": "en-GB"}
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


# the first is chromium without its own windows and menus, which nobody sees here and which take a fifth of the time
_BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")


def find_browser() -> str | None:
    """Where chromium or one of its kind is; the variable CHROMIUM may name it."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else _BROWSERS)), None)


@contextmanager
def browser_running(executable: str) -> Iterator[Browser]:
    """The browser, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Complaints:
    """What a page complained of: its console, its scripts' errors, what didn't load, and what it asked of other hosts."""

    home: str
    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note down whatever goes wrong on `page` from now on."""
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("request", self._note_request)
        page.on("requestfailed", self._note_failure)
        page.on("popup", self.watch)

    def _note_message(self, message: ConsoleMessage) -> None:
        # the browser writes a line for a page that is an error page on purpose; its status is the test's business
        where = message.location.get("url", "")
        is_error_page = (
            "Failed to load resource" in message.text and message.page is not None and where == message.page.url
        )
        if message.type in ("error", "warning") and not is_error_page:
            self.found.append(f"console: {message.text} ({where})")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.home:
            self.found.append(f"asked another host: {request.url}")

    def _note_failure(self, request: Request) -> None:
        # a download and a page that was left before it had come are ended by the browser itself
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed: {request.url} {request.failure}")


@contextmanager
def page_watched(browser: Browser, address: str, **wishes: Any) -> Iterator[tuple[Page, Complaints]]:
    """A page of a new user at `address`; the wishes are those of `new_user`."""
    with new_user(browser, address, **wishes) as context, page_in(context, address) as found:
        yield found


@contextmanager
def new_user(
    browser: Browser,
    address: str,
    *,
    language: str = "tr",
    width: int = DESK,
    scheme: str = "light",
    script: bool = True,
) -> Iterator[BrowserContext]:
    """A new user's browser: nothing kept yet, the width and the language that they have; a finger on a phone."""
    is_phone = width < 500
    context = browser.new_context(
        base_url=address,
        locale=_LOCALES[language],
        viewport={"width": width, "height": _HEIGHTS.get(width, 900)},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=is_phone,
        is_mobile=is_phone,
        java_script_enabled=script,
    )
    context.set_default_timeout(10_000)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def page_in(context: BrowserContext, address: str) -> Iterator[tuple[Page, Complaints]]:
    """A new page in somebody's browser, and what it complains of."""
    page = context.new_page()
    complaints = Complaints(urlsplit(address).netloc)
    complaints.watch(page)
    try:
        yield page, complaints
    finally:
        page.close()
