"""`/money`: what was spent on each goal and how sure it is by whom; for one goal its activities and departments."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.flows import WIDTH, Flow, draw_flows
from kentgraf.api.numbers import write_percent
from kentgraf.api.once_per_build import once_per_build
from kentgraf.api.plan_portraits import analysis_of
from kentgraf.api.publication import Publication, current_publication
from kentgraf.api.rendering import page_language, render_page
from kentgraf.graph.sparql import select
from kentgraf.graph.trace import Trace, trace

router = APIRouter(include_in_schema=False)
EVIDENCE: Final = ("proven", "implied", "labelled", "shared", "contradicted", "unlabelled")
_MOST_DRAWN: Final = 30
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
    """A goal, what the source states as spent on it in TL, and how sure its parts are."""

    iri: str
    code: str
    title: str
    stated: Decimal
    parts: tuple[Part, ...]


@once_per_build
def goals_money(publication: Publication) -> list[GoalMoney]:
    """All goals of the graph that is served, in the order of their codes."""
    analysis = analysis_of(publication)
    found = []
    for row in select(publication.store, _GOALS):
        told = trace(publication.store, row["goal"].value, analysis)
        answer = told.as_dict()
        stated = Decimal(answer["stated_total"] or answer["sum"] or 0)
        found.append(GoalMoney(told.subject.iri, told.subject.code, told.subject.title, stated, _parts(answer, stated)))
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
    shown: dict[str, Any] = {"goals": goals_money(publication), "told": None, "evidence": EVIDENCE}
    if goal is not None:
        told = trace(publication.store, goal, analysis_of(publication))
        rows = told.as_dict()["rows"]
        flows, left_out = _flows(rows)
        shown |= {
            "told": told,
            "rows": [read_row(row) for row in rows],
            "picture": draw_flows(told.subject.code, flows),
            "width": WIDTH,
            "names": _names(told, rows),
            "left_out": left_out,
            "most": max((_upper(row) for row in rows), default=Decimal(0)),
        }
    language = page_language(request)
    return render_page(request, "money.html", percent=partial(write_percent, language=language), **shown)


@router.api_route("/money.csv", methods=["GET", "HEAD"])
def give_money(request: Request, goal: str) -> Response:
    """What the picture of a goal shows, as a table: amounts in TL as exact digits."""
    publication = current_publication(request)
    told = trace(publication.store, goal, analysis_of(publication))
    out = io.StringIO()
    writer = csv.writer(out)
    columns = ("activity", "title", "department", "department_name", "evidence", "amount", "low", "high", "lines")
    writer.writerow(columns)
    for row in told.as_dict()["rows"]:
        lines = " ".join(map(str, row["lines"]))
        writer.writerow([*(row.get(name) or "" for name in columns[:-1]), lines])
    headers = {"Content-Disposition": f'attachment; filename="money-{told.subject.code}.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


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


def _names(told: Trace, rows: list[dict[str, Any]]) -> dict[str, str]:
    """What nodes of the picture are called: activities by code and title, departments by name."""
    names = {told.subject.code: told.subject.title}
    departments = {row["department"]: row["department_name"] for row in rows if row.get("department")}
    for row in rows:
        names[row["activity"]] = f"{row['activity']} {row['title']}"
    for flow in _flows(rows)[0]:
        if flow.end != _OTHERS:
            names.setdefault(flow.end, " / ".join(departments.get(code) or code for code in flow.end.split(" / ")))
    return names


def _upper(row: dict[str, Any]) -> Decimal:
    return Decimal(row.get("amount") or row.get("high") or 0)


def read_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its amounts as numbers; `amount` or `low` and `high`."""
    numbers = {name: None if row.get(name) is None else Decimal(row[name]) for name in ("amount", "low", "high")}
    return {**row, **numbers}
