"""`/about`: what the graph covers and what not, how old it is, where it comes from, how sure it is, and what the marks mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from kentgraf.api.i18n.dates import format_date
from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.pages.evidence.findings import findings_of
from kentgraf.api.pages.evidence.source_lines import checksums_of
from kentgraf.api.pages.frame.rendering import page_language, render_page
from kentgraf.api.pages.plan.entities import analysis_of
from kentgraf.api.pages.plan.outline import plan_of
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.errors import NotInGraph

_EVIDENCE: Final = ("proven", "implied", "labelled", "shared", "contradicted", "unlabelled")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class DatasetFacts:
    """What is said of the data made from one source, as IRIs and an ISO moment."""

    source: str
    licence: str | None
    publisher: str | None
    modified: str | None


@once_per_build
def datasets_of(publication: Publication) -> dict[str, DatasetFacts]:
    """What is said of each source's data, by the source's IRI."""
    return {
        row["source"].value: DatasetFacts(
            row["source"].value, value_of(row, "licence"), value_of(row, "publisher"), value_of(row, "modified")
        )
        for row in select(publication.store, query_text("_dataset_facts"))
    }


@once_per_build
def bases_of(publication: Publication) -> tuple[tuple[str, str, int], ...]:
    """How many facts of each kind (IRI) are printed or inferred (IRI of the basis)."""
    rows = select(publication.store, query_text("_basis_counts"))
    return tuple((row["kind"].value, row["basis"].value, int(row["count"].value)) for row in rows)


@once_per_build
def evidence_of(publication: Publication) -> tuple[tuple[str, int], ...]:
    """At how many pairs of activity and department each kind of evidence holds, the surest first."""
    try:
        verdicts = analysis_of(publication).verdicts.values()
    except NotInGraph:
        return ()
    counts = Counter(verdict.evidence for verdict in verdicts)
    return tuple((name, number) for name, number in ((name, counts[name]) for name in _EVIDENCE) if number)


@router.api_route("/about", methods=["GET", "HEAD"])
def show_about(request: Request) -> HTMLResponse:
    """What the data is worth."""
    publication = current_publication(request)
    language = page_language(request)
    labels = Labels(publication.store, language)
    report = findings_of(publication).report
    plan = plan_of(publication)

    def named(iri: str) -> str:
        return labels.of(NamedNode(iri))

    return render_page(
        request,
        "about.html",
        report=report,
        checksums=checksums_of(publication),
        datasets=datasets_of(publication),
        bases=[(named(kind), named(basis), count) for kind, basis, count in bases_of(publication)],
        evidence=evidence_of(publication),
        people=report.people,
        plan=plan,
        fmt=PlanFormatter(language),
        named=named,
        moment_day=lambda moment: day_of_moment(moment, language),
        year_end=lambda year: format_date(date(year, 12, 31), language),
    )


def day_of_moment(moment: str, language: str) -> str:
    """The day of an ISO moment as people write it; what is none stays as it is.

    >>> day_of_moment("2025-12-31T08:00:00Z", "tr")
    '31.12.2025'
    """
    try:
        day = datetime.fromisoformat(moment.replace("Z", "+00:00")).date()
    except ValueError:
        return moment
    return format_date(day, language)
