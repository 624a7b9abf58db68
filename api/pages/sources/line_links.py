"""Links to quoted places: the page of a line of a report, or of a row of a typed table."""

from __future__ import annotations

from collections.abc import Callable

from kentgraf.api.pages.layout.links import Links
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.ontology.quotations import read_quoted_place

LineLink = Callable[[str], str | None]
"""Returns the URL of the page about a quoted line or row, given its IRI."""


def first_line(quoted: str) -> int | None:
    """Return the first line, or the row, that an IRI's fragment names, from 1 on; None for a fragment of another kind.

    >>> first_line("https://example.org/source/a#line=44,48")
    45
    """
    place = read_quoted_place(quoted)
    return place.first if place else None


def line_links(links: Links, snapshot: GraphSnapshot) -> LineLink:
    """Return a function that makes links to quoted places; they name the source only if there are several."""
    has_several = len(snapshot.sources) > 1

    def link(quoted: str) -> str | None:
        place = read_quoted_place(quoted)
        if place is None:
            return links.thing(quoted)
        kept = {"of": source_name(place.source)} if has_several else {}
        if place.table is not None:
            kept["table"] = place.table
        return links.local(f"/source/{place.first}", **kept)

    return link


def source_name(document: str) -> str:
    """Return the name of a source in URLs: the last segment of its IRI."""
    return document.rstrip("/").rpartition("/")[2]
