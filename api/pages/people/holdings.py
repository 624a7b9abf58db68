"""Members of the council and of bodies, read once per build and day; and the labels of their roles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from fastapi import Request

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.query_service.build_cache import cached_per_build, cached_per_day
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.people.as_of import Member, Membership, members_on, read_memberships
from kentgraf.ontology.namespaces import term

BODY_MEMBERSHIP: Final = "BodyMembership"
PARTY_AFFILIATION: Final = "PartyAffiliation"


@cached_per_build
def all_holdings(snapshot: GraphSnapshot) -> list[Membership]:
    """Return all seats, memberships, offices and parties of all people."""
    return read_memberships(snapshot.store)


@cached_per_day
def council_members(snapshot: GraphSnapshot, day: date) -> list[Member]:
    """Return the members of the council on a day."""
    return members_on(snapshot.store, day)


def parties_on(snapshot: GraphSnapshot, day: date) -> dict[str, str]:
    """Return the name of each person's party on a day, by the person's IRI, for those of whom one is told."""
    held = (h for h in all_holdings(snapshot) if h.kind == PARTY_AFFILIATION and h.is_valid_on(day))
    return {h.person: h.organisation_name for h in held}


def role_labels(request: Request, snapshot: GraphSnapshot) -> Callable[[str | None], str]:
    """Return a function that gives the label of a role, in the language of the page, by its local name."""
    labels = Labels(snapshot.store, page_language(request))
    return lambda role: labels.of(term(f"kg:{role}")) if role else ""
