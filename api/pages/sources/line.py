"""`/source/{line}`: what is printed on a line of a source or typed into a row of a table, and the facts that rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pyoxigraph import Literal, NamedNode

from kentgraf.api.i18n.labels import Labels, natural_sort_key
from kentgraf.api.pages.layout.errors import LocalizedError
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.sources.line_links import line_links
from kentgraf.api.pages.sources.source import find_source, quoted_places
from kentgraf.api.pages.sources.source_lines import SourceLine, raw_text
from kentgraf.api.query_service.snapshot import GraphSnapshot, Source, current_snapshot
from kentgraf.ontology.namespaces import term

_LINES_AROUND: Final = 3
_QUOTED_FROM: Final = term("prov:wasQuotedFrom")
_PRINTED: Final = term("kg:printed")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Fact:
    """A thing that was read from a line: its label and class, and the cells that it keeps as printed."""

    iri: str
    label: str
    kind: str
    printed: str


@dataclass(frozen=True)
class QuotedLine:
    """A quoted line with the facts that were read from it."""

    line: SourceLine
    facts: tuple[Fact, ...]


@router.api_route("/source/{line}", methods=["GET", "HEAD"])
def show_line(request: Request, line: str, of: str = "", table: str = "") -> HTMLResponse:
    """Show a line of the source named `of`, with the quoted lines before and after it; or a row of its typed tables.

    `table` names the table. Without it a number is a line of the report, or the row of any table of a source without a
    report. Raises LocalizedError, 404, for an unknown source, table, line or row.
    """
    snapshot = current_snapshot(request)
    source = find_source(snapshot, of)
    places = quoted_places(snapshot, source, table)
    if table or not source.is_report:
        return _show_row(request, snapshot, source, [one for one in places if one.table], line, of, table)
    known = [one for one in places if one.table is None]
    text = raw_text(snapshot, source.iri)
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 9 else 0
    end = len(text.lines) if text else source.lines or max((one.last for one in known), default=0)
    if not 1 <= number <= end:
        raise LocalizedError(404, "refused.line", line=line, end=end)
    labels = Labels(snapshot.store, page_language(request))
    quoted = [QuotedLine(one, _read_facts(snapshot, labels, one)) for one in known if one.first <= number <= one.last]
    raw = list(text.span(max(1, number - _LINES_AROUND), number + _LINES_AROUND)) if text else []
    return render_page(
        request,
        "source_line.html",
        source=source,
        line=number,
        quoted_lines=quoted,
        before=next((one for one in reversed(known) if one.last < number), None),
        after=next((one for one in known if one.first > number), None),
        raw=raw,
        covered={n for n, _ in raw for one in known if one.first <= n <= one.last},
        of=of,
        line_of=line_links(Links(request, snapshot), snapshot),
    )


def _show_row(
    request: Request, snapshot: GraphSnapshot, source: Source, rows: list[SourceLine], line: str, of: str, table: str
) -> HTMLResponse:
    """Show the row `line` of the typed tables whose quoted rows are `rows`."""
    number = int(line) if line.isascii() and line.isdigit() and len(line) < 9 else 0
    meant = [one for one in rows if one.first == number]
    if not meant:
        raise LocalizedError(404, "refused.row", row=line)
    labels = Labels(snapshot.store, page_language(request))
    return render_page(
        request,
        "source_row.html",
        source=source,
        row=number,
        quoted_rows=[QuotedLine(one, _read_facts(snapshot, labels, one)) for one in meant],
        of=of,
        table=table,
        line_of=line_links(Links(request, snapshot), snapshot),
    )


def _read_facts(snapshot: GraphSnapshot, labels: Labels, line: SourceLine) -> tuple[Fact, ...]:
    """Return what was read from a line, by class and label."""
    nodes = {
        quad.subject
        for quad in snapshot.store.quads_for_pattern(None, _QUOTED_FROM, NamedNode(line.iri), None)
        if isinstance(quad.subject, NamedNode)
    }
    facts = [
        Fact(node.value, labels.of(node), labels.class_label(node) or "", _printed(snapshot, node)) for node in nodes
    ]
    return tuple(sorted(facts, key=lambda fact: (natural_sort_key(fact.kind), natural_sort_key(fact.label), fact.iri)))


def _printed(snapshot: GraphSnapshot, fact: NamedNode) -> str:
    quads = snapshot.store.quads_for_pattern(fact, _PRINTED, None, None)
    return " · ".join(sorted({quad.object.value for quad in quads if isinstance(quad.object, Literal)}))
