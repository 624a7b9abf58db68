"""The findings as a table for people."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.audit.report import AuditReport, line_ranges

_KINDS = {
    "sum": "sums",
    "percentage": "percentages",
    "restatement": "figures printed twice",
    "count": "counts in the text",
    "rating": "ratings",
    "row": "rows missing or doubled",
    "signal": "signals",
}


def render_findings(report: AuditReport, language: str) -> str:
    """How many findings each rule has, and each finding with both values, in the language asked for."""
    told = _findings(report, language) if report.findings else "No findings.\n"
    return told + _checked(report, language) + (_people(report) if report.people else "")


def _checked(report: AuditReport, language: str) -> str:
    """How many comparisons of each kind were made and held, and what could not be checked."""
    held = render_table(
        ("checked", "comparisons", "held"),
        [(_KINDS.get(kind, kind), str(made), str(kept)) for kind, (made, kept) in report.comparisons().items()],
        numeric=(1, 2),
    )
    left = [
        (
            check.rule_name,
            str(check.left_out or ""),
            (check.reason_tr if language == "tr" else check.reason_en) or "",
        )
        for check in report.not_checked()
    ]
    return (held if report.comparisons() else "") + (
        render_table(("not checked", "number", "because"), left, numeric=(1,)) if left else ""
    )


def _people(report: AuditReport) -> str:
    """How many people under how many spellings, and what stays open."""
    counts = render_table(("people", "count"), [(what, str(n)) for what, n in report.people.items()], numeric=(1,))
    rows = [
        (case.about, case.row or "", case.field or "", case.found or "", case.expected, str(case.line or ""))
        for case in report.open_cases
    ]
    return counts + render_table(("open in", "row", "field", "found", "expected or done", "line"), rows, numeric=(5,))


def _findings(report: AuditReport, language: str) -> str:
    counts = render_table(
        ("rule", "severity", "findings"),
        [(rule, severity, str(count)) for (rule, severity), count in report.counts().items()],
        numeric=(2,),
    )
    findings = render_table(
        ("rule", "about", "finding", "printed", "computed", "difference", "lines"),
        [
            (
                finding.rule_name,
                _about(finding.focus),
                finding.message_tr if language == "tr" else finding.message_en,
                *(_value(v) for v in (finding.printed, finding.computed, finding.difference)),
                line_ranges(finding.lines),
            )
            for finding in report.findings
        ],
        numeric=(3, 4, 5),
    )
    return counts + findings


def _about(iri: str) -> str:
    """What follows the city in an IRI, or the whole IRI."""
    return iri.partition("/id/")[2].partition("/")[2] or iri


def _value(text: str | None) -> str:
    """A value of the finding, Turkish style if it is a number."""
    try:
        return format_number(Decimal(text or ""))
    except InvalidOperation:
        return text or ""
