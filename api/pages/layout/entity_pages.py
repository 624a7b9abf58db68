"""The parts of an entity's page that depend on its class, such as a person's history or a goal's place in the plan.

The modules of pages register a function for the classes that they present. An entity of no such class has a page with
its statements only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.ontology.namespaces import term

Breadcrumbs = tuple[tuple[str | None, str], ...]
"""The pages between the start page and a page, from the top: the URL and the name of each."""


@dataclass(frozen=True)
class EntityPage:
    """The part of an entity's page above its statements: a template and what it shows.

    `crumb` is the entity's name at the end of the breadcrumbs; it defaults to its label.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    breadcrumbs: Breadcrumbs = ()
    crumb: str | None = None


EntityPageMaker = Callable[[Request, GraphSnapshot, NamedNode], EntityPage | None]
"""Makes the page of one entity; None if there is nothing to show."""

_MAKERS: Final[dict[NamedNode, EntityPageMaker]] = {}


def entity_page(*classes: str) -> Callable[[EntityPageMaker], EntityPageMaker]:
    """Register the decorated function for entities of these classes, given as prefixed names."""

    def register(maker: EntityPageMaker) -> EntityPageMaker:
        for name in classes:
            _MAKERS[term(name)] = maker
        return maker

    return register


def make_entity_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of an entity by the first of its classes, in alphabetical order, that has one."""
    classes = {
        quad.object.value: quad.object
        for quad in snapshot.store.quads_for_pattern(iri, term("rdf:type"), None, None)
        if isinstance(quad.object, NamedNode)
    }
    for name in sorted(classes):
        maker = _MAKERS.get(classes[name])
        if maker is not None:
            return maker(request, snapshot, iri)
    return None
