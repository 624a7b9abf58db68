"""`/source`: the quoted lines of a source, and the choice of a source for it and for the page of a line."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from kentgraf.api.pages.layout.errors import LocalizedError
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.pagination import count_pages, read_page_number
from kentgraf.api.pages.layout.rendering import render_page
from kentgraf.api.pages.sources.line_links import line_links, source_name
from kentgraf.api.pages.sources.source_lines import SourceLine, raw_text, source_checksums, source_lines
from kentgraf.api.query_service.snapshot import GraphSnapshot, Source, current_snapshot

_PAGE_SIZE: Final = 100

router = APIRouter(include_in_schema=False)


@router.api_route("/source", methods=["GET", "HEAD"])
def show_source(request: Request, of: str = "", page: str = "1", line: str = "", table: str = "") -> Response:
    """Show a page of the quoted lines of the source named `of`, or of the rows of its `table`, or redirect to `line`.

    Raises LocalizedError, 404, for an unknown source, table or page.
    """
    snapshot = current_snapshot(request)
    if line:
        kept = {name: value for name, value in (("of", of), ("table", table)) if value}
        return RedirectResponse(Links(request, snapshot).local(f"/source/{quote(line.strip(), safe='')}", **kept), 303)
    source = find_source(snapshot, of)
    lines = quoted_places(snapshot, source, table)
    pages = count_pages(len(lines), _PAGE_SIZE)
    number = read_page_number(page, pages)
    return render_page(
        request,
        "source.html",
        source=source,
        checksum=source_checksums(snapshot).get(source.iri),
        count=len(lines),
        lines=lines[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE],
        page=number,
        pages=pages,
        loaded=raw_text(snapshot, source.iri) is not None,
        of=of,
        table=table,
        line_of=line_links(Links(request, snapshot), snapshot),
    )


def find_source(snapshot: GraphSnapshot, of: str) -> Source:
    """Return the source named `of`, or the first if that is empty. Raises LocalizedError, 404, if there is none."""
    named = [source for source in snapshot.sources if not of or source_name(source.iri) == of]
    if not named:
        raise LocalizedError(404, "refused.source", source=of) if of else LocalizedError(404, "refused.nosource")
    return named[0]


def quoted_places(snapshot: GraphSnapshot, source: Source, table: str = "") -> tuple[SourceLine, ...]:
    """Return the quoted lines of a source, and the rows of its typed tables; or only the rows of `table`.

    Raises LocalizedError, 404, for a table without quoted rows.
    """
    found = source_lines(snapshot).of_source(source.iri)
    if not table:
        return found
    rows = tuple(one for one in found if one.table == table)
    if not rows:
        raise LocalizedError(404, "refused.table", table=table)
    return rows
