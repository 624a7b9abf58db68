"""Pages on who governs: `/council` on a day, `/bodies`, and what opens the pages of a person and of a body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from kentgraf.api.charts.hemicycle import draw_hemicycle
from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.frame.csv_files import csv_answer
from kentgraf.api.pages.frame.entity_pages import Portrait, Way, portrays
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.pages.people.body_changes import changes_of
from kentgraf.api.pages.people.council_on_day import council_on
from kentgraf.api.pages.people.parties import Party, party_named
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.graph.people.as_of import Holding, Member, holdings
from kentgraf.graph.people.days import change_days, default_date, reported_years
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.turkish import sort_key

router = APIRouter(include_in_schema=False)
_BODY_KINDS: Final = ("BodyMembership",)
_ORDER: Final = ("Seat", "PartyAffiliation", "Office", "BodyMembership")


@dataclass(frozen=True)
class Strength:
    """A party on a day, how many seats it has, and by how many that is more than before the last change."""

    party: Party
    seats: int
    change: int


@dataclass(frozen=True)
class Days:
    """The day that a page shows, the day before it on which something changed, the next one, and all of them.

    `is_reported` says whether a source tells of the day's year.
    """

    on: date
    before: date | None
    after: date | None
    all: tuple[date, ...]
    is_reported: bool


@once_per_build
def all_holdings(publication: Publication) -> list[Holding]:
    """Everything that anybody is or was."""
    return holdings(publication.store)


@once_per_build
def _changes(publication: Publication) -> list[date]:
    """The days of change in the reported years; that a year's report ends is no change."""
    return [day for day in change_days(publication.store) if day.year in _years(publication)]


@once_per_build
def _years(publication: Publication) -> frozenset[int]:
    return frozenset(reported_years(publication.store))


def days_of(request: Request, publication: Publication) -> Days:
    """The day that the address asks for by `on`, else the last one reported. QueryRefused for what is no day."""
    asked = request.query_params.get("on")
    day = parse_date(asked) if asked else default_date(publication.store)
    known = _changes(publication)
    before = max((d for d in known if d < day), default=None)
    after = min((d for d in known if d > day), default=None)
    return Days(day, before, after, tuple(known), is_reported=day.year in _years(publication))


@router.api_route("/council", methods=["GET", "HEAD"])
def show_council(request: Request) -> HTMLResponse:
    """The council on a day: the parties' strength, and every member with district and party."""
    publication = current_publication(request)
    days = days_of(request, publication)
    members = council_on(publication, days.on)
    party = request.query_params.get("party")
    return render_page(
        request,
        "council.html",
        days=days,
        strengths=strengths_of(publication, members, days),
        picture=draw_hemicycle(len(members)),
        seated=seated(publication, members),
        members=[(member, party_named(publication, member.party)) for member in _listed(publication, members, party)],
        party=party,
    )


@router.api_route("/council.csv", methods=["GET", "HEAD"])
def give_council(request: Request) -> Response:
    """The members on a day, of all parties or of one, as a table."""
    publication = current_publication(request)
    day = days_of(request, publication).on
    listed = _listed(publication, council_on(publication, day), request.query_params.get("party"))
    columns = ("on", "name", "party", "party_name", "party_basis", "district", "roles", "person", "line")
    rows = (
        [
            day.isoformat(),
            member.name,
            party_named(publication, member.party).short if member.party else None,
            member.party,
            member.party_basis,
            member.district,
            " ".join(member.roles),
            member.person,
            member.line,
        ]
        for member in listed
    )
    return csv_answer(f"council-{day.isoformat()}", columns, rows)


def _listed(publication: Publication, members: Sequence[Member], party: str | None) -> list[Member]:
    """The members of one party, known by its short name, or of all, by their names."""
    kept = [m for m in members if party is None or party_named(publication, m.party).short == party]
    return sorted(kept, key=lambda member: sort_key(member.name))


def strengths_of(publication: Publication, members: Sequence[Member], days: Days) -> list[Strength]:
    """The parties in the council, the strongest first, with the change since the day before the last change."""
    now = _count(members)
    held = [d for d in days.all if d <= days.on]
    before = _count(council_on(publication, held[-1] - timedelta(days=1))) if len(held) > 1 else now
    names = sorted({*now, *before}, key=lambda name: (-now.get(name, 0), sort_key(name)))
    return [
        Strength(party_named(publication, name or None), now.get(name, 0), now.get(name, 0) - before.get(name, 0))
        for name in names
    ]


def seated(publication: Publication, members: Sequence[Member]) -> list[tuple[Member, Party]]:
    """The members as they sit in the picture: those of one party beside each other, the strongest on the left."""
    counts = _count(members)
    order = sorted(members, key=lambda m: (-counts[m.party or ""], sort_key(m.party or ""), sort_key(m.name)))
    return [(member, party_named(publication, member.party)) for member in order]


def _count(members: Iterable[Member]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for member in members:
        counts[member.party or ""] = counts.get(member.party or "", 0) + 1
    return counts


@router.api_route("/bodies", methods=["GET", "HEAD"])
def show_bodies(request: Request) -> HTMLResponse:
    """All committees and commissions, with their chairs and the number of members on a day."""
    publication = current_publication(request)
    days = days_of(request, publication)
    names = {row["body"].value: row["name"].value for row in select(publication.store, query_text("_bodies"))}
    by_body: dict[str, list[Holding]] = {iri: [] for iri in names}
    for holding in all_holdings(publication):
        if holding.organisation in by_body and holding.kind in _BODY_KINDS and holding.holds(days.on):
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
    return render_page(request, "bodies.html", days=days, bodies=bodies)


@portrays("foaf:Person")
def portray_person(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """What a person is and was, which of it holds on the day, and with whom they sat on commissions then."""
    own = [h for h in all_holdings(publication) if h.person == iri.value]
    if not own:
        return None
    days = days_of(request, publication)
    now = [h for h in own if h.holds(days.on)]
    places = {kind: place for place, kind in enumerate(_ORDER)}
    own.sort(key=lambda h: (places.get(h.kind, len(places)), h.start or date.min, sort_key(h.organisation_name)))
    return Portrait(
        "portrait_person.html",
        {
            "days": days,
            "held": [(holding, holding.holds(days.on)) for holding in own],
            "role": _roles(request, publication),
            "parties": _parties_in_turn(publication, own),
            "party": next(
                (party_named(publication, h.organisation_name) for h in now if h.kind == "PartyAffiliation"), None
            ),
            "companions": _companions(publication, iri.value, now, days.on),
        },
        way=_way(request, publication, days, "/council", "council.title"),
    )


def _parties_in_turn(publication: Publication, own: Sequence[Holding]) -> list[tuple[Holding, Party]]:
    """The parties of a person in the order in which they were theirs."""
    held = sorted((h for h in own if h.kind == "PartyAffiliation"), key=lambda h: h.start or date.min)
    return [(h, party_named(publication, h.organisation_name)) for h in held]


def _roles(request: Request, publication: Publication) -> Callable[[str | None], str]:
    """How roles are called in the language of the page, by their local names."""
    labels = Labels(publication.store, page_language(request))
    return lambda role: labels.of(term(f"kg:{role}")) if role else ""


def _companions(publication: Publication, person: str, own: Sequence[Holding], day: date) -> list[dict[str, Any]]:
    """Who sits on the same bodies on the day, those who share most first."""
    bodies = {h.organisation: h.organisation_name for h in own if h.kind in _BODY_KINDS}
    shared: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for holding in all_holdings(publication):
        if holding.organisation in bodies and holding.kind in _BODY_KINDS and holding.person != person:
            if not holding.holds(day):
                continue
            names[holding.person] = holding.name
            shared.setdefault(holding.person, {})[holding.organisation] = bodies[holding.organisation]
    order = sorted(shared, key=lambda iri: (-len(shared[iri]), sort_key(names[iri])))
    return [{"iri": iri, "name": names[iri], "bodies": sorted(shared[iri].items())} for iri in order]


@portrays("kg:Commission", "kg:AuditCommission", "kg:ExecutiveCommittee")
def portray_body(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """Who sits on the body on the day, and everybody who did, by period."""
    held = [h for h in all_holdings(publication) if h.organisation == iri.value and h.kind in _BODY_KINDS]
    if not held:
        return None
    days = days_of(request, publication)
    parties = {member.person: member.party for member in council_on(publication, days.on)}
    now = [(h, party_named(publication, parties.get(h.person))) for h in held if h.holds(days.on)]
    role = _roles(request, publication)
    shown = {
        "days": days,
        "role": role,
        "now": now,
        "others": [h for h in held if not h.holds(days.on)],
        "changes": changes_of(held),
    }
    return Portrait("portrait_body.html", shown, _way(request, publication, days, "/bodies", "bodies.title"))


def _way(request: Request, publication: Publication, days: Days, path: str, title: str) -> Way:
    """The way by a page that shows the same day."""
    day = {"on": days.on.isoformat()} if request.query_params.get("on") else {}
    return ((Links(request, publication).local(path, **day), Texts(page_language(request))(title)),)
