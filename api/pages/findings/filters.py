"""Filters of findings by rule, severity and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.pages.findings.data import Findings
from kentgraf.api.pages.layout.errors import LocalizedError
from kentgraf.graph.audit.report import Finding, Severity
from kentgraf.ontology.turkish import fold

SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")


@dataclass(frozen=True)
class FindingFilter:
    """The findings of a rule, of a severity, and with words in them; an empty value leaves all."""

    rule: str = ""
    severity: str = ""
    words: str = ""

    def matches(self, finding: Finding, findings: Findings) -> bool:
        """Return whether a finding is of the rule and severity, and holds all the words, regardless of case."""
        if (self.rule and finding.rule_name != self.rule) or (self.severity and finding.severity != self.severity):
            return False
        texts = (finding.message_tr, finding.message_en, *(findings.about_in(finding, one) for one in LANGUAGES))
        text = fold(" ".join((*texts, finding.printed or "", finding.computed or "", *map(str, finding.lines))))
        return all(word in text for word in fold(self.words).split())

    def apply(self, findings: Findings) -> tuple[Finding, ...]:
        """Return the findings that match."""
        return tuple(finding for finding in findings.report.findings if self.matches(finding, findings))

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of a URL for this filter, without empty ones."""
        named = {"rule": self.rule, "severity": self.severity, "q": self.words}
        return {name: value for name, value in named.items() if value}


def read_filter(findings: Findings, rule: str, severity: str, q: str) -> FindingFilter:
    """Return the filter of a request. Raises LocalizedError, 404, for an unknown rule or severity."""
    rules = {check.rule_name for check in findings.report.checks} | {one.rule_name for one in findings.report.findings}
    if rule and rule not in rules:
        raise LocalizedError(404, "refused.rule", rule=rule)
    if severity and severity not in SEVERITIES:
        raise LocalizedError(404, "refused.choice", asked=severity, choices=", ".join(SEVERITIES))
    return FindingFilter(rule, severity, q.strip())
