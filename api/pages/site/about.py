"""`/about`: the coverage, age, sources and certainty of the data, and the meaning of the marks on pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from kentgraf.api.charts.amounts import EVIDENCE
from kentgraf.api.i18n.dates import format_date
from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.pages.findings.data import graph_findings
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.pages.sources.source_lines import source_checksums
from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.ledger_analysis import graph_analysis
from kentgraf.api.query_service.snapshot import GraphSnapshot, current_snapshot
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.errors import NotInGraph

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class DatasetFacts:
    """The licence, rights and publishers of the data made from one source, and the time of its modification.

    The licence is an address, `rights` a text that is none. `publisher` is the name of who publishes the tables, and
    `source_publisher` the IRI of who published the report.
    """

    licence: str | None
    rights: str | None
    publisher: str | None
    source_publisher: str | None
    modified: str | None


@cached_per_build
def _datasets_by_source(snapshot: GraphSnapshot) -> dict[str, DatasetFacts]:
    return {
        row["source"].value: DatasetFacts(
            value_of(row, "licence"),
            value_of(row, "rights"),
            value_of(row, "publisherName"),
            value_of(row, "sourcePublisher"),
            value_of(row, "modified"),
        )
        for row in select(snapshot.store, query_text("_dataset_facts"))
    }


@cached_per_build
def _count_by_basis(snapshot: GraphSnapshot) -> tuple[tuple[str, str, int], ...]:
    """Return class, basis (printed or inferred) and number of facts; class and basis as IRIs."""
    rows = select(snapshot.store, query_text("_basis_counts"))
    return tuple((row["kind"].value, row["basis"].value, int(row["count"].value)) for row in rows)


@cached_per_build
def _count_by_evidence(snapshot: GraphSnapshot) -> tuple[tuple[str, int], ...]:
    """Return the number of pairs of activity and department with each grade of evidence, the surest first."""
    try:
        counts = graph_analysis(snapshot).count_by_evidence()
    except NotInGraph:
        return ()
    return tuple((name, counts[name]) for name in EVIDENCE if counts[name])


@router.api_route("/about", methods=["GET", "HEAD"])
def show_about(request: Request) -> HTMLResponse:
    """Show the page."""
    snapshot = current_snapshot(request)
    language = page_language(request)
    labels = Labels(snapshot.store, language)
    report = graph_findings(snapshot).report

    def named(iri: str) -> str:
        return labels.of(NamedNode(iri))

    return render_page(
        request,
        "about.html",
        report=report,
        checksums=source_checksums(snapshot),
        datasets=_datasets_by_source(snapshot),
        bases=[(named(kind), named(basis), count) for kind, basis, count in _count_by_basis(snapshot)],
        evidence=_count_by_evidence(snapshot),
        people=report.people,
        plan=graph_plan(snapshot),
        fmt=PlanFormatter(language),
        named=named,
        moment_day=lambda moment: _format_day_of(moment, language),
        year_end=lambda year: format_date(date(year, 12, 31), language),
    )


def _format_day_of(moment: str, language: str) -> str:
    """Return the date of an ISO date and time as the language writes it; other texts as they are."""
    try:
        day = datetime.fromisoformat(moment.replace("Z", "+00:00")).date()
    except ValueError:
        return moment
    return format_date(day, language)
