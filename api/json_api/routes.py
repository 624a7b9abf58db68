"""The routes of the JSON API. Their docstrings and the names of their functions are part of its OpenAPI description.

Money is a string of exact digits in TL, days are ISO dates.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter

from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.json_api.response import json_response
from kentgraf.api.json_api.schemas import (
    AuditAnswer,
    BodyAnswer,
    GalleryQuery,
    MeasuresAnswer,
    MembersAnswer,
    NetworkAnswer,
    PersonAnswer,
    Summary,
    TraceAnswer,
)
from kentgraf.api.query_service.ledger_analysis import graph_analysis
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.api.query_service.told_periods import told_periods
from kentgraf.graph.audit.report import audit
from kentgraf.graph.exports.networks import as_node_link
from kentgraf.graph.money.trace import trace
from kentgraf.graph.people.as_of import body_on, members_on, person_history, strength_on
from kentgraf.graph.people.measures import changes_between, measure_network
from kentgraf.graph.people.network import member_commission_graph, project_on_people
from kentgraf.graph.people.told_days import ToldDays
from kentgraf.graph.sparql.queries import list_queries

router = APIRouter(prefix="/api")

Day = Annotated[
    str | None,
    Query(description="A day, as 2025-04-14 or 14.04.2025; the last one that the sources tell of if not given."),
]
Since = Annotated[str | None, Query(description="Also tell what changed on each commission since that day.")]
Name = Annotated[str, Query(min_length=1, description="A name in any spelling, or a part of it.")]
Code = Annotated[
    str,
    PathParameter(
        description="Code of a goal, objective, target, activity or department: 5, 5.1, 5.1.1, 87, 46.35.1.42; or"
        " `general-management`, `transfers`.",
        examples=["5.1"],
    ),
]
Explain = Annotated[bool, Query(description="Also tell what each row rests on: triples, lines, closed ledgers.")]


@router.get("/summary", summary="What the graph holds", response_model=Summary)
def give_summary(request: Request) -> Response:
    """The sources, when each was loaded, and how many things of each kind there are."""
    snapshot = current_snapshot(request)
    return json_response(Summary(snapshot.base, snapshot.triples, snapshot.sources, snapshot.kinds))


@router.get("/queries", summary="The queries that ship with the graph", response_model=list[GalleryQuery])
def give_queries() -> Response:
    """Each with its SPARQL text, ready for /sparql; the usual prefixes need no declaration there."""
    return json_response([GalleryQuery(q.name, q.title, q.description, q.text) for q in list_queries()])


def _day(on: str | None, told: ToldDays) -> date:
    """Return the day that `on` names, or the last one told of. Raises InvalidDate, and NotTold for any other day."""
    return told.require(parse_date(on)) if on else told.last


@router.get("/trace/{code}", summary="Where a goal's money went", response_model=TraceAnswer)
def give_trace(request: Request, code: Code, explain: Explain = False) -> Response:
    """The subject, what the source states for it, its activities by department with evidence and lines, and the remainder."""
    snapshot = current_snapshot(request)
    return json_response(trace(snapshot.store, code, graph_analysis(snapshot)).as_dict(explained=explain))


@router.get("/network", summary="Who sits with whom on a day", response_model=NetworkAnswer)
def give_network(
    request: Request,
    on: Day = None,
    people: Annotated[bool, Query(description="Link people by shared commissions instead.")] = False,
) -> Response:
    """People and commissions (or people linked by the commissions that they share) as node-link data."""
    snapshot = current_snapshot(request)
    graph = member_commission_graph(snapshot.store, _day(on, told_periods(snapshot).of_commissions()))
    return json_response(as_node_link(project_on_people(graph) if people else graph))


@router.get("/measures", summary="How people are linked on a day, and what changed", response_model=MeasuresAnswer)
def give_measures(request: Request, on: Day = None, since: Since = None) -> Response:
    """Degree, betweenness, k-core, community and ranks of everybody, links across parties; with `since`, the change."""
    snapshot = current_snapshot(request)
    store, day = snapshot.store, _day(on, told_periods(snapshot).of_commissions())
    changes = changes_between(store, parse_date(since), day) if since else []
    return json_response(
        {**measure_network(store, day).as_dict(), "since": since, "changes": [c.as_dict() for c in changes]}
    )


@router.get("/audit", summary="What the checks found", response_model=AuditAnswer)
def give_audit(request: Request) -> Response:
    """Every finding with its rule, severity, sentences, values and lines."""
    return json_response(audit(current_snapshot(request).store).as_dict())


@router.get("/members", summary="The council on a day", response_model=MembersAnswer)
def give_members(request: Request, on: Day = None) -> Response:
    """The members with district and party of that day, and the parties' strength."""
    snapshot = current_snapshot(request)
    store, day = snapshot.store, _day(on, told_periods(snapshot).of_council())
    found = [member.as_dict() for member in members_on(store, day)]
    return json_response({"on": day.isoformat(), "strength": strength_on(store, day), "members": found})


@router.get("/body", summary="A committee or commission on a day", response_model=BodyAnswer)
def give_body(request: Request, name: Name, on: Day = None) -> Response:
    """Who sits on it, in which role, since when and by which decision."""
    found = body_on(current_snapshot(request).store, name, parse_date(on) if on else None)
    members = [holding.as_dict() for holding in found.memberships]
    return json_response({"on": found.on.isoformat(), "body": found.name, "members": members})


@router.get("/person", summary="A person over time, or on a day", response_model=PersonAnswer)
def give_person(request: Request, name: Name, on: Day = None) -> Response:
    """Seats, memberships, offices and parties with their periods; without a day, all that the graph knows."""
    day = parse_date(on) if on else None
    label, found = person_history(current_snapshot(request).store, name, day)
    holdings = [holding.as_dict() for holding in found]
    return json_response({"on": day.isoformat() if day else None, "name": label, "holdings": holdings})
