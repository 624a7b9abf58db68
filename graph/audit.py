"""What the checks found, read back from the graph: for a table, for JSON, and as a page that can be filed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

import jinja2
from pyoxigraph import Store

from kentgraf.graph.identity import OpenCase, identity_counts, open_cases
from kentgraf.graph.sparql import query_text, select
from kentgraf.ontology.namespaces import term

Severity = Literal["violation", "warning", "info"]
_SEVERITIES: dict[str, Severity] = {
    term("sh:Violation").value: "violation",
    term("sh:Warning").value: "warning",
    term("sh:Info").value: "info",
}


@dataclass(frozen=True)
class Finding:
    """One finding: the rule (IRI), the thing it is about, the sentence in both languages, both values, and the lines."""

    iri: str
    rule: str
    severity: Severity
    focus: str
    message_tr: str
    message_en: str
    printed: str | None
    computed: str | None
    difference: str | None
    lines: tuple[int, ...]

    @property
    def rule_name(self) -> str:
        """The last part of the rule's IRI."""
        return self.rule.rpartition("#")[2]


@dataclass(frozen=True)
class AuditReport:
    """All findings, ordered by rule and thing; how sure the graph is of its people; what stays open for a person to decide."""

    findings: tuple[Finding, ...]
    people: dict[str, int] = field(default_factory=dict)
    open_cases: tuple[OpenCase, ...] = ()

    def counts(self) -> dict[tuple[str, Severity], int]:
        """How many findings each rule has, by rule name and severity."""
        return dict(sorted(Counter((f.rule_name, f.severity) for f in self.findings).items()))

    def as_dict(self) -> dict[str, Any]:
        """The report for JSON."""
        return {
            "findings": [
                {
                    "iri": f.iri,
                    "rule": f.rule,
                    "severity": f.severity,
                    "focus": f.focus,
                    "message": {"tr": f.message_tr, "en": f.message_en},
                    "printed": f.printed,
                    "computed": f.computed,
                    "difference": f.difference,
                    "lines": list(f.lines),
                }
                for f in self.findings
            ],
            "counts": {name: number for (name, _), number in self.counts().items()},
            "people": self.people,
            "open": [case.as_dict() for case in self.open_cases],
        }

    def to_html(self) -> str:
        """The report as a page that needs nothing else."""
        text = (files("kentgraf.graph") / "templates" / "audit.html").read_text(encoding="utf-8")
        template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
        return template.render(
            findings=self.findings, counts=self.counts(), people=self.people, open_cases=self.open_cases
        )


def audit(store: Store) -> AuditReport:
    """The findings of the last build."""
    found = []
    for row in select(store, query_text("_findings")):
        printed, computed, difference = (
            row[k].value if row[k] else None for k in ("printed", "computed", "difference")
        )
        lines = tuple(sorted({int(number) for number in (row["lines"].value if row["lines"] else "").split()}))
        found.append(
            Finding(
                row["finding"].value,
                row["rule"].value,
                _SEVERITIES[row["severity"].value],
                row["focus"].value,
                row["tr"].value,
                row["en"].value,
                printed,
                computed,
                difference,
                lines,
            )
        )
    return AuditReport(tuple(found), identity_counts(store), tuple(open_cases(store)))
