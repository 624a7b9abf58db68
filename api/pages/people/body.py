"""The page of a committee or commission."""

from __future__ import annotations

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.pages.layout.entity_pages import EntityPage, entity_page
from kentgraf.api.pages.people.body_changes import list_changes
from kentgraf.api.pages.people.days import chosen_day, day_breadcrumbs
from kentgraf.api.pages.people.holdings import (
    BODY_MEMBERSHIP,
    all_holdings,
    parties_on,
    role_labels,
)
from kentgraf.api.pages.people.parties import party_named
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.api.query_service.told_periods import told_periods


@entity_page("kg:Commission", "kg:AuditCommission", "kg:ExecutiveCommittee")
def make_body_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of a body: its members on the day, its changes, and its other members."""
    held = [h for h in all_holdings(snapshot) if h.organisation == iri.value and h.kind == BODY_MEMBERSHIP]
    if not held:
        return None
    told = told_periods(snapshot).of(iri.value)
    days = chosen_day(request, snapshot, told if told.periods else None, held[0].organisation_name)
    parties = parties_on(snapshot, days.on)
    return EntityPage(
        "entity_body.html",
        {
            "days": days,
            "role": role_labels(request, snapshot),
            "now": [(h, party_named(snapshot, parties.get(h.person))) for h in held if h.is_valid_on(days.on)],
            "others": [h for h in held if not h.is_valid_on(days.on)],
            "changes": list_changes(held),
        },
        day_breadcrumbs(request, snapshot, days, "/bodies", "bodies.title"),
    )
