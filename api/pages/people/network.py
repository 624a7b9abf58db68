"""`/network`: who sits on which commission on a day, as a figure and as a table; the network in other formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import networkx as nx
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.pages.layout.rendering import render_page
from kentgraf.api.pages.people.days import choose_day
from kentgraf.api.pages.people.parties import NO_PARTY, Party, find_party, party_with_short_name
from kentgraf.api.query_service.build_cache import cached_per_day
from kentgraf.api.query_service.snapshot import GraphSnapshot, current_snapshot
from kentgraf.api.query_service.told_periods import told_periods
from kentgraf.graph.exports.dynamic_networks import to_edge_list
from kentgraf.graph.exports.networks import WRITERS
from kentgraf.graph.people.names import find_by_name
from kentgraf.graph.people.network import member_commission_graph
from kentgraf.graph.people.network_layout import Drawing, Mark, draw_network
from kentgraf.ontology.turkish import fold, sort_key

router = APIRouter(include_in_schema=False)
_FILES: Final[dict[str, tuple[str, Callable[[nx.Graph], bytes]]]] = {
    "svg": ("image/svg+xml", WRITERS["svg"]),
    "graphml": ("application/graphml+xml", WRITERS["graphml"]),
    "gexf": ("application/gexf+xml", WRITERS["gexf"]),
    "csv": ("text/csv; charset=utf-8", to_edge_list),
}


@dataclass(frozen=True)
class NetworkFilter:
    """The people of a party, of a commission, and with words in their names; an empty value leaves all."""

    party: str
    commission: str
    words: str

    def matches(self, graph: nx.Graph, person: str) -> bool:
        """Return whether a person is shown."""
        data = graph.nodes[person]
        return (
            (not self.party or self.party in data.get("party", NO_PARTY).split(" / "))
            and (not self.commission or self.commission in graph[person])
            and (not self.words or fold(self.words) in fold(data["label"]))
        )


@router.api_route("/network", methods=["GET", "HEAD"])
def show_network(request: Request, on: str = "", party: str = "", commission: str = "", q: str = "") -> HTMLResponse:
    """Show the network on the day `on`; `party`, `commission` and `q` filter it without moving what is left.

    Raises UnknownName for a party or commission that the graph doesn't have.
    """
    snapshot = current_snapshot(request)
    days = choose_day(snapshot, on, told_periods(snapshot).of_commissions())
    graph, drawing = _draw(snapshot, days.on)
    chosen = _read_filter(snapshot, party, commission, q)
    shown = _filter_nodes(graph, chosen)
    people = sorted(
        (n for n in shown if graph.nodes[n]["kind"] == "person"), key=lambda n: sort_key(graph.nodes[n]["label"])
    )
    return render_page(
        request,
        "network.html",
        days=days,
        chosen=chosen,
        drawing=drawing,
        marks=[(mark, _party_of_mark(snapshot, mark)) for mark in drawing.marks if mark.node in shown],
        links_drawn=[link for link in drawing.links if set(link.nodes) <= shown],
        legend=[(party_with_short_name(snapshot, name), shape) for name, _, shape in drawing.legend],
        parties=sorted(
            {data.get("party", "") for _, data in graph.nodes(data=True) if data["kind"] == "person"} - {""}
        ),
        commissions=sorted(
            ((n, data["label"]) for n, data in graph.nodes(data=True) if data["kind"] == "commission"),
            key=lambda item: sort_key(item[1]),
        ),
        rows=[(n, graph.nodes[n], _list_seats(graph, n, shown), _party_of_node(snapshot, graph, n)) for n in people],
        bodies_shown=len(shown) - len(people),
        files=sorted(_FILES),
    )


@router.api_route("/network.{form}", methods=["GET", "HEAD"])
def get_file(request: Request, form: str, on: str = "", party: str = "", commission: str = "", q: str = "") -> Response:
    """Return the part of the network that the page shows, in one of the formats. Raises HTTPException 404 for another,
    and UnknownName for a party or commission that the graph doesn't have.
    """
    if form not in _FILES:
        raise HTTPException(404, f"A network comes as {', '.join(sorted(_FILES))}, not as {form}.")
    snapshot = current_snapshot(request)
    day = choose_day(snapshot, on, told_periods(snapshot).of_commissions()).on
    graph, _ = _draw(snapshot, day)
    media_type, write = _FILES[form]
    content = write(graph.subgraph(_filter_nodes(graph, _read_filter(snapshot, party, commission, q))).copy())
    name = f"network-{day.isoformat()}.{form}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@cached_per_day
def _draw(snapshot: GraphSnapshot, day: date) -> tuple[nx.Graph, Drawing]:
    """Return the whole network of a day and its layout."""
    graph = member_commission_graph(snapshot.store, day)
    return graph, draw_network(graph)


def _read_filter(snapshot: GraphSnapshot, party: str, commission: str, q: str) -> NetworkFilter:
    """Return the filter of a request, with the party by its short name and the commission by its IRI."""
    chosen = find_party(snapshot, party)
    body = find_by_name(snapshot.store, "commission", commission.strip())[0] if commission.strip() else ""
    return NetworkFilter(chosen.short if chosen else "", body, q.strip())


def _filter_nodes(graph: nx.Graph, chosen: NetworkFilter) -> set[str]:
    """Return the people who match, and the commissions on which they sit."""
    people = {n for n, data in graph.nodes(data=True) if data["kind"] == "person" and chosen.matches(graph, n)}
    bodies = {body for person in people for body in graph[person]}
    return people | ({chosen.commission} & bodies if chosen.commission else bodies)


def _list_seats(graph: nx.Graph, person: str, shown: set[str]) -> list[dict[str, Any]]:
    """Return the commissions of a person, each with the role and the line."""
    seats = [
        {"iri": body, "name": graph.nodes[body]["label"], **graph.edges[person, body]}
        for body in graph[person]
        if body in shown
    ]
    return sorted(seats, key=lambda seat: sort_key(seat["name"]))


def _party_of_node(snapshot: GraphSnapshot, graph: nx.Graph, person: str) -> Party:
    return party_with_short_name(snapshot, graph.nodes[person].get("party", ""))


def _party_of_mark(snapshot: GraphSnapshot, mark: Mark) -> Party | None:
    return party_with_short_name(snapshot, mark.group) if mark.kind == "person" else None
