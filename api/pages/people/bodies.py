"""`/bodies`: the committees and commissions on a day."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kentgraf.api.pages.layout.rendering import render_page
from kentgraf.api.pages.people.days import choose_day
from kentgraf.api.pages.people.holdings import BODY_MEMBERSHIP, all_holdings
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.api.query_service.told_periods import told_periods
from kentgraf.graph.people.as_of import Membership
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.ontology.turkish import sort_key

router = APIRouter(include_in_schema=False)


@router.api_route("/bodies", methods=["GET", "HEAD"])
def show_bodies(request: Request, on: str = "") -> HTMLResponse:
    """Show all bodies that have members on the day `on`, with their chairs and the number of members.

    Bodies of which a source tells, but not on that day, are listed apart.
    """
    snapshot = current_snapshot(request)
    told = told_periods(snapshot)
    days = choose_day(snapshot, on, told.of_bodies())
    names = {row["body"].value: row["name"].value for row in select(snapshot.store, query_text("_bodies"))}
    by_body: dict[str, list[Membership]] = {iri: [] for iri in names}
    for holding in all_holdings(snapshot):
        if holding.organisation in by_body and holding.kind == BODY_MEMBERSHIP and holding.is_valid_on(days.on):
            by_body[holding.organisation].append(holding)
    bodies = [
        {
            "iri": iri,
            "name": names[iri],
            "members": len({h.person for h in held}),
            "chairs": [h for h in held if h.role == "chair"],
        }
        for iri, held in sorted(by_body.items(), key=lambda item: sort_key(names[item[0]]))
        if held
    ]
    untold = [iri for iri in names if days.on not in told.of(iri) and told.of(iri).periods]
    return render_page(
        request,
        "bodies.html",
        days=days,
        bodies=bodies,
        untold=sorted(((iri, names[iri], told.of(iri).spans) for iri in untold), key=lambda one: sort_key(one[1])),
    )
