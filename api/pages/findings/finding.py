"""The page of a finding: both values, and the printed lines among their neighbours."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.findings.context import finding_context
from kentgraf.api.pages.findings.data import graph_findings
from kentgraf.api.pages.layout.entity_pages import EntityPage, entity_page
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.sources.source_lines import SourceLine, source_lines
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.shapes.rule_titles import rule_title

_NEIGHBOURS: Final = 2


@entity_page("kg:Finding")
def make_finding_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of a finding."""
    findings = graph_findings(snapshot)
    finding = next((one for one in findings.report.findings if one.iri == iri.value), None)
    if finding is None:
        return None
    links = Links(request, snapshot)
    around: list[tuple[SourceLine, bool]] = []
    quoted = set(findings.quoted.get(iri.value, ()))
    for document in sorted({line.partition("#")[0] for line in quoted}):
        around += _with_neighbours(snapshot, document, quoted)
    check = next((one for one in findings.report.checks if one.rule == finding.rule and one.kind != "none"), None)
    return EntityPage(
        "entity_finding.html",
        {
            "finding": finding,
            "findings": findings,
            "around": around,
            "check": check,
            **finding_context(request, snapshot),
        },
        breadcrumbs=(
            (links.local("/findings"), Texts(page_language(request))("findings.title")),
            (links.local("/findings", rule=finding.rule_name), rule_title(finding.rule_name, page_language(request))),
        ),
    )


def _with_neighbours(snapshot: GraphSnapshot, document: str, quoted: set[str]) -> list[tuple[SourceLine, bool]]:
    """Return the quoted lines of a document and the known ones next to them, each with whether it is quoted."""
    lines = source_lines(snapshot).of_document(document)
    indices = {
        near
        for index, line in enumerate(lines)
        if line.iri in quoted
        for near in range(max(0, index - _NEIGHBOURS), min(len(lines), index + _NEIGHBOURS + 1))
    }
    return [(lines[index], lines[index].iri in quoted) for index in sorted(indices)]
