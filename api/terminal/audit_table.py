"""The findings as tables for the terminal."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.audit.report import AuditReport, Finding, line_ranges

_CHECK_KINDS = {
    "sum": "sums",
    "percentage": "percentages",
    "restatement": "figures printed twice",
    "count": "counts in the text",
    "rating": "ratings",
    "row": "rows missing or doubled",
    "signal": "signals",
}


def render_findings(report: AuditReport, language: str) -> str:
    """Return tables of the findings by rule, of each finding, of what was checked, and of the spellings of people."""
    findings = _render_findings(report, language) if report.findings else "No findings.\n"
    return findings + _render_checks(report, language) + (_render_people(report) if report.people else "")


def _render_checks(report: AuditReport, language: str) -> str:
    """Return the number of comparisons made and held by kind, and what could not be checked."""
    held = render_table(
        ("checked", "comparisons", "held"),
        [(_CHECK_KINDS.get(kind, kind), str(made), str(kept)) for kind, (made, kept) in report.comparisons().items()],
        numeric=(1, 2),
    )
    not_checked = [
        (
            check.rule_name,
            str(check.left_out or ""),
            (check.reason_tr if language == "tr" else check.reason_en) or "",
        )
        for check in report.not_checked()
    ]
    return (held if report.comparisons() else "") + (
        render_table(("not checked", "number", "because"), not_checked, numeric=(1,)) if not_checked else ""
    )


def _render_people(report: AuditReport) -> str:
    """Return the number of people and spellings, and the cases that are still open."""
    counts = render_table(("people", "count"), [(what, str(n)) for what, n in report.people.items()], numeric=(1,))
    rows = [
        (case.about, case.row or "", case.field or "", case.found or "", case.expected, str(case.line or ""))
        for case in report.open_cases
    ]
    return counts + render_table(("open in", "row", "field", "found", "expected or done", "line"), rows, numeric=(5,))


def _render_findings(report: AuditReport, language: str) -> str:
    counts = render_table(
        ("rule", "severity", "findings"),
        [(rule, severity, str(count)) for (rule, severity), count in report.counts().items()],
        numeric=(2,),
    )
    findings = render_table(
        ("rule", "about", "finding", "printed / target", "computed / actual", "difference", "lines"),
        [
            (
                finding.rule_name,
                _shorten_iri(finding.focus),
                finding.message_tr if language == "tr" else finding.message_en,
                *_values(finding),
                line_ranges(finding.lines),
            )
            for finding in report.findings
        ],
        numeric=(3, 4, 5),
    )
    return counts + findings


def _values(finding: Finding) -> tuple[str, str, str]:
    """Return what the columns of both values and the difference show; target and actual value of an indicator's result."""
    if finding.result is not None:
        return finding.result.target or "–", finding.result.actual or "–", ""
    return _format_value(finding.printed), _format_value(finding.computed), _format_value(finding.difference)


def _shorten_iri(iri: str) -> str:
    """Return the part of an IRI after the city, or the whole IRI."""
    return iri.partition("/id/")[2].partition("/")[2] or iri


def _format_value(text: str | None) -> str:
    """Return a value of a finding; a number is formatted the Turkish way."""
    try:
        return format_number(Decimal(text or ""))
    except InvalidOperation:
        return text or ""
