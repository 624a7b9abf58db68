"""`/findings`: what the checks found, by rule, severity and words; the same as CSV and JSON; and a finding's portrait."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.texts import LANGUAGES, Texts
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.pages.evidence.source_lines import SourceLine, lines_of
from kentgraf.api.pages.evidence.source_links import line_links
from kentgraf.api.pages.frame.entity_pages import Portrait, portrays
from kentgraf.api.pages.frame.errors import Refused
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.graph.audit.report import AuditReport, Checked, Finding, Severity, audit
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.ontology.turkish import fold
from kentgraf.shapes.messages import write_number
from kentgraf.shapes.rule_titles import title_of

_SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")
_ON_A_PAGE: Final = 25
_NEIGHBOURS: Final = 2
_WRITTEN: Final = {"TRY": "TL"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Findings:
    """What the checks found in one graph: the report, each finding's lines, what each is about, in what its values are."""

    report: AuditReport
    quoted: dict[str, tuple[str, ...]]
    about: dict[tuple[str, str], str]
    units: dict[str, str]

    def about_in(self, finding: Finding, language: str) -> str:
        """What a finding is about, in a language."""
        return self.about[language, finding.focus]


@dataclass(frozen=True)
class RuleCount:
    """One rule: how many findings it gave, and how much it checked, if that was counted."""

    name: str
    findings: int
    severity: Severity | None
    check: Checked | None


@once_per_build
def findings_of(publication: Publication) -> Findings:
    """The findings of the graph that is served."""
    report = audit(publication.store)
    quoted: dict[str, list[str]] = {}
    for row in select(publication.store, query_text("_finding_lines")):
        known = quoted.setdefault(row["finding"].value, [])
        if row["quoted"].value not in known:
            known.append(row["quoted"].value)
    labels = {language: Labels(publication.store, language) for language in LANGUAGES}
    about = {
        (language, finding.focus): label.of(NamedNode(finding.focus))
        for finding in report.findings
        for language, label in labels.items()
    }
    return Findings(report, {iri: tuple(lines) for iri, lines in quoted.items()}, about, _units(publication))


def _units(publication: Publication) -> dict[str, str]:
    """By thing, the currency of its findings' values, or the sign for per cent."""
    rows = select(publication.store, query_text("_finding_units"))
    return {row["focus"].value: _currency(row["currency"].value) if row["currency"] else "%" for row in rows}


def _currency(iri: str) -> str:
    code = iri.rpartition("/")[2]
    return _WRITTEN.get(code, code)


@dataclass(frozen=True)
class Wish:
    """Which findings are asked for."""

    rule: str = ""
    severity: str = ""
    words: str = ""

    def keeps(self, finding: Finding, known: Findings) -> bool:
        """Whether a finding is among them: of the rule, of the severity, with all the words (in any spelling of case)."""
        if (self.rule and finding.rule_name != self.rule) or (self.severity and finding.severity != self.severity):
            return False
        told = (finding.message_tr, finding.message_en, *(known.about_in(finding, one) for one in LANGUAGES))
        text = fold(" ".join((*told, finding.printed or "", finding.computed or "", *map(str, finding.lines))))
        return all(word in text for word in fold(self.words).split())

    @property
    def parameters(self) -> dict[str, str]:
        """The filters as they stand in an address, those that ask for nothing left out."""
        named = {"rule": self.rule, "severity": self.severity, "q": self.words}
        return {name: value for name, value in named.items() if value}


def read_wish(known: Findings, rule: str, severity: str, q: str) -> Wish:
    """The filters of a request. Refused, 404, for a rule or a severity that is not there."""
    rules = {check.rule_name for check in known.report.checks} | {one.rule_name for one in known.report.findings}
    if rule and rule not in rules:
        raise Refused(404, "refused.rule", rule=rule)
    if severity and severity not in _SEVERITIES:
        raise Refused(404, "refused.choice", asked=severity, choices=", ".join(_SEVERITIES))
    return Wish(rule, severity, q.strip())


@router.api_route("/findings", methods=["GET", "HEAD"])
def show_findings(request: Request, rule: str = "", severity: str = "", q: str = "", page: str = "1") -> Response:
    """The findings. Refused, 404, for a filter or a page that is not there."""
    publication = current_publication(request)
    known = findings_of(publication)
    wish = read_wish(known, rule, severity, q)
    found = [finding for finding in known.report.findings if wish.keeps(finding, known)]
    pages = max(1, -(-len(found) // _ON_A_PAGE))
    number = int(page[:9]) if page.isascii() and page.isdigit() else 0
    if not 1 <= number <= pages:
        raise Refused(404, "refused.page", page=page, pages=pages)
    return render_page(
        request,
        "findings.html",
        known=known,
        wish=wish,
        found=found[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE],
        count=len(found),
        page=number,
        pages=pages,
        severities=[(one, _count(known, Wish(wish.rule, one, wish.words))) for one in ("", *_SEVERITIES)],
        rules=_rules(known, wish),
        **_words(request, publication),
    )


@router.api_route("/findings.csv", methods=["GET", "HEAD"])
def give_csv(request: Request, rule: str = "", severity: str = "", q: str = "") -> Response:
    """The findings that the same filters leave, as CSV."""
    return Response(_filtered(request, rule, severity, q).to_csv(), media_type="text/csv; charset=utf-8")


@router.api_route("/findings.json", methods=["GET", "HEAD"])
def give_json(request: Request, rule: str = "", severity: str = "", q: str = "") -> Response:
    """The findings that the same filters leave, as JSON."""
    found = _filtered(request, rule, severity, q).as_dict(page_language(request))["findings"]
    return Response(dump_json({"count": len(found), "findings": found}), media_type="application/json")


@portrays("kg:Finding")
def portray_finding(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """A finding with both values and the printed lines among their neighbours."""
    known = findings_of(publication)
    finding = next((one for one in known.report.findings if one.iri == iri.value), None)
    if finding is None:
        return None
    links = Links(request, publication)
    around: list[tuple[SourceLine, bool]] = []
    quoted = set(known.quoted.get(iri.value, ()))
    for document in sorted({line.partition("#")[0] for line in quoted}):
        around += _among_neighbours(publication, document, quoted)
    check = next((one for one in known.report.checks if one.rule == finding.rule and one.kind != "none"), None)
    return Portrait(
        "portrait_finding.html",
        {"finding": finding, "known": known, "around": around, "check": check, **_words(request, publication)},
        way=(
            (links.local("/findings"), Texts(page_language(request))("findings.title")),
            (links.local("/findings", rule=finding.rule_name), title_of(finding.rule_name, page_language(request))),
        ),
    )


def _among_neighbours(publication: Publication, document: str, quoted: set[str]) -> list[tuple[SourceLine, bool]]:
    """The quoted lines with the ones that the graph holds next to them, each marked whether the finding leads to it."""
    lines = lines_of(publication).of_document(document)
    places = {
        near
        for place, line in enumerate(lines)
        if line.iri in quoted
        for near in range(max(0, place - _NEIGHBOURS), min(len(lines), place + _NEIGHBOURS + 1))
    }
    return [(lines[place], lines[place].iri in quoted) for place in sorted(places)]


def _filtered(request: Request, rule: str, severity: str, q: str) -> AuditReport:
    known = findings_of(current_publication(request))
    wish = read_wish(known, rule, severity, q)
    return AuditReport(tuple(finding for finding in known.report.findings if wish.keeps(finding, known)))


def _count(known: Findings, wish: Wish) -> int:
    return sum(1 for finding in known.report.findings if wish.keeps(finding, known))


def _rules(known: Findings, wish: Wish) -> list[RuleCount]:
    """Every rule that found something or compares figures, the ones with most findings first."""
    checks = {check.rule_name: check for check in known.report.checks if check.kind != "none"}
    severities = {finding.rule_name: finding.severity for finding in known.report.findings}
    names = severities.keys() | {name for name, check in checks.items() if check.kind != "structure" and check.checked}
    counts = [
        RuleCount(name, _count(known, Wish(name, wish.severity, wish.words)), severities.get(name), checks.get(name))
        for name in names
    ]
    return sorted(counts, key=lambda one: (-one.findings, one.severity is None, one.name))


def _words(request: Request, publication: Publication) -> dict[str, Any]:
    language = page_language(request)
    units = findings_of(publication).units

    def value(text: str | None, focus: str) -> str:
        if not text:
            return "–"
        written, unit = write_number(text, language), units.get(focus) if _is_number(text) else None
        if unit == "%":
            return f"%{written}" if language == "tr" else f"{written}%"
        return f"{written} {unit}" if unit else written

    return {
        "value": value,
        "rule_title": lambda name: title_of(name, language),
        "line_of": line_links(Links(request, publication), publication),
        "lines": lines_of(publication),
    }


def _is_number(text: str | None) -> bool:
    try:
        return Decimal(text or "").is_finite()
    except InvalidOperation:
        return False
