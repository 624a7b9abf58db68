"""The page of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.pages.layout.entity_pages import EntityPage, entity_page
from kentgraf.api.pages.people.days import chosen_day, day_breadcrumbs
from kentgraf.api.pages.people.holdings import BODY_MEMBERSHIP, PARTY_AFFILIATION, all_holdings, role_labels
from kentgraf.api.pages.people.parties import Party, party_named
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.api.query_service.told_periods import told_periods
from kentgraf.graph.people.as_of import Membership
from kentgraf.ontology.turkish import sort_key

_ORDER: Final = ("Seat", PARTY_AFFILIATION, "Office", BODY_MEMBERSHIP)


@entity_page("foaf:Person")
def make_person_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of a person: all holdings, which of them hold on the day, and the fellow members on that day."""
    own = [h for h in all_holdings(snapshot) if h.person == iri.value]
    if not own:
        return None
    told = told_periods(snapshot).of(*(h.organisation for h in own))
    days = chosen_day(request, snapshot, told if told.periods else None, own[0].name)
    now = [h for h in own if h.is_valid_on(days.on)]
    order = {kind: index for index, kind in enumerate(_ORDER)}
    own.sort(key=lambda h: (order.get(h.kind, len(order)), h.start or date.min, sort_key(h.organisation_name)))
    return EntityPage(
        "entity_person.html",
        {
            "days": days,
            "held": [(holding, holding.is_valid_on(days.on)) for holding in own],
            "role": role_labels(request, snapshot),
            "parties": _parties_in_order(snapshot, own),
            "party": next(
                (party_named(snapshot, h.organisation_name) for h in now if h.kind == PARTY_AFFILIATION), None
            ),
            "companions": _fellow_members(snapshot, iri.value, now, days.on),
        },
        day_breadcrumbs(request, snapshot, days, "/council", "council.title"),
    )


def _parties_in_order(snapshot: GraphSnapshot, own: Sequence[Membership]) -> list[tuple[Membership, Party]]:
    """Return the party affiliations of a person from the first to the last."""
    held = sorted((h for h in own if h.kind == PARTY_AFFILIATION), key=lambda h: h.start or date.min)
    return [(h, party_named(snapshot, h.organisation_name)) for h in held]


def _fellow_members(snapshot: GraphSnapshot, person: str, own: Sequence[Membership], day: date) -> list[dict[str, Any]]:
    """Return who sits on the same bodies on a day, those who share most of them first."""
    bodies = {h.organisation: h.organisation_name for h in own if h.kind == BODY_MEMBERSHIP}
    shared: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for holding in all_holdings(snapshot):
        is_fellow = holding.person != person and holding.kind == BODY_MEMBERSHIP and holding.organisation in bodies
        if is_fellow and holding.is_valid_on(day):
            names[holding.person] = holding.name
            shared.setdefault(holding.person, {})[holding.organisation] = bodies[holding.organisation]
    order = sorted(shared, key=lambda iri: (-len(shared[iri]), sort_key(names[iri])))
    return [{"iri": iri, "name": names[iri], "bodies": sorted(shared[iri].items())} for iri in order]
