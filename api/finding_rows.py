"""The findings as a table for people."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from kentgraf.api.numbers import format_number
from kentgraf.api.terminal_tables import render_table
from kentgraf.graph.audit import AuditReport


def render_findings(report: AuditReport, language: str) -> str:
    """How many findings each rule has, and each finding with both values, in the language asked for."""
    return (_findings(report, language) if report.findings else "No findings.\n") + _people(report)


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
                "/".join(finding.focus.rsplit("/", 3)[1:]),
                finding.message_tr if language == "tr" else finding.message_en,
                *(_value(v) for v in (finding.printed, finding.computed, finding.difference)),
                ", ".join(map(str, finding.lines)),
            )
            for finding in report.findings
        ],
        numeric=(3, 4, 5),
    )
    return counts + findings


def _value(text: str | None) -> str:
    """A value of the finding, Turkish style if it is a number."""
    try:
        return format_number(Decimal(text or ""))
    except InvalidOperation:
        return text or ""
