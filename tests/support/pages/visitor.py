"""A simulated user of a page, who reads it and acts by mouse, by touch or by keyboard alone."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from playwright.sync_api import ElementHandle, Locator, Page
from support.pages.browser import DESK

from kentgraf.api.i18n.texts import Texts

_MAX_TABS: Final = 400  # more presses of Tab count as a page that can't be used by keyboard
_LIES_AHEAD: Final = """goal => {
    const main = document.querySelector("main");
    return main.contains(goal) && !main.contains(document.activeElement);
}"""
_HAS_KEYBOARD: Final = "goal => goal === document.activeElement"
_ROWS: Final = """table => [...table.rows]
    .filter(row => row.closest("table") === table && !row.closest("tfoot"))
    .filter(row => row.querySelector("td") && !row.querySelector("[scope=col]"))
    .map(row => [...row.cells].map(cell => cell.innerText.trim().replace(/\\s+/g, " ")))"""


class Visitor:
    """A user of `page` in one language who has only a keyboard, or only a pointer.

    Texts are named by their keys: `visitor.go("nav.money")` follows that link of the navigation.
    """

    def __init__(self, page: Page, language: str, by_keyboard: bool) -> None:
        self.page = page
        self.language = language
        self.t = Texts(language)
        self.by_keyboard = by_keyboard
        size = page.viewport_size
        self._by_touch = size is not None and size["width"] < DESK
        self.main = page.get_by_role("main")

    def open_start(self) -> None:
        """Open the start page."""
        self.page.goto("/")

    def go(self, key: str) -> None:
        """Follow a link of the navigation."""
        header = self.page.get_by_role("banner")
        link = header.get_by_role("link", name=self.t(key), exact=True)
        if link.count() == 0:  # in a collapsed menu on narrow screens
            self.press(header.locator("summary, button").first)
        self.follow(link.first)

    def follow(self, link: Locator) -> None:
        """Follow a link, or press a button, and wait for the next page."""
        if self.by_keyboard:
            self.reach(link)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                self.press(link)

    def press(self, target: Locator) -> None:
        """Click, tap, or move the focus there by Tab and press Enter."""
        if self.by_keyboard:
            self.reach(target)
            self.page.keyboard.press("Enter")
        elif self._by_touch:
            target.tap()
        else:
            target.click()

    def search(self, words: str) -> None:
        """Type words into the search field of the header and press Enter."""
        field = self.page.get_by_role("banner").locator("input[type=search]")
        self.write(field, words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, field: Locator, words: str) -> None:
        """Replace the content of a field."""
        if self.by_keyboard:
            self.reach(field)
        else:
            self.press(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def set_day(self, day: date) -> None:
        """Enter a day into the page's date field and submit the form."""
        field = self.main.get_by_label(self.t("days.on"), exact=True)
        if self.by_keyboard:
            self.reach(field)
            for order in ("%m%d%Y", "%d%m%Y"):  # the order of the parts depends on the browser's language
                self.page.keyboard.type(day.strftime(order))
                if field.input_value() == day.isoformat():
                    break
                self.page.keyboard.press("Shift+Tab")
                self.reach(field)
        else:
            field.fill(day.isoformat())
        assert field.input_value() == day.isoformat()
        self.follow(self.main.get_by_role("button", name=self.t("days.show"), exact=True))

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a select field."""
        field = self.main.get_by_role("combobox", name=self.t(label), exact=True)
        if self.by_keyboard:
            self.reach(field)
            self.page.keyboard.type(option)
        else:
            field.select_option(label=option)
        assert field.locator("option:checked").inner_text() == option

    def reach(self, target: Locator) -> None:
        """Move the focus to `target`: by the link that skips the navigation, then by Tab."""
        goal = target.element_handle()
        if goal.evaluate(_LIES_AHEAD):
            self.page.evaluate("document.activeElement.blur()")
            self.page.keyboard.press("Tab")
            if goal.evaluate(_HAS_KEYBOARD):
                return
            if goal.evaluate(_LIES_AHEAD):  # after going back to a page, the focus can be in its content
                self._skip_navigation()
        self._tab_to(goal, _MAX_TABS)

    def _skip_navigation(self) -> None:
        link = self.page.get_by_role("link", name=self.t("nav.skip")).element_handle()
        if not link.evaluate(_HAS_KEYBOARD):
            self._tab_to(link, 2)
        self.page.keyboard.press("Enter")

    def _tab_to(self, goal: ElementHandle, most: int) -> None:
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if goal.evaluate(_HAS_KEYBOARD):
                return
        raise AssertionError(f"{most} times Tab didn't lead to {goal}")

    def table(self, heading: str) -> Locator:
        """Return the table that has a column or caption of that name."""
        return self.main.locator("table").filter(has=self.page.locator("th, caption", has_text=self.t(heading))).first

    def rows(self, table: Locator) -> list[list[str]]:
        """Return the texts of a table's cells, row by row, without its header."""
        found: list[list[str]] = table.evaluate(_ROWS)
        return found

    def amount(self, text: str) -> Decimal:
        """Parse a number as the page's language writes it."""
        return read_number(text, self.language)


def read_number(text: str, language: str) -> Decimal:
    """Parse `1.234,50` (Turkish) or `1,234.50` (English)."""
    group, point = (".", ",") if language == "tr" else (",", ".")
    return Decimal(re.sub(r"[^\d.,-]", "", text.replace("−", "-")).replace(group, "").replace(point, "."))
