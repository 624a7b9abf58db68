"""`/money`: what was spent on each goal and how sure it is by whom; for one goal its activities and departments."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.charts.captions import tell_bounds, tell_flow, tell_goals
from kentgraf.api.charts.money import EVIDENCE, Bar, Bound, Names, draw_bounds, draw_flow, draw_goals
from kentgraf.api.charts.sankey_layout import WIDTH, Flow, draw_flows
from kentgraf.api.i18n.numbers import format_percent
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.frame.csv_files import csv_answer
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.pages.plan.entities import analysis_of
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.graph.money.trace import SPENT, Trace, trace
from kentgraf.graph.sparql.queries import select

router = APIRouter(include_in_schema=False)
_MOST_DRAWN: Final = 30
_MOST_BOUNDS: Final = 24
_OTHERS: Final = "others"
_GOALS: Final = "SELECT ?goal ?code WHERE { ?goal a kg:Goal ; skos:notation ?code } ORDER BY ?code"


@dataclass(frozen=True)
class Part:
    """How much of a goal has one kind of evidence: TL, per cent of what is stated, and where its bar begins and ends."""

    evidence: str
    amount: Decimal
    percent: Decimal
    begins: Decimal


@dataclass(frozen=True)
class GoalMoney:
    """A goal, what the source states as spent on it in TL and in which lines, and how sure its parts are."""

    iri: str
    code: str
    title: str
    stated: Decimal
    parts: tuple[Part, ...]
    lines: tuple[int, ...]

    @property
    def pieces(self) -> list[tuple[str, Decimal, Decimal]]:
        """The parts as figures take them."""
        return [(part.evidence, part.amount, part.percent) for part in self.parts]


@once_per_build
def goals_money(publication: Publication) -> list[GoalMoney]:
    """All goals of the graph that is served, in the order of their codes."""
    analysis = analysis_of(publication)
    found = []
    for row in select(publication.store, _GOALS):
        told = trace(publication.store, row["goal"].value, analysis)
        answer = told.as_dict()
        stated = Decimal(answer["stated_total"] or answer["sum"] or 0)
        goal, parts = told.subject, _parts(answer, stated)
        found.append(GoalMoney(goal.iri, goal.code, goal.title, stated, parts, told.stated_lines))
    return found


def _parts(answer: dict[str, Any], stated: Decimal) -> tuple[Part, ...]:
    parts, begins = [], Decimal(0)
    for evidence in EVIDENCE:
        amount = Decimal(answer["evidence"].get(evidence, {}).get("amount", 0))
        if amount and stated:
            percent = (amount * 100 / stated).quantize(Decimal("0.1"))
            parts.append(Part(evidence, amount, percent, begins))
            begins += percent
    return tuple(parts)


@router.api_route("/money", methods=["GET", "HEAD"])
def show_money(request: Request, goal: str | None = None) -> HTMLResponse:
    """All goals, and one of them in full where `goal` names it. NotInGraph for a code that nothing has."""
    publication = current_publication(request)
    language, links = page_language(request), Links(request, publication)
    goals = goals_money(publication)
    shown: dict[str, Any] = {"goals": goals, "told": None}
    if goal is None:
        seen = {part.evidence for one in goals for part in one.parts}
        to = partial(links.local, "/money")
        bars = [(Bar(one.code, one.title, one.stated, to(goal=one.code)), one.pieces) for one in goals]
        shown |= {
            "evidence": [name for name in EVIDENCE if name in seen],
            "goals_figure": draw_goals(bars, language),
            "goals_told": tell_goals(bars, language),
        }
    else:
        told = trace(publication.store, goal, analysis_of(publication))
        answer = told.as_dict()
        rows = answer["rows"]
        flows, left_out = _flows(rows)
        names = _names(told, rows, flows)
        bounds = _bounds(rows, links)
        drawn = sorted(bounds, key=lambda bound: bound.low - bound.high)[:_MOST_BOUNDS]
        stated = told.stated.get(SPENT) or told.sums.get(SPENT) or Decimal(0)
        pieces = [(part.evidence, part.amount, part.percent) for part in _parts(answer, stated)]
        activities = len({row["activity"] for row in rows if row["kind"] == "activity"})
        shown |= {
            "told": told,
            "evidence": [name for name in EVIDENCE if name in answer["evidence"]],
            "rows": read_rows(told, rows),
            "picture": draw_flows(told.subject.iri, flows),
            "width": WIDTH,
            "names": names,
            "flow_figure": draw_flow(
                told.subject.code, flows, _leads(told, names, left_out, links, language), language
            ),
            "flow_told": tell_flow(told.subject.code, activities, stated, pieces, language),
            "bounds": drawn,
            "bounds_figure": draw_bounds(Texts(language)("charts.bounds"), drawn, language),
            "bounds_told": tell_bounds(drawn, len(bounds), language),
            "left_out": left_out,
            "most": max((_upper(row) for row in rows), default=Decimal(0)),
        }
    return render_page(request, "money.html", percent=partial(format_percent, language=language), **shown)


@router.api_route("/money.csv", methods=["GET", "HEAD"])
def give_money(request: Request, goal: str | None = None) -> Response:
    """What the picture of a goal shows, as a table, or that of all goals: amounts in TL as exact digits."""
    publication = current_publication(request)
    if goal is None:
        rows_of_goals = (
            [one.code, one.title, part.evidence, format(part.amount, "f"), format(one.stated, "f")]
            for one in goals_money(publication)
            for part in one.parts
        )
        return csv_answer("money", ("goal", "title", "evidence", "amount", "stated"), rows_of_goals)
    told = trace(publication.store, goal, analysis_of(publication))
    columns = ("activity", "title", "department", "department_name", "evidence", "amount", "low", "high", "lines")
    rows = (
        [*(row.get(name) for name in columns[:-1]), " ".join(map(str, row["lines"]))] for row in told.as_dict()["rows"]
    )
    return csv_answer(f"money-{told.subject.code}", columns, rows)


def _flows(rows: list[dict[str, Any]]) -> tuple[list[Flow], int]:
    """The largest activities as flows, what several departments share as one flow to all of them; how many are left out."""
    by_activity: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["kind"] == "activity":
            by_activity.setdefault(row["activity"], []).append(row)
    sizes = {code: _size(parts) for code, parts in by_activity.items()}
    largest = [code for code in sorted(sizes, key=lambda c: (-sizes[c], c)) if sizes[code] > 0]
    drawn = set(largest[:_MOST_DRAWN])
    flows = []
    for code in largest:
        for end, evidence, amount in _ends(by_activity[code]):
            flows.append(Flow(code if code in drawn else _OTHERS, end if code in drawn else _OTHERS, evidence, amount))
    return flows, len(largest) - len(drawn)


def _size(parts: list[dict[str, Any]]) -> Decimal:
    return sum((amount for _, _, amount in _ends(parts)), Decimal(0))


def _ends(parts: list[dict[str, Any]]) -> list[tuple[str, str, Decimal]]:
    """Where an activity's money went: one flow for each department with an amount, one for all that share the rest."""
    known = [
        (p["department"] or "–", p["evidence"], Decimal(p["amount"])) for p in parts if p.get("amount") is not None
    ]
    shared = [part for part in parts if part.get("amount") is None]
    if shared:
        whole = Decimal(shared[0].get("activity_amount") or 0) - sum((a for _, _, a in known), Decimal(0))
        known.append((" / ".join(sorted(p["department"] or "–" for p in shared)), "shared", whole))
    return known


def _names(told: Trace, rows: list[dict[str, Any]], flows: list[Flow]) -> dict[str, str]:
    """What nodes of the picture are called: activities by code and title, departments by name."""
    names = {told.subject.iri: told.subject.title}
    departments = {row["department"]: row["department_name"] for row in rows if row.get("department")}
    for row in rows:
        names[row["activity"]] = f"{row['activity']} {row['title']}"
    for flow in flows:
        if flow.end != _OTHERS:
            names.setdefault(flow.end, " / ".join(departments.get(code) or code for code in flow.end.split(" / ")))
    return names


def _leads(told: Trace, names: dict[str, str], left_out: int, links: Links, language: str) -> Names:
    """What the nodes of the picture are called and where they lead: to the page of a thing, an amount to its line."""
    things: dict[tuple[int, str], str] = {(0, told.subject.code): told.subject.iri}
    lines: dict[str, int] = {}
    for one in told.attributions:
        if one.row is not None:
            things[1, one.row.activity] = one.row.iri
            if one.row.money_lines:
                lines[one.row.activity] = min(one.row.money_lines)
        if one.unit is not None:
            things[2, one.unit.code] = one.unit.iri

    def lead(column: int, key: str) -> str | None:
        iri = things.get((column, key))
        return None if iri is None else links.thing(iri)

    def line(activity: str) -> str | None:
        return links.local(f"/source/{lines[activity]}") if activity in lines else None

    def name(column: int, key: str) -> str | None:
        return names.get(key) if column else f"{told.subject.code} {told.subject.title}"

    return Names(name, lead, line, Texts(language)("money.others", count=left_out))


def _bounds(rows: list[dict[str, Any]], links: Links) -> list[Bound]:
    """What is known of each activity at each department that shares it."""
    return [
        Bound(
            row["activity"] or "",
            row["title"],
            row["department_name"] or row["department"] or "–",
            Decimal(row["low"]),
            Decimal(row["high"]),
            links.local(f"/source/{row['lines'][0]}") if row["lines"] else None,
        )
        for row in rows
        if row.get("high") is not None and Decimal(row["high"]) > 0
    ]


def _upper(row: dict[str, Any]) -> Decimal:
    return Decimal(row.get("amount") or row.get("high") or 0)


def read_rows(told: Trace, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a trace with amounts as numbers (`amount`, or `low` and `high`), and the things that they are about."""
    return [
        {
            **row,
            **{name: None if row.get(name) is None else Decimal(row[name]) for name in ("amount", "low", "high")},
            "activity_iri": one.row.iri if one.row else None,
            "department_iri": one.unit.iri if one.unit else None,
        }
        for one, row in zip(told.attributions, rows, strict=True)
    ]
