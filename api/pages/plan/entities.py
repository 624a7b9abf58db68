"""The portraits of what the plan is made of: goals and what is above and below them, indicators, activities."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.evidence.findings import findings_of
from kentgraf.api.pages.evidence.source_links import first_line, line_links
from kentgraf.api.pages.frame.entity_pages import Portrait, portrays
from kentgraf.api.pages.frame.rendering import Links, page_language
from kentgraf.api.pages.plan.outline import bar_of, plan_of, weakest_of
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication
from kentgraf.graph.audit.report import Finding
from kentgraf.graph.money.attributions import FUNDS, PHASES
from kentgraf.graph.money.evidence import Analysis
from kentgraf.graph.money.trace import analyse, trace
from kentgraf.graph.plan.tree import Element, Plan, Result


@once_per_build
def analysis_of(publication: Publication) -> Analysis:
    """The ledgers of the graph that is served, held against each other."""
    return analyse(publication.store)


@portrays("kg:Goal", "kg:Objective", "kg:PerformanceTarget", "kg:StrategicArea")
def portray_element(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """Where an element stands in the plan, its ratings and money, and what stands under it."""
    plan = plan_of(publication)
    element = plan.elements.get(iri.value)
    if element is None:
        return None
    inner = [child for child in element.children if child.kind not in ("indicator", "activity")]
    return Portrait(
        "portrait_plan.html",
        {
            **_common(request, publication, plan),
            "element": element,
            "inner": inner,
            "weakest": weakest_of(inner),
            "bar_of": bar_of,
            "shares": element.shares(plan.scale),
        },
        **way_to(request, publication, element),
    )


@portrays("kg:Activity")
def portray_activity(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """What an activity belongs to, its money by phase and fund, and how sure it is whose money that is."""
    plan = plan_of(publication)
    element = plan.elements.get(iri.value)
    if element is None:
        return None
    found = trace(publication.store, iri.value, analysis_of(publication))
    shown = {**_common(request, publication, plan), "element": element, "trace": found}
    return Portrait("portrait_activity.html", shown, **way_to(request, publication, element))


@portrays("kg:Indicator")
def portray_indicator(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """An indicator with all its results."""
    plan = plan_of(publication)
    element = plan.elements.get(iri.value)
    return None if element is None else _indicator(request, publication, plan, iri.value, element.results)


@portrays("kg:IndicatorResult")
def portray_result(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """One result, with the indicator that it is of."""
    plan = plan_of(publication)
    result = plan.results.get(iri.value)
    return None if result is None else _indicator(request, publication, plan, result.indicator, [result])


def _indicator(
    request: Request, publication: Publication, plan: Plan, indicator: str, results: list[Result]
) -> Portrait | None:
    about = {indicator, *(result.iri for result in results)}
    element = plan.elements.get(indicator)
    findings: list[Finding] = [one for one in findings_of(publication).report.findings if one.focus in about]
    language = page_language(request)
    return Portrait(
        "portrait_indicator.html",
        {
            **_common(request, publication, plan),
            "element": element,
            "results": [(result, explain_rating(plan, result, language)) for result in results],
            "findings": findings,
        },
        **(way_to(request, publication, element) if element else {}),
    )


def way_to(request: Request, publication: Publication, element: Element) -> dict[str, Any]:
    """The way down the plan to an element, and what the element is called at its end."""
    links, t = Links(request, publication), Texts(page_language(request))
    above = tuple(
        (links.thing(one.iri), f"{_named_in_way(t, one)}{f' {one.title}' if one.code and one.kind == 'goal' else ''}")
        for one in element.path
    )
    return {"way": ((links.local("/strategy"), t("plan.title")), *above), "here": _named_in_way(t, element)}


def _named_in_way(t: Texts, element: Element) -> str:
    """An element by its kind and code; areas have no code, and are known by their titles."""
    kind = "plan.indicator" if element.kind == "indicator" else f"trace.{element.kind}"
    return f"{t(kind)} {element.code}" if element.code else element.title


def _common(request: Request, publication: Publication, plan: Plan) -> dict[str, object]:
    return {
        "plan": plan,
        "fmt": PlanFormatter(page_language(request)),
        "line_of": line_links(Links(request, publication), publication),
        "first_line": first_line,
        "phases": PHASES,
        "funds": FUNDS,
    }


def explain_rating(plan: Plan, result: Result, language: str) -> str:
    """Why the computed rating of a result comes out so: the share reached, against the thresholds."""
    t, words, scale = Texts(language), PlanFormatter(language), plan.scale
    share, rating = result.share, result.computed
    if share is None or rating is None:
        return t("plan.why.none")
    target, actual = words.value(result, "target"), words.value(result, "actual")
    told = t(
        "plan.why.less" if result.direction == "decrease" else "plan.why.more",
        target=target,
        actual=actual,
        share=words.percent(share),
    )
    begins, above = scale.threshold_of(rating), scale.next_above(rating)
    name = words.name(rating)
    if begins and above:
        values = {"low": words.percent(begins.percent), "high": words.percent(above.percent)}
        told += " " + t("plan.why.between", rating=name, above=words.name(above.rating), **values)
    elif begins:
        told += " " + t("plan.why.best", rating=name, low=words.percent(begins.percent))
    elif above:
        told += " " + t(
            "plan.why.worst", rating=name, above=words.name(above.rating), high=words.percent(above.percent)
        )
    if result.disagrees:
        told += " " + t("plan.why.differ", rating=words.name(result.printed))
    elif result.printed is not None:
        told += " " + t("plan.why.agree")
    return told
