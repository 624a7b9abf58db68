"""`/findings`: what the checks found, filtered, in pages; the same as CSV and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.pages.findings.context import finding_context
from kentgraf.api.pages.findings.data import Findings, graph_findings
from kentgraf.api.pages.findings.filters import SEVERITIES, FindingFilter, read_filter
from kentgraf.api.pages.layout.pagination import count_pages, read_page_number
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.graph.audit.report import AuditReport, Severity
from kentgraf.shapes.coverage import Check

_PAGE_SIZE: Final = 25

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class RuleCount:
    """A rule with the number of its findings, and how much it checked, if that was counted."""

    name: str
    findings: int
    severity: Severity | None
    check: Check | None


@router.api_route("/findings", methods=["GET", "HEAD"])
def show_findings(request: Request, rule: str = "", severity: str = "", q: str = "", page: str = "1") -> Response:
    """Show a page of the findings that match. Raises LocalizedError, 404, for an unknown filter or page."""
    snapshot = current_snapshot(request)
    findings = graph_findings(snapshot)
    chosen = read_filter(findings, rule, severity, q)
    found = chosen.apply(findings)
    pages = count_pages(len(found), _PAGE_SIZE)
    number = read_page_number(page, pages)
    severities = [
        (one, len(FindingFilter(chosen.rule, one, chosen.words).apply(findings))) for one in ("", *SEVERITIES)
    ]
    return render_page(
        request,
        "findings.html",
        findings=findings,
        chosen=chosen,
        found=found[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE],
        count=len(found),
        page=number,
        pages=pages,
        severities=severities,
        rules=_count_by_rule(findings, chosen),
        **finding_context(request, snapshot),
    )


@router.api_route("/findings.csv", methods=["GET", "HEAD"])
def get_csv(request: Request, rule: str = "", severity: str = "", q: str = "") -> Response:
    """Return the findings that match as CSV."""
    return Response(_filter(request, rule, severity, q).to_csv(), media_type="text/csv; charset=utf-8")


@router.api_route("/findings.json", methods=["GET", "HEAD"])
def get_json(request: Request, rule: str = "", severity: str = "", q: str = "") -> Response:
    """Return the findings that match as JSON."""
    found = _filter(request, rule, severity, q).as_dict(page_language(request))["findings"]
    return Response(dump_json({"count": len(found), "findings": found}), media_type="application/json")


def _filter(request: Request, rule: str, severity: str, q: str) -> AuditReport:
    findings = graph_findings(current_snapshot(request))
    return AuditReport(read_filter(findings, rule, severity, q).apply(findings))


def _count_by_rule(findings: Findings, chosen: FindingFilter) -> list[RuleCount]:
    """Return every rule that found something or compares figures, the ones with most findings first."""
    checks = {check.rule_name: check for check in findings.report.checks if check.kind != "none"}
    severities = {finding.rule_name: finding.severity for finding in findings.report.findings}
    names = severities.keys() | {name for name, check in checks.items() if check.kind != "structure" and check.checked}
    counts = [
        RuleCount(
            name,
            len(FindingFilter(name, chosen.severity, chosen.words).apply(findings)),
            severities.get(name),
            checks.get(name),
        )
        for name in names
    ]
    return sorted(counts, key=lambda one: (-one.findings, one.severity is None, one.name))
