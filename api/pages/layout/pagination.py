"""Pages of long lists."""

from __future__ import annotations

from kentgraf.api.pages.layout.errors import LocalizedError


def count_pages(count: int, size: int) -> int:
    """Return the number of pages of `size` that a list of `count` takes, at least one."""
    return max(1, -(-count // size))


def read_page_number(text: str, pages: int) -> int:
    """Return the number in `text`. Raises LocalizedError, 404, if it is not that of one of the pages."""
    number = int(text[:9]) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= pages:
        raise LocalizedError(404, "refused.page", page=text, pages=pages)
    return number
