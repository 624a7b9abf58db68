"""`/network`: who sits on which commission on a day, as a picture that stands still and as a table of the same links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import networkx as nx
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.pages.frame.rendering import render_page
from kentgraf.api.pages.people.governance import days_of
from kentgraf.api.pages.people.parties import Party, party_short
from kentgraf.api.query_service.build_cache import once_per_day
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.graph.exports.dynamic_networks import to_edge_list
from kentgraf.graph.exports.networks import WRITERS
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
class Wishes:
    """What of the network is shown: one party, one commission, or those whose name holds some words."""

    party: str
    commission: str
    words: str

    def keeps(self, graph: nx.Graph, person: str) -> bool:
        """Whether a person is shown."""
        data = graph.nodes[person]
        return (
            (not self.party or data.get("party", "") == self.party)
            and (not self.commission or self.commission in graph[person])
            and (not self.words or fold(self.words) in fold(data["label"]))
        )


@router.api_route("/network", methods=["GET", "HEAD"])
def show_network(request: Request) -> HTMLResponse:
    """The network of a day; `party`, `commission` and `q` choose a part of it, which stays where it stood."""
    publication = current_publication(request)
    days = days_of(request, publication)
    graph, drawing = _drawn(publication, days.on)
    wishes = _wishes(request)
    shown = _shown(graph, wishes)
    people = sorted(
        (n for n in shown if graph.nodes[n]["kind"] == "person"), key=lambda n: sort_key(graph.nodes[n]["label"])
    )
    return render_page(
        request,
        "network.html",
        days=days,
        wishes=wishes,
        drawing=drawing,
        marks=[(mark, _look(publication, mark)) for mark in drawing.marks if mark.node in shown],
        links_drawn=[link for link in drawing.links if set(link.nodes) <= shown],
        legend=[(party_short(publication, name), shape) for name, _, shape in drawing.legend],
        parties=sorted(
            {data.get("party", "") for _, data in graph.nodes(data=True) if data["kind"] == "person"} - {""}
        ),
        commissions=sorted(
            ((n, data["label"]) for n, data in graph.nodes(data=True) if data["kind"] == "commission"),
            key=lambda item: sort_key(item[1]),
        ),
        rows=[(n, graph.nodes[n], _seats(graph, n, shown), _party(publication, graph, n)) for n in people],
        bodies_shown=len(shown) - len(people),
        files=sorted(_FILES),
    )


@router.api_route("/network.{form}", methods=["GET", "HEAD"])
def give_network(request: Request, form: str) -> Response:
    """The part of the network that the page shows, as a file. HTTPException 404 for a form that there is not."""
    if form not in _FILES:
        raise HTTPException(404, f"A network comes as {', '.join(sorted(_FILES))}, not as {form}.")
    publication = current_publication(request)
    days = days_of(request, publication)
    graph, _ = _drawn(publication, days.on)
    media_type, write = _FILES[form]
    content = write(graph.subgraph(_shown(graph, _wishes(request))).copy())
    name = f"network-{days.on.isoformat()}.{form}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@once_per_day
def _drawn(publication: Publication, day: date) -> tuple[nx.Graph, Drawing]:
    """The whole network of a day and its picture."""
    graph = member_commission_graph(publication.store, day)
    return graph, draw_network(graph)


def _wishes(request: Request) -> Wishes:
    asked = request.query_params
    return Wishes(asked.get("party", ""), asked.get("commission", ""), asked.get("q", ""))


def _shown(graph: nx.Graph, wishes: Wishes) -> set[str]:
    """The people whom the wishes keep, and the commissions on which they sit."""
    people = {n for n, data in graph.nodes(data=True) if data["kind"] == "person" and wishes.keeps(graph, n)}
    bodies = {body for person in people for body in graph[person]}
    return people | ({wishes.commission} & bodies if wishes.commission else bodies)


def _seats(graph: nx.Graph, person: str, shown: set[str]) -> list[dict[str, Any]]:
    """The commissions of a person, each with its role and line."""
    seats = [
        {"iri": body, "name": graph.nodes[body]["label"], **graph.edges[person, body]}
        for body in graph[person]
        if body in shown
    ]
    return sorted(seats, key=lambda seat: sort_key(seat["name"]))


def _party(publication: Publication, graph: nx.Graph, person: str) -> Party:
    return party_short(publication, graph.nodes[person].get("party", ""))


def _look(publication: Publication, mark: Mark) -> Party | None:
    return party_short(publication, mark.group) if mark.kind == "person" else None
