"""The start page of a graph of several sources: its cities, and the years of each."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from kentgraf.api.pages.layout.rendering import render_page
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.store.sources.source_list import SourceEntry
from kentgraf.ontology.turkish import sort_key


@dataclass(frozen=True)
class CityYears:
    """A city by its name in the latest source, and its sources, the latest year first."""

    name: str
    sources: tuple[SourceEntry, ...]


def show_cities(request: Request, snapshot: GraphSnapshot) -> HTMLResponse:
    """Show the page. It reads the list of sources only."""
    by_city: dict[str, list[SourceEntry]] = {}
    for entry in sorted(snapshot.listed, key=lambda one: one.order, reverse=True):
        by_city.setdefault(entry.city, []).append(entry)
    cities = [CityYears(told[0].municipality, tuple(told)) for told in by_city.values()]
    return render_page(
        request,
        "cities.html",
        cities=sorted(cities, key=lambda city: sort_key(city.name)),
        years=len({entry.year for entry in snapshot.listed}),
    )
