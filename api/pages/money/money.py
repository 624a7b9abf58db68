"""`/money`: the spending on each goal by grade of evidence, or on one goal by activity and department; the same as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.charts.amounts import EVIDENCE, LeftOut, NamedAmount, left_out
from kentgraf.api.charts.captions import describe_bounds, describe_flow, describe_goals
from kentgraf.api.charts.money_bars import draw_bounds, draw_evidence_bars
from kentgraf.api.charts.sankey import draw_sankey
from kentgraf.api.charts.sankey_layout import WIDTH, Flow, layout_sankey
from kentgraf.api.charts.text import shorten
from kentgraf.api.i18n.numbers import format_percent
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.csv_response import csv_response
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.money.flows import label_sankey, list_bounds, make_flows, name_nodes, upper_bound, with_iris
from kentgraf.api.pages.money.goal_money import GoalMoney, money_of_goals, split_by_evidence
from kentgraf.api.pages.money.reason_notes import ReasonNotes
from kentgraf.api.query_service.ledger_analysis import graph_analysis
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.graph.money.trace import SPENT, Trace, trace

_MAX_BOUNDS: Final = 24
_TRACE_COLUMNS: Final = (
    *("activity", "title", "department", "department_name", "evidence", "amount", "low", "high"),
    *("activity_amount", "lines", "reason", "hints"),
)

router = APIRouter(include_in_schema=False)


@router.api_route("/money", methods=["GET", "HEAD"])
def show_money(request: Request, goal: str = "") -> HTMLResponse:
    """Show all goals, or what `goal` names: the code or IRI of a goal, or of anything else that can be traced.

    Raises NotInGraph for an unknown code.
    """
    snapshot = current_snapshot(request)
    language, links = page_language(request), Links(request, snapshot)
    if not goal.strip():
        context = _all_goals_context(money_of_goals(snapshot), links, language)
    else:
        context = _goal_context(trace(snapshot.store, goal, graph_analysis(snapshot)), links, language)
    return render_page(request, "money.html", percent=partial(format_percent, language=language), **context)


def _all_goals_context(goals: list[GoalMoney], links: Links, language: str) -> dict[str, Any]:
    grades = {part.evidence for one in goals for part in one.parts}
    url = partial(links.local, "/money")
    bars = [(NamedAmount(one.code, one.title, one.stated, url(goal=one.code)), one.evidence_parts) for one in goals]
    return {
        "found": None,
        "goals": goals,
        "evidence": [name for name in EVIDENCE if name in grades],
        "goals_figure": draw_evidence_bars(bars, language),
        "goals_caption": describe_goals(bars, language),
    }


def _goal_context(found: Trace, links: Links, language: str) -> dict[str, Any]:
    answer = found.as_dict()
    rows = answer["rows"]
    flows, omitted = make_flows(rows)
    names = name_nodes(found, rows, flows)
    bounds = list_bounds(rows, links, language)
    widest = sorted(bounds, key=lambda bound: bound.low - bound.high)[:_MAX_BOUNDS]
    stated = found.stated.get(SPENT) or found.sums.get(SPENT) or Decimal(0)
    parts = [(part.evidence, part.amount, part.percent) for part in split_by_evidence(answer, stated)]
    activities = len({row["activity"] for row in rows if row["kind"] == "activity"})
    labels = label_sankey(found, names, omitted, links, language)
    return {
        "found": found,
        "evidence": [name for name in EVIDENCE if name in answer["evidence"]],
        "rows": with_iris(found, rows),
        "notes": ReasonNotes(found.attributions, language),
        "layout": layout_sankey(found.subject.iri, flows),
        "width": WIDTH,
        "names": names,
        "shorten": shorten,
        "flow_figure": draw_sankey(found.subject.code, flows, labels, language),
        "flow_caption": describe_flow(found.subject.code, activities, stated, parts, _left_out(rows, flows), language),
        "bounds_figure": draw_bounds(Texts(language)("charts.bounds"), widest, language),
        "bounds_caption": describe_bounds(widest, len(bounds), language),
        "omitted": omitted,
        "most": max((upper_bound(row) for row in rows), default=Decimal(0)),
    }


def _left_out(rows: list[dict[str, Any]], flows: list[Flow]) -> LeftOut:
    """Return what the flows leave out: activities whose spending is below zero, and parts of others that are."""
    spent: dict[str, Decimal] = {}
    for row in rows:
        if row["kind"] == "activity" and row.get("activity_amount") is not None:
            spent[row["activity"]] = Decimal(row["activity_amount"])
        elif row["kind"] == "activity" and row.get("amount") is not None:
            spent[row["activity"]] = spent.get(row["activity"], Decimal(0)) + Decimal(row["amount"])
    return left_out([*spent.values(), *(flow.amount for flow in flows)])


@router.api_route("/money.csv", methods=["GET", "HEAD"])
def get_csv(request: Request, goal: str = "") -> Response:
    """Return what the figure of all goals, or of one, shows, with amounts in TL. Raises NotInGraph for an unknown code."""
    snapshot, language = current_snapshot(request), page_language(request)
    if not goal.strip():
        columns = ("goal", "title", "evidence", "amount", "low", "high", "stated", "meaning")
        return csv_response("money", columns, _goal_rows(money_of_goals(snapshot), language))
    found = trace(snapshot.store, goal, graph_analysis(snapshot))
    return csv_response(f"money-{found.subject.code}", _TRACE_COLUMNS, _trace_rows(found, language))


def _goal_rows(goals: list[GoalMoney], language: str) -> Iterator[list[str | None]]:
    t = Texts(language)
    for one in goals:
        for part in one.parts:
            amounts = (None if amount is None else format(amount, "f") for amount in (part.amount, part.low, part.high))
            meaning = t(f"money.means.{part.evidence}")
            yield [one.code, one.title, part.evidence, *amounts, format(one.stated, "f"), meaning]


def _trace_rows(found: Trace, language: str) -> Iterator[list[Any]]:
    for row in found.as_dict()["rows"]:
        told = {
            "lines": " ".join(map(str, row["lines"])),
            "reason": row["reasons"][language],
            "hints": " ".join(hint[language] for hint in row.get("hints", ())),
        }
        yield [told.get(name, row.get(name)) for name in _TRACE_COLUMNS]
