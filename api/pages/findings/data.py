"""The findings of the graph, with what pages show beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.texts import LANGUAGES
from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.audit.report import AuditReport, Finding, audit
from kentgraf.graph.sparql.queries import query_text, select

_CURRENCY_SYMBOLS: Final = {"TRY": "TL"}


@dataclass(frozen=True)
class Findings:
    """The findings of a graph.

    `quoted` has the IRIs of the lines of each finding, by the finding's IRI; `about` the label of what a finding is about,
    by language and the IRI of that; `units` the unit of a finding's values, by the IRI of what it is about.
    """

    report: AuditReport
    quoted: dict[str, tuple[str, ...]]
    about: dict[tuple[str, str], str]
    units: dict[str, str]

    def about_in(self, finding: Finding, language: str) -> str:
        """Return the label of what a finding is about."""
        return self.about[language, finding.focus]


@cached_per_build
def graph_findings(snapshot: GraphSnapshot) -> Findings:
    """Return the findings of the graph."""
    report = audit(snapshot.store)
    quoted: dict[str, list[str]] = {}
    for row in select(snapshot.store, query_text("_finding_lines")):
        known = quoted.setdefault(row["finding"].value, [])
        if row["quoted"].value not in known:
            known.append(row["quoted"].value)
    labels = {language: Labels(snapshot.store, language) for language in LANGUAGES}
    about = {
        (language, finding.focus): label.of(NamedNode(finding.focus))
        for finding in report.findings
        for language, label in labels.items()
    }
    return Findings(report, {iri: tuple(lines) for iri, lines in quoted.items()}, about, _read_units(snapshot))


def _read_units(snapshot: GraphSnapshot) -> dict[str, str]:
    """Return the currency of the values about a thing, or the sign for per cent, by the thing's IRI."""
    rows = select(snapshot.store, query_text("_finding_units"))
    return {row["focus"].value: _currency(row["currency"].value) if row["currency"] else "%" for row in rows}


def _currency(iri: str) -> str:
    code = iri.rpartition("/")[2]
    return _CURRENCY_SYMBOLS.get(code, code)
