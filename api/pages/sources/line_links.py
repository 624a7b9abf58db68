"""Links to quoted lines: the page of a line of a report, or the row of a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from kentgraf.api.pages.layout.links import Links
from kentgraf.api.query_service.snapshot import GraphSnapshot

LineLink = Callable[[str], str | None]
"""Returns the URL of the page about a quoted line, given its IRI."""

_LINE_FRAGMENT: Final = re.compile(r"line=(\d+),(\d+)")


def first_line(quoted: str) -> int | None:
    """Return the first line that an IRI's fragment names, from 1 on; None for a fragment of another kind.

    RFC 5147 counts the positions between lines, from 0 on.

    >>> first_line("https://example.org/source/a#line=44,48")
    45
    """
    found = _LINE_FRAGMENT.fullmatch(quoted.partition("#")[2])
    return int(found[1]) + 1 if found else None


def line_links(links: Links, snapshot: GraphSnapshot) -> LineLink:
    """Return a function that makes links to quoted lines; they name the source only if there are several."""
    has_several = len(snapshot.sources) > 1

    def link(quoted: str) -> str | None:
        line = first_line(quoted)
        if line is None:
            return links.thing(quoted)
        document = quoted.partition("#")[0]
        kept = {"of": source_name(document)} if has_several else {}
        return links.local(f"/source/{line}", **kept)

    return link


def source_name(document: str) -> str:
    """Return the name of a source in URLs: the last segment of its IRI."""
    return document.rstrip("/").rpartition("/")[2]
