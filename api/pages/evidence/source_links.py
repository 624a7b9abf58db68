"""Where a quoted line can be read: the page of that line of the report, or the row of a table that was quoted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from kentgraf.api.pages.frame.rendering import Links
from kentgraf.api.query_service.publication import Publication

LineLink = Callable[[str], str | None]
"""The address of a quoted line, by its IRI."""

_LINES: Final = re.compile(r"line=(\d+),(\d+)")


def first_line(quoted: str) -> int | None:
    """The first line that a fragment names (RFC 5147 counts the gaps between lines); None for what is no line of a text.

    >>> first_line("https://example.org/source/a#line=44,48")
    45
    """
    found = _LINES.fullmatch(quoted.partition("#")[2])
    return int(found[1]) + 1 if found else None


def line_links(links: Links, publication: Publication) -> LineLink:
    """Gives the address of a quoted line; the source stands in it only where there are several."""
    several = len(publication.sources) > 1

    def address(quoted: str) -> str | None:
        line = first_line(quoted)
        if line is None:
            return links.thing(quoted)
        document = quoted.partition("#")[0]
        kept = {"of": source_name(document)} if several else {}
        return links.local(f"/source/{line}", **kept)

    return address


def source_name(document: str) -> str:
    """What a source is called in addresses: the last part of its IRI."""
    return document.rstrip("/").rpartition("/")[2]
