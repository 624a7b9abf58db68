"""The pages of indicators and of their results, with the reason of each computed rating."""

from __future__ import annotations

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.findings.data import graph_findings
from kentgraf.api.pages.layout.entity_pages import EntityPage, entity_page
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.plan.element import element_breadcrumbs, element_crumb, plan_context
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.audit.report import Finding
from kentgraf.graph.plan.tree import IndicatorResult, Plan


@entity_page("kg:Indicator")
def make_indicator_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of an indicator with all its results."""
    plan = graph_plan(snapshot)
    element = plan.elements.get(iri.value)
    return None if element is None else _make_page(request, snapshot, plan, iri.value, element.results)


@entity_page("kg:IndicatorResult")
def make_result_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of one result of an indicator."""
    plan = graph_plan(snapshot)
    result = plan.results.get(iri.value)
    return None if result is None else _make_page(request, snapshot, plan, result.indicator, [result])


def _make_page(
    request: Request, snapshot: GraphSnapshot, plan: Plan, indicator: str, results: list[IndicatorResult]
) -> EntityPage:
    about = {indicator, *(result.iri for result in results)}
    element = plan.elements.get(indicator)
    findings: list[Finding] = [one for one in graph_findings(snapshot).report.findings if one.concerns(about)]
    language = page_language(request)
    return EntityPage(
        "entity_indicator.html",
        {
            **plan_context(request, snapshot, plan),
            "element": element,
            "results": [(result, explain_rating(plan, result, language)) for result in results],
            "findings": findings,
        },
        element_breadcrumbs(request, snapshot, element) if element else (),
        element_crumb(request, element) if element else None,
    )


def explain_rating(plan: Plan, result: IndicatorResult, language: str) -> str:
    """Return the reason of a result's computed rating: the share of the target that was reached, and the thresholds."""
    t, fmt, scale = Texts(language), PlanFormatter(language), plan.scale
    share, rating = result.share, result.computed
    if share is None or rating is None:
        return t("plan.why.none")
    sentences = [
        t(
            "plan.why.less" if result.direction == "decrease" else "plan.why.more",
            target=fmt.value(result, "target"),
            actual=fmt.value(result, "actual"),
            share=fmt.percent(share),
        )
    ]
    if scale.read(share) != share:
        sentences.append(t("plan.why.rounded", share=fmt.percent(share), rounded=fmt.percent(scale.read(share))))
    lower, upper = scale.threshold_of(rating), scale.next_above(rating)
    name = fmt.name(rating)
    if lower and upper:
        bounds = {"low": fmt.percent(lower.percent), "high": fmt.percent(upper.percent)}
        sentences.append(t("plan.why.between", rating=name, above=fmt.name(upper.rating), **bounds))
    elif lower:
        sentences.append(t("plan.why.best", rating=name, low=fmt.percent(lower.percent)))
    elif upper:
        high = fmt.percent(upper.percent)
        sentences.append(t("plan.why.worst", rating=name, above=fmt.name(upper.rating), high=high))
    if result.disagrees:
        sentences.append(t("plan.why.differ", rating=fmt.name(result.printed)))
    elif result.printed is not None:
        sentences.append(t("plan.why.agree"))
    return " ".join(sentences)
