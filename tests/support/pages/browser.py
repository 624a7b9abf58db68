"""A real browser (Debian's chromium, driven by playwright), and pages that record console errors and failed requests."""

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
_CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


# the first is chromium without a user interface, which tests don't need and which costs a fifth of the time
_BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")


def find_browser() -> str | None:
    """Return the path of chromium or a compatible browser, or None; the environment variable CHROMIUM may name one."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else _BROWSERS)), None)


@contextmanager
def browser_running(executable: str) -> Iterator[Browser]:
    """Start the browser and close it when the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_CHROMIUM_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Complaints:
    """Problems on a page: console messages, script errors, failed requests, and requests to other hosts."""

    home: str
    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Record all problems on `page` from now on."""
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("request", self._note_request)
        page.on("requestfailed", self._note_failure)
        page.on("popup", self.watch)

    def _note_message(self, message: ConsoleMessage) -> None:
        # the browser logs a message for each error page; tests check the status of those themselves
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
        # the browser itself aborts requests for downloads, and for pages that are left before they have loaded
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed: {request.url} {request.failure}")


@contextmanager
def page_watched(browser: Browser, address: str, **options: Any) -> Iterator[tuple[Page, Complaints]]:
    """Open a page in a new browser context at `address`; the options are those of `new_user`."""
    with new_user(browser, address, **options) as context, page_in(context, address) as found:
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
    """Open an empty browser context with a language, a width and a colour scheme; narrow ones have a touch screen."""
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
    context.set_default_timeout(60_000)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def page_in(context: BrowserContext, address: str) -> Iterator[tuple[Page, Complaints]]:
    """Open a page in a browser context, and record its problems."""
    page = context.new_page()
    complaints = Complaints(urlsplit(address).netloc)
    complaints.watch(page)
    try:
        yield page, complaints
    finally:
        page.close()
