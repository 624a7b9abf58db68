"""The audit report: findings and coverage, read from the graph, as objects, JSON, CSV and an HTML page."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from typing import Any, Final, Literal

import jinja2
from pyoxigraph import QuerySolution, Store

from kentgraf.graph.people.identity import OpenCase, identity_counts, open_cases
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import integer_of, read_rows
from kentgraf.ontology.literals import integer_or_none
from kentgraf.ontology.namespaces import term
from kentgraf.shapes.coverage import Check
from kentgraf.shapes.messages import format_number
from kentgraf.shapes.rule_titles import rule_title

Severity = Literal["violation", "warning", "info"]
_SEVERITY_ORDER: Final[tuple[Severity, ...]] = ("violation", "warning", "info")
_KINDS: Final = {
    "sum": "toplamlar / sums",
    "percentage": "yüzdeler / percentages",
    "restatement": "iki kez basılan tutarlar / figures printed twice",
    "count": "metindeki sayılar / counts in the text",
    "rating": "başarı durumları / ratings",
    "row": "eksik ya da çift satırlar / rows missing or doubled",
    "signal": "işaretler / signals",
}
_CSV_COLUMNS: Final = (
    "rule", "severity", "about", "message_tr", "message_en", "printed", "computed", "difference", "lines",
    "target", "actual", "rating_tr", "rating_en", "parts",
)  # fmt: skip
_SEVERITIES: dict[str, Severity] = {
    term("sh:Violation").value: "violation",
    term("sh:Warning").value: "warning",
    term("sh:Info").value: "info",
}


@dataclass(frozen=True)
class FindingThing:
    """Something that a finding is about or gathers: its label by language, and what the source prints of it.

    An amount has `amount` (TL, a plain decimal), the result of an indicator `target` and `actual` as printed and `ratings` by
    language.
    """

    iri: str
    labels: dict[str, str]
    amount: str | None = None
    target: str | None = None
    actual: str | None = None
    ratings: dict[str, str] = field(default_factory=dict)

    @property
    def is_result(self) -> bool:
        """Whether this is the result of an indicator."""
        return bool(self.ratings) or self.target is not None or self.actual is not None

    def as_dict(self, language: str) -> dict[str, str | None]:
        """Return a JSON object with texts in the given language."""
        return {
            "iri": self.iri,
            "label": self.labels.get(language),
            "amount": self.amount,
            "target": self.target,
            "actual": self.actual,
            "rating": self.ratings.get(language),
        }


@dataclass(frozen=True)
class Finding:
    """A finding: its rule and focus node (IRIs), the message in both languages, both values, and the quoted lines.

    The messages begin with what the finding is about. `about` has what the source prints of that, `parts` the things that a
    finding gathers, since they have one cause.
    """

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
    about: FindingThing | None = field(default=None, compare=False)
    parts: tuple[FindingThing, ...] = field(default=(), compare=False)

    @property
    def rule_name(self) -> str:
        """The last part of the rule's IRI."""
        return self.rule.rpartition("#")[2]

    @property
    def result(self) -> FindingThing | None:
        """The result of an indicator that the finding is about, or None."""
        return self.about if self.about is not None and self.about.is_result else None

    def concerns(self, iris: Container[str]) -> bool:
        """Return whether the finding is about one of the things, or gathers one of them."""
        return self.focus in iris or any(part.iri in iris for part in self.parts)

    @property
    def size(self) -> Decimal:
        """The difference without its sign; 0 if there is none."""
        try:
            return abs(Decimal(self.difference or 0))
        except InvalidOperation:
            return Decimal(0)


@dataclass(frozen=True)
class AuditReport:
    """All findings; the coverage of rules; numbers of people; and open cases.

    Findings are sorted by severity, then by rule, then by the size of the difference. Rules with the largest difference come
    first, rules without figures last.
    """

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...] = ()
    people: dict[str, int] = field(default_factory=dict)
    open_cases: tuple[OpenCase, ...] = ()
    source: str = ""

    def filtered(self, *, rule: str | None = None, severity: Severity | None = None) -> AuditReport:
        """Return the report with the findings of one rule, or with those of at least a severity.

        With a rule, the report has only the findings and the coverage of that rule.
        """
        kept = tuple(
            finding
            for finding in self.findings
            if (rule is None or finding.rule_name == rule)
            and (severity is None or _SEVERITY_ORDER.index(finding.severity) <= _SEVERITY_ORDER.index(severity))
        )
        if rule is None:
            return replace(self, findings=kept)
        checks = tuple(check for check in self.checks if check.rule_name == rule)
        return replace(self, findings=kept, checks=checks, people={}, open_cases=())

    def counts(self) -> dict[tuple[str, Severity], int]:
        """Return the number of findings by rule name and severity."""
        found = Counter((f.rule_name, f.severity) for f in self.findings)
        return dict(sorted(found.items(), key=lambda item: (_SEVERITY_ORDER.index(item[0][1]), item[0][0])))

    def rules_checked(self) -> dict[str, int]:
        """Return the number of comparisons by rule name; for rules on structure, the number of focus nodes."""
        return {check.rule_name: check.checked for check in self.checks if check.kind != "none"}

    def comparisons(self) -> dict[str, tuple[int, int]]:
        """Return, by kind (`sum`, `percentage`, …), the number of comparisons made and of those that held."""
        made: Counter[str] = Counter()
        failed: Counter[str] = Counter()
        for check in self.checks:
            if check.kind not in ("none", "structure"):
                made[check.kind] += check.checked
                failed[check.kind] += check.failed
        return {kind: (number, max(0, number - failed[kind])) for kind, number in made.items()}

    def not_checked(self) -> list[Check]:
        """Return the checks that are incomplete or impossible, with their reasons."""
        return [check for check in self.checks if check.reason_en]

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the report as a JSON object; `message` is in the given language, `messages` in both."""
        return {
            "findings": [
                {
                    "iri": f.iri,
                    "rule": f.rule,
                    "severity": f.severity,
                    "focus": f.focus,
                    "message": f.message_tr if language == "tr" else f.message_en,
                    "messages": {"tr": f.message_tr, "en": f.message_en},
                    "printed": f.printed,
                    "computed": f.computed,
                    "difference": f.difference,
                    "lines": list(f.lines),
                    "target": f.result.target if f.result else None,
                    "actual": f.result.actual if f.result else None,
                    "rating": f.result.ratings.get(language) if f.result else None,
                    "parts": [part.as_dict(language) for part in f.parts],
                }
                for f in self.findings
            ],
            "counts": {name: number for (name, _), number in self.counts().items()},
            "checked": self.rules_checked(),
            "held": {kind: {"made": made, "held": held} for kind, (made, held) in self.comparisons().items()},
            "not_checked": [
                {
                    "rule": check.rule,
                    "number": check.left_out or None,
                    "because": check.reason_tr if language == "tr" else check.reason_en,
                }
                for check in self.not_checked()
            ],
            "people": self.people,
            "open": [case.as_dict() for case in self.open_cases],
        }

    def to_csv(self) -> str:
        """Return the findings as CSV, one row per finding, with line numbers and IRIs of parts separated by spaces."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_CSV_COLUMNS)
        for f in self.findings:
            values = (f.printed or "", f.computed or "", f.difference or "", " ".join(map(str, f.lines)))
            result = (
                (f.result.target, f.result.actual, *map(f.result.ratings.get, ("tr", "en"))) if f.result else ("",) * 4
            )
            parts = " ".join(part.iri for part in f.parts)
            writer.writerow((f.rule, f.severity, f.focus, f.message_tr, f.message_en, *values, *result, parts))
        return out.getvalue()

    def to_html(self) -> str:
        """Return the report as a self-contained HTML page."""
        text = (files("kentgraf.graph.audit") / "audit.html").read_text(encoding="utf-8")
        template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
        return template.render(
            report=self, source=self.source, ranges=line_ranges, kinds=_KINDS,
            number=lambda text: format_number(text, "tr") if text else "", title=rule_title,
        )  # fmt: skip


def line_ranges(lines: tuple[int, ...]) -> str:
    """Format line numbers as ranges: `12, 15–18`."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def audit(store: Store) -> AuditReport:
    """Return the audit report of a graph."""
    checks = tuple(read_rows(select(store, query_text("_checks")), _check))
    about, parts = _things(store)
    found = _largest_first(
        replace(finding, about=about.get(finding.iri), parts=tuple(parts.get(finding.iri, ())))
        for finding in read_rows(select(store, query_text("_findings")), _finding)
    )
    titles = [row["title"].value for row in select(store, query_text("_source_titles"))]
    return AuditReport(tuple(found), checks, identity_counts(store), tuple(open_cases(store)), " · ".join(titles))


def _check(row: QuerySolution) -> Check:
    numbers = integer_of(row, "checked"), integer_of(row, "notChecked")
    failed = 0 if row["failed"] is None else integer_of(row, "failed")
    return Check(row["rule"].value, row["kind"].value, *numbers, value_of(row, "tr"), value_of(row, "en"), failed)


def _largest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by severity, by rule (the rule with the largest difference first), by difference, then by focus node."""
    known = list(findings)
    largest: dict[str, Decimal] = {}
    for finding in known:
        largest[finding.rule] = max(largest.get(finding.rule, Decimal(0)), finding.size)

    def key(finding: Finding) -> tuple[int, Decimal, str, Decimal, str, str]:
        severity = _SEVERITY_ORDER.index(finding.severity)
        return severity, -largest[finding.rule], finding.rule, -finding.size, finding.focus, finding.message_en

    return sorted(known, key=key)


def _things(store: Store) -> tuple[dict[str, FindingThing], dict[str, list[FindingThing]]]:
    """Return what each finding is about and what it gathers, by the finding's IRI."""
    about: dict[str, FindingThing] = {}
    parts: dict[str, list[FindingThing]] = {}
    for row in select(store, query_text("_finding_things")):
        texts = {name: value_of(row, name) for name in ("tr", "en", "ratingTr", "ratingEn")}
        thing = FindingThing(
            row["thing"].value,
            {language: text for language in ("tr", "en") if (text := texts[language])},
            value_of(row, "amount"), value_of(row, "target"), value_of(row, "actual"),
            {language: text for language, name in (("tr", "ratingTr"), ("en", "ratingEn")) if (text := texts[name])},
        )  # fmt: skip
        if value_of(row, "role") == "part":
            parts.setdefault(row["finding"].value, []).append(thing)
        else:
            about.setdefault(row["finding"].value, thing)
    return about, parts


def _finding(row: QuerySolution) -> Finding:
    numbers = (integer_or_none(number) for number in (value_of(row, "lines") or "").split())
    lines = tuple(sorted({number for number in numbers if number is not None}))
    printed, computed, difference = (value_of(row, name) for name in ("printed", "computed", "difference"))
    return Finding(
        row["finding"].value, row["rule"].value, _SEVERITIES[row["severity"].value], row["focus"].value,
        row["tr"].value, row["en"].value, printed, computed, difference, lines,
    )  # fmt: skip
