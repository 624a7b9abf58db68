"""The command `audit`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kentgraf.api.commands.options import CityOption, OutOption, StoreOption, YearOption, open_graph
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.terminal import exit_status
from kentgraf.api.terminal.audit_table import render_findings
from kentgraf.api.terminal.output import write_text
from kentgraf.graph.audit.report import audit as audit_graph
from kentgraf.ontology.errors import NotInGraph


class MinimumSeverity(StrEnum):
    """The lowest severity of the findings that are listed."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


class AuditFormat(StrEnum):
    """The formats of the findings."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class Language(StrEnum):
    """The language of the findings' sentences."""

    TURKISH = "tr"
    ENGLISH = "en"


def audit(
    form: Annotated[AuditFormat, typer.Option("--format", help="Form of the findings.")] = AuditFormat.TABLE,
    language: Annotated[Language, typer.Option("--lang", help="Language of the sentences.")] = Language.ENGLISH,
    rule: Annotated[str | None, typer.Option("--rule", help="Only the findings of this rule.")] = None,
    severity: Annotated[
        MinimumSeverity | None, typer.Option("--severity", help="Only findings at least as grave.")
    ] = None,
    out: OutOption = None,
    city: CityOption = None,
    year: YearOption = None,
    store: StoreOption = None,
) -> None:
    """List the findings: what the report says twice and differently, and what it leaves out."""
    whole = audit_graph(open_graph(store, city, year))
    if rule is not None and rule not in whole.rules_checked():
        raise NotInGraph(f"The graph was checked by no rule named {rule!r}; `kentgraf audit --format json` names them.")
    report = whole.filtered(rule=rule, severity=severity.value if severity else None)
    if form is AuditFormat.JSON:
        write_text(dump_json(report.as_dict(language.value), indent=2), out)
    elif form is AuditFormat.CSV:
        write_text(report.to_csv(), out)
    elif form is AuditFormat.HTML:
        write_text(report.to_html(), out)
    else:
        write_text(render_findings(report, language.value), out)
    if any(finding.severity == "violation" for finding in report.findings):
        raise typer.Exit(exit_status.FAILED)
